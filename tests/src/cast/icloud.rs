//! iCloud, played by a front with its manners.

use super::dav::Dav;
use super::far_side::FarSide;
use super::stage::{self, Stage};

pub async fn the_front() -> Stage {
    stage::front(stage::provider("icloud")).await
}

pub async fn far_side() -> Box<dyn FarSide> {
    Box::new(place().await)
}

/// The far side, with a look at its objects.
pub async fn place() -> Dav {
    Dav::start("icloud", Some("ICLOUD_URL")).await
}
