//! What the index holds of the answers to an invitation.

use serde::{Deserialize, Serialize};

use crate::model::event::{Part, Reply};

/// Who answered what to an invitation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// The person, as the provider says: the first letter of it. `None` = it does not, and they are one of those below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<char>,
    /// The addresses of the guests by what they answered: which of them are the person's own may change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maybe: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub declined: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none: Vec<String>,
}

impl Answers {
    /// Returns those of a part. Where the provider says what the person answered, nobody else's matters. Who invites has accepted,
    /// unless they say otherwise.
    pub fn of(part: &Part) -> Self {
        if let Some(own) = part.answer {
            return Self { own: Some(letter(own)), ..Self::default() };
        }
        let mut all = Self::default();
        for guest in &part.guests {
            let invites =
                part.organizer.as_ref().is_some_and(|organizer| organizer.eq_ignore_ascii_case(&guest.address));
            let list = match guest.reply {
                Reply::None if invites => &mut all.accepted,
                Reply::None => &mut all.none,
                Reply::Accepted => &mut all.accepted,
                Reply::Maybe => &mut all.maybe,
                Reply::Declined => &mut all.declined,
            };
            list.push(guest.address.clone());
        }
        let is_guest = |who: &String| part.guests.iter().any(|guest| guest.address.eq_ignore_ascii_case(who));
        let organizer = part.organizer.iter().filter(|who| !part.guests.is_empty() && !is_guest(who));
        all.accepted.extend(organizer.cloned());
        all
    }

    /// Returns what the person answered who has these addresses; `None` = they were not asked. Under several addresses, what
    /// takes the most of their time.
    pub fn said(&self, own: &[&str]) -> Option<Reply> {
        if let Some(own) = self.own {
            return reply(own);
        }
        let any = |list: &[String]| list.iter().any(|one| own.iter().any(|own| own.eq_ignore_ascii_case(one)));
        let lists = [
            (&self.accepted, Reply::Accepted),
            (&self.maybe, Reply::Maybe),
            (&self.none, Reply::None),
            (&self.declined, Reply::Declined),
        ];
        lists.into_iter().find(|(list, _)| any(list)).map(|(_, reply)| reply)
    }

    /// Returns whether nobody was asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn letter(reply: Reply) -> char {
    match reply {
        Reply::None => 'n',
        Reply::Accepted => 'a',
        Reply::Maybe => 'm',
        Reply::Declined => 'd',
    }
}

fn reply(letter: char) -> Option<Reply> {
    [Reply::None, Reply::Accepted, Reply::Maybe, Reply::Declined].into_iter().find(|one| self::letter(*one) == letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ical;

    fn of(lines: &str) -> Answers {
        let start = "DTSTART:20270301T100000Z\r\nDURATION:PT1H";
        let text = format!(
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\n{start}\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        Answers::of(&ical::read(text.as_bytes(), None).unwrap().parts[0])
    }

    /// T21
    #[test]
    fn the_answer_of_the_persons_own_addresses_is_theirs() {
        let answers = of("ORGANIZER:mailto:boss@x.org\r\nATTENDEE;PARTSTAT=DECLINED:mailto:Me@x.org\r\n\
             ATTENDEE;PARTSTAT=TENTATIVE:mailto:alias@x.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:her@x.org");
        assert_eq!(answers.said(&["me@x.org"]), Some(Reply::Declined));
        assert_eq!(
            answers.said(&["me@x.org", "ALIAS@x.org"]),
            Some(Reply::Maybe),
            "under another address it may be yes"
        );
        assert_eq!(answers.said(&["her@x.org"]), Some(Reply::None));
        assert_eq!(answers.said(&["boss@x.org"]), Some(Reply::Accepted));
        assert_eq!(answers.said(&["nobody@x.org"]), None);
        assert_eq!(answers.said(&[]), None);
    }

    /// A client may leave out that whoever invites comes.
    #[test]
    fn who_invites_is_not_asked_for_an_answer() {
        let answers = of("ORGANIZER:mailto:me@x.org\r\nATTENDEE:mailto:ME@x.org\r\nATTENDEE:mailto:her@x.org");
        assert_eq!(answers.said(&["me@x.org"]), Some(Reply::Accepted));
        assert!(of("ORGANIZER:mailto:me@x.org").is_empty(), "nobody is invited");
    }

    #[test]
    fn what_the_provider_says_is_kept_in_the_place_of_addresses() {
        for own in [Reply::None, Reply::Accepted, Reply::Maybe, Reply::Declined] {
            let answers = Answers { own: Some(letter(own)), ..Answers::default() };
            let kept: Answers = serde_json::from_str(&serde_json::to_string(&answers).unwrap()).unwrap();
            assert_eq!((kept.said(&[]), kept), (Some(own), answers));
        }
        assert_eq!(serde_json::from_str::<Answers>("{}").unwrap(), Answers::default());
    }
}
