//! What can be said of a provider without a server: its id and its words.

use daybook_core::providers::{ALL, Provider, SignIn};
use daybook_tests::cast;

/// What is wrong with the ids: each is the only one, and a word that can stand on disk and in an address.
pub fn wrong_ids(providers: &[&Provider]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, provider) in providers.iter().enumerate() {
        let id = provider.id;
        if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) || id.is_empty() {
            wrong.push(format!("{id:?} is no word of small letters and digits"));
        }
        if providers[..at].iter().any(|other| other.id == id) {
            wrong.push(format!("{id} is the id of two providers"));
        }
    }
    wrong
}

/// What a provider does not say, and a person would be shown a gap for.
pub fn missing_words(provider: &Provider) -> Vec<&'static str> {
    let mut missing = Vec::new();
    let mut must = |is_there: bool, what| {
        if !is_there {
            missing.push(what);
        }
    };
    must(!provider.label.trim().is_empty(), "a label");
    let words = &provider.words;
    let texts = || words.steps.iter().chain([&words.allow]);
    must(texts().all(|text| text.matches("**").count() % 2 == 0), "the end of what stands out");
    must(words.page.as_ref().is_none_or(|page| page.url.starts_with("https://")), "an https address of its page");
    let said = || texts().chain([&words.intro, &words.hint, &words.kept, &words.ends]);
    let others = || ALL.iter().filter(|other| other.id != provider.id);
    must(
        !said().any(|text| others().any(|other| text.contains(other.label))),
        "words that are about no other provider",
    );
    match &provider.sign_in {
        SignIn::Password { app_password, .. } => {
            must(!words.intro.trim().is_empty(), "what its form is for");
            if app_password.is_some() {
                must(words.page.is_some() && !words.steps.is_empty(), "where an app password is made");
                let refused = words.refused.is_some_and(|(what, then)| !what.is_empty() && !then.is_empty());
                must(refused, "what happened and what to do where an app password is refused");
            }
        }
        SignIn::Link => {
            must(!words.intro.trim().is_empty(), "what its form is for");
            must(words.refused.is_some(), "what to do where a link does not work");
        }
        SignIn::Browser(flow) => {
            must(!flow.setting.is_empty(), "the name of its settings");
            for address in [flow.auth_url, flow.token_url, flow.api_url] {
                must(address.starts_with("https://"), "an https address of its servers");
            }
            must(!flow.scopes.is_empty(), "what it asks for");
        }
    }
    missing
}

/// H1
#[test]
fn the_id_of_every_provider_is_its_own_and_fit_for_disk_and_addresses() {
    assert_eq!(wrong_ids(ALL), Vec::<String>::new());
}

#[test]
fn every_provider_says_what_a_person_is_shown() {
    for provider in ALL {
        assert_eq!(missing_words(provider), Vec::<&str>::new(), "{}", provider.id);
        let same = ALL.iter().filter(|other| other.label == provider.label);
        assert_eq!(same.count(), 1, "{} is the label of two", provider.label);
    }
}

/// S68, H1, H9
#[test]
fn every_provider_has_a_member_of_the_cast() {
    assert_eq!(cast::missing(ALL, cast::IDS), Vec::<String>::new());
}

#[test]
fn a_provider_that_nobody_plays_is_named_with_the_file_to_write() {
    let three: Vec<&str> = cast::IDS.iter().copied().filter(|id| *id != "icloud").collect();
    let said = cast::missing(ALL, &three);
    assert_eq!(said, ["nobody plays icloud: write tests/src/cast/icloud.rs and its line in tests/src/cast/mod.rs"]);
    let one_more: Vec<&str> = cast::IDS.iter().copied().chain(["nobody"]).collect();
    assert_eq!(cast::missing(ALL, &one_more), ["nobody is no provider: tests/src/cast/nobody.rs can go"]);
}
