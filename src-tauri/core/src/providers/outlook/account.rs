//! Reads who is signed in, and which calendars there are.

use serde_json::Value;

use super::graph::Graph;
use super::item::{id, text};
use super::paging;
use crate::model::connection::{Account, FoundCalendar};
use crate::providers::RemoteError;

pub(super) async fn whoami(graph: &Graph) -> Result<Account, RemoteError> {
    let url = graph.address(&["me"], "$select=id,mail,userPrincipalName,displayName")?;
    let me = graph.get(&url).await?.value()?;
    let key = id(&me).ok_or(RemoteError::Garbled("an account without an id"))?.to_owned();
    let found = addresses(&me);
    let email = found.first().cloned().unwrap_or_else(|| key.clone());
    Ok(Account { key, email, name: None, addresses: found, server_mails: true, server: graph.server.clone() })
}

/// Returns the mail address and the sign-in name, or the sign-in name alone if there is no mail address, as with
/// personal accounts.
fn addresses(me: &Value) -> Vec<String> {
    let said = |name| text(me, name).map(str::trim).filter(|it| it.contains('@')).map(str::to_owned);
    let mut found: Vec<String> = Vec::new();
    for address in [said("mail"), said("userPrincipalName").map(|name| plain(&name))].into_iter().flatten() {
        if !found.iter().any(|one| one.eq_ignore_ascii_case(&address)) {
            found.push(address);
        }
    }
    found
}

/// Returns the address in a guest's sign-in name: `a_b.com#EXT#@tenant` -> `a@b.com`.
fn plain(name: &str) -> String {
    let guest = name.to_ascii_uppercase().find("#EXT#").and_then(|at| name.get(..at)?.rsplit_once('_'));
    guest.map_or_else(|| name.to_owned(), |(user, host)| format!("{user}@{host}"))
}

pub(super) async fn calendars(graph: &Graph) -> Result<Vec<FoundCalendar>, RemoteError> {
    let first = graph.address(&["me", "calendars"], "$top=100")?;
    let (mut found, mut primary): (Vec<FoundCalendar>, _) = (Vec::new(), None);
    let (mut owners, mut me): (Vec<Option<String>>, _) = (Vec::new(), None);
    for item in paging::all(graph, first, &[]).await?.items {
        let item: Value = serde_json::from_str(item.get()).map_err(|_| RemoteError::Garbled("calendar"))?;
        let handle = id(&item).ok_or(RemoteError::Garbled("a calendar without an id"))?.into();
        if found.iter().any(|one| one.handle == handle) {
            continue;
        }
        if item.get("isDefaultCalendar").and_then(Value::as_bool) == Some(true) {
            primary = Some(found.len());
            me = owner(&item);
        }
        owners.push(owner(&item));
        found.push(FoundCalendar {
            handle,
            name: text(&item, "name").unwrap_or_default().to_owned(),
            color: text(&item, "hexColor").filter(|text| is_color(text)).map(str::to_ascii_lowercase),
            can_write: item.get("canEdit").and_then(Value::as_bool).unwrap_or(false),
            zone: None,
            preferred: false,
            aside: false,
        });
    }
    // Another person's may not be read: that would take a permission that is not asked for (Calendars.Read.Shared).
    if let Some(me) = me {
        for (calendar, owner) in found.iter_mut().zip(owners) {
            calendar.aside = owner.is_some_and(|owner| owner != me);
        }
    }
    // First, because it is the one to propose for bookings.
    if let Some(up_to_it) = primary.and_then(|at| found.get_mut(..=at)) {
        up_to_it.rotate_right(1);
    }
    Ok(found)
}

fn owner(calendar: &Value) -> Option<String> {
    let address = text(calendar.get("owner")?, "address")?.trim();
    (!address.is_empty()).then(|| address.to_ascii_lowercase())
}

fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_account_at_home_has_no_mail_address_and_a_guest_has_a_strange_one() {
        let me = |mail: Value, name: &str| addresses(&json!({ "id": "1", "mail": mail, "userPrincipalName": name }));
        assert_eq!(me(Value::Null, "anna@outlook.com"), ["anna@outlook.com"]);
        assert_eq!(me(Value::Null, "anna_b.org#EXT#@praxis.onmicrosoft.com"), ["anna@b.org"]);
        assert_eq!(me(json!("Anna@praxis.de"), "anna@PRAXIS.de"), ["Anna@praxis.de"]);
        assert_eq!(me(json!("anna@praxis.de"), "a.m@praxis.de"), ["anna@praxis.de", "a.m@praxis.de"]);
        assert!(me(json!(7), "").is_empty());
    }

    #[test]
    fn a_color_is_six_digits() {
        assert!(is_color("#1a2B3c") && !is_color("") && !is_color("#12345g") && !is_color("#1234é"));
    }
}
