//! iCloud, played by a front with its manners.

use super::stage::{self, Stage};

pub async fn the_front() -> Stage {
    stage::front(stage::provider("icloud")).await
}
