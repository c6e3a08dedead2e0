//! The ways to connect, in each provider's own words.

use crate::app::sentences::{Fact, with};
use crate::app::views::{ProviderView, ProviderWords, SignInKind, SourceView, TextRun, UiError};
use crate::app::{Answer, App};
use crate::model::reason::Reason;
use crate::providers::words::runs;
use crate::providers::{self, Provider, Server, SignIn};
use crate::signin::registration::{Registration, Unusable};

impl App {
    /// Returns the ways to connect, in the order of the window.
    pub fn providers(&self) -> Vec<ProviderView> {
        providers::ALL
            .iter()
            .map(|provider| {
                let (sign_in, asks_server, app_password, missing) = match &provider.sign_in {
                    SignIn::Password { server, app_password } => {
                        (SignInKind::Password, matches!(server, Server::Asked { .. }), app_password.is_some(), None)
                    }
                    SignIn::Link => (SignInKind::Link, false, false, None),
                    SignIn::Browser(flow) => {
                        let unusable = Registration::of(flow, &self.ports().settings).err();
                        (SignInKind::Browser, false, false, unusable.map(Unusable::name))
                    }
                };
                ProviderView {
                    id: provider.id.to_owned(),
                    label: provider.label.to_owned(),
                    sign_in,
                    asks_server,
                    has_help: provider.words.page.is_some(),
                    app_password,
                    missing,
                    words: words_view(provider),
                }
            })
            .collect()
    }

    /// Opens the provider's page where what the form asks for is made, in the person's own browser.
    pub fn open_help(&self, provider: &str) -> Answer<()> {
        let provider = providers::by_id(provider).ok_or_else(|| UiError::unknown_id("provider"))?;
        let page = provider.words.page.as_ref().ok_or_else(|| UiError::unknown_id("page"))?.url;
        self.ports().browser.open(page).map_err(|_| UiError::say(Reason::AuthNoBrowser, &with(Fact::Page, page)))
    }
}

fn words_view(provider: &Provider) -> ProviderWords {
    let words = &provider.words;
    let text = |text| runs(text).map(|(text, strong)| TextRun { text: text.to_owned(), strong }).collect();
    ProviderWords {
        intro: words.intro.to_owned(),
        steps: words.steps.iter().map(|step| text(step)).collect(),
        sources: words
            .sources
            .iter()
            .map(|source| SourceView { name: source.name.to_owned(), way: text(source.way) })
            .collect(),
        page: words.page.as_ref().map(|page| page.name.to_owned()),
        server: words.server.to_owned(),
        user: words.user.to_owned(),
        user_is_email: words.user_is_email,
        password: words.password.to_owned(),
        hint: words.hint.to_owned(),
        shape: words.shape.to_owned(),
        kept: words.kept.to_owned(),
        account: words.account.unwrap_or(provider.label).to_owned(),
        allow: text(words.allow),
        allow_now: words.allow_now.to_owned(),
        stuck: text(words.stuck),
        ends: words.ends.to_owned(),
    }
}
