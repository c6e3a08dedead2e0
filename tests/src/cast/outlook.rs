//! Outlook, played by the simulator of Microsoft Graph.

use std::sync::Arc;

use super::stage::{self, Stage};
use crate::servers::outlook::Outlook;

pub async fn its_simulator() -> Stage {
    let provider = stage::provider("outlook");
    let server = Arc::new(Outlook::start(stage::token_check(provider, "practice@outlook.test")).await);
    let (url, there) = (server.api_url.clone(), server.clone());
    stage::by_token(provider, url, server).mailing(move || there.mails().into_iter().map(|mail| mail.to).collect())
}
