//! A provider in words: what its form, its dialogs and its errors say about it alone. Each provider's own file
//! fills them in; what it leaves out is said as for any other.

/// What a person reads about one provider. In [`Self::steps`] and [`Self::allow`], `**…**` stands for words as they are
/// written on the provider's own pages.
pub struct Words {
    /// What this is and what it takes: the first lines of the form.
    pub intro: &'static str,
    /// How a person gets what the form asks for. The link to the page follows the first step.
    pub steps: &'static [&'static str],
    /// Where it is found, where that differs from one service to another.
    pub sources: &'static [Source],
    /// The page where that is done.
    pub page: Option<Page>,
    /// Labels of the fields. The server is asked for where the person names it.
    pub server: &'static str,
    pub user: &'static str,
    pub user_is_email: bool,
    pub password: &'static str,
    /// Below the password; empty = nothing.
    pub hint: &'static str,
    /// How a password looks, in its empty field.
    pub shape: &'static str,
    /// What becomes of what was typed.
    pub kept: &'static str,
    /// The password was not accepted: what happened, and what to do. `None` = the general sentence.
    pub refused: Option<(&'static str, &'static str)>,
    /// Whose password is typed in the browser, where it is not the label's.
    pub account: Option<&'static str>,
    /// What to allow in the browser, so that Daybook can book; empty = nothing to mind.
    pub allow: &'static str,
    /// The same, after it was not allowed.
    pub allow_now: &'static str,
    /// What to do where the provider's page warns, or shows an error and never leads back, with `**…**` as in [`Words::steps`].
    pub stuck: &'static str,
    /// When the provider ends a sign-in by itself, as a sentence; empty = nothing to say.
    pub ends: &'static str,
}

/// A page of the provider, opened in the person's own browser.
pub struct Page {
    pub url: &'static str,
    /// The link's whole name, such as `Open Apple Account page`.
    pub name: &'static str,
}

/// Where a person finds what the form asks for, at one service.
pub struct Source {
    pub name: &'static str,
    /// The way there, with `**…**` as in [`Words::steps`].
    pub way: &'static str,
}

impl Words {
    /// What can be said of any provider.
    pub const GENERAL: Self = Self {
        intro: "",
        steps: &[],
        sources: &[],
        page: None,
        server: "Server address or email",
        user: "User name",
        user_is_email: false,
        password: "Password",
        hint: "",
        shape: "",
        kept: "Stored encrypted on this computer.",
        refused: None,
        account: None,
        allow: "",
        allow_now: "Sign in again and allow Daybook to change it.",
        stuck: "Does the page show an error? Then it will not bring you back here. Press **Cancel** and try again.",
        ends: "",
    };
}

/// The pieces of a text, and whether each stood between `**`. Empty ones are left out.
pub fn runs(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split("**").enumerate().map(|(at, piece)| (piece, at % 2 == 1)).filter(|(piece, _)| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_stars_is_strong() {
        let all: Vec<_> = runs("Open **Security**, then **+**.").collect();
        assert_eq!(all, [("Open ", false), ("Security", true), (", then ", false), ("+", true), (".", false)]);
        assert_eq!(runs("").count(), 0);
    }
}
