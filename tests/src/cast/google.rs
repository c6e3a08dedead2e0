//! Google, played by the simulator of its API.

use std::sync::Arc;

use super::stage::{self, Stage};
use crate::servers::google::{EMAIL, Google};

pub async fn its_simulator() -> Stage {
    let provider = stage::provider("google");
    let server = Arc::new(Google::start(stage::token_check(provider, EMAIL)).await);
    let (url, there) = (server.api_url.clone(), server.clone());
    stage::by_token(provider, url, server).mailing(move || there.mails().into_iter().map(|mail| mail.to).collect())
}
