//! How hard a passphrase is to guess.

use crate::model::secret::Secret;

/// The most characters that are looked at: whatever follows makes it no easier.
const LOOKED_AT: usize = 100;

/// Returns whether a passphrase is found within about 100 million guesses, as one of common words, names, dates and rows of keys
/// is. With half a second a guess that is more than a year of one core.
pub fn is_guessable(passphrase: &Secret) -> bool {
    let Some(text) = passphrase.expose_str() else { return true };
    let end = text.char_indices().nth(LOOKED_AT).map_or(text.len(), |(at, _)| at);
    let beginning = text.get(..end).unwrap_or(text);
    zxcvbn::zxcvbn(beginning, &["daybook"]).score() < zxcvbn::Score::Three
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y46
    #[test]
    fn eight_characters_are_not_yet_a_passphrase() {
        for weak in
            ["passwort", "password1", "12345678", "qwertzuiop", "anna1987", "Sommer2026", "hallo123", "daybookdaybook"]
        {
            assert!(is_guessable(&Secret::new(weak)), "{weak}");
        }
        for good in ["four blue chairs", "Zwölf Boxkämpfer", "wandering albatross", "x7#Lq!v29", &"so ".repeat(500)[..]]
        {
            assert_eq!(is_guessable(&Secret::new(good)), good.starts_with("so "), "{good}");
        }
        assert!(is_guessable(&Secret::new(vec![0xff; 40])), "no text");
    }
}
