//! What a test does outside the app.

use chrono::TimeDelta;
use serde::Deserialize;

use crate::browser::Opened;
use crate::practice::scene::Stage;

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Act {
    /// The clock goes on.
    Advance { minutes: i64 },
    /// The network goes away, or comes back.
    Unplug { unplugged: bool },
    /// The keychain opens, or answers again.
    UnlockKeychain,
    /// The person consents on the page that was opened last, and the browser comes back.
    Consent,
    /// A client answers an invitation at Google, in Google's words.
    Answer { client: String, word: String },
}

impl Act {
    pub async fn on(self, stage: &Stage) -> Result<(), &'static str> {
        match self {
            Self::Advance { minutes } => stage.world.clock.advance(TimeDelta::minutes(minutes)),
            Self::Unplug { unplugged } => stage.world.network.unplug(unplugged),
            Self::UnlockKeychain => stage.world.keychain.fail_with(None),
            Self::Consent => {
                let far = stage.far.as_ref().ok_or("The providers are not there in this scene.")?;
                let url = stage.world.browser.0.lock().unwrap().last().cloned().ok_or("No page was opened.")?;
                match far.google.auth.browser().open(&url).await {
                    Opened::Answered(_) => {}
                    Opened::DeepLink { link, .. } => {
                        stage.app.arrived(&link).map_err(|_| "The link was refused.")?;
                    }
                    Opened::Page { .. } => return Err("The page stays."),
                }
            }
            Self::Answer { client, word } => {
                stage.far.as_ref().ok_or("The providers are not there in this scene.")?.answers(&client, &word);
            }
        }
        Ok(())
    }
}
