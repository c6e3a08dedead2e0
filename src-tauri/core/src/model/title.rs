//! The title of an appointment that nobody typed: its client, and, where the client is invited, who invites them.

/// What stands between the client and who invites them.
const BETWEEN: &str = " – ";

/// Returns the title of an appointment to which the person gave none. `practitioner` = who invites the client; `None` = nobody
/// does, or their name is not known.
pub fn default_title(client: &str, practitioner: Option<&str>) -> String {
    match practitioner {
        Some(practitioner) => format!("{client}{BETWEEN}{practitioner}"),
        None => client.to_owned(),
    }
}

/// Returns whether a title is one that nobody typed, with an invitation or without.
pub fn is_default_title(title: &str, client: &str, practitioner: Option<&str>) -> bool {
    title == client || title == default_title(client, practitioner)
}

/// Returns the client of a title that may name as well who invites; any other title is returned whole.
pub fn client_in<'a>(title: &'a str, practitioner: Option<&str>) -> &'a str {
    let client = practitioner.and_then(|name| title.trim().strip_suffix(name)?.strip_suffix(BETWEEN));
    client.map(str::trim).filter(|client| !client.is_empty()).unwrap_or(title)
}

/// Returns a title that begins with one client as it is for another; any other title is returned as it is.
pub fn for_another(title: &str, client: &str, other: &str) -> String {
    match title.strip_prefix(client) {
        Some(rest) if rest.is_empty() || rest.starts_with(BETWEEN) => format!("{other}{rest}"),
        Some(_) | None => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y41
    #[test]
    fn a_title_that_nobody_typed_names_who_invites_and_is_known_again() {
        let (priya, anna) = ("Priya Nair", Some("Anna Keller"));
        assert_eq!(default_title(priya, anna), "Priya Nair – Anna Keller");
        assert_eq!(default_title(priya, None), "Priya Nair");
        for ours in ["Priya Nair – Anna Keller", "Priya Nair"] {
            assert!(is_default_title(ours, priya, anna), "{ours}");
            assert_eq!(client_in(ours, anna), "Priya Nair");
        }
        for other in
            ["First visit", "Priya Nair – first visit", "Priya Nair - Anna Keller", "Anna Keller", " – Anna Keller"]
        {
            assert!(!is_default_title(other, priya, anna), "{other}");
            assert_eq!(client_in(other, anna), other);
        }
        assert!(!is_default_title("Priya Nair – Anna Keller", priya, None));
        assert_eq!(for_another("Priya Nair – Anna K.", priya, "Lena"), "Lena – Anna K.");
        assert_eq!(for_another("Priya Nairobi", priya, "Lena"), "Priya Nairobi");
        assert_eq!(client_in("Priya Nair – Anna Keller", None), "Priya Nair – Anna Keller");
    }
}
