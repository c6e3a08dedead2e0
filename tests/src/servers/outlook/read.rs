//! GET: the person, calendars, events, windows; and pages of them.

use serde_json::{Value, json};

use super::Person;
use super::answer::{GraphResponse, Outcome, Turn, not_found, refused};
use super::event::{How, quoted, shown};
use super::fault::Fault;
use super::mailbox::{Item, Link, Name};
use super::series::{Instance, has, instances, instant, moment, occurrence};

impl Turn<'_> {
    pub(super) fn me(&mut self) -> Outcome {
        let email = self.caller.email.clone();
        let (mail, principal) = match self.person() {
            Person::Work | Person::NoMailbox => (json!(email), email.clone()),
            Person::Personal => (Value::Null, email.clone()),
            Person::Guest => (json!(email), format!("{}#EXT#@practice.onmicrosoft.com", email.replace('@', "_"))),
        };
        let mut me = json!({"id": self.caller.subject, "displayName": email.split('@').next(), "givenName": null,
            "surname": null, "preferredLanguage": null, "mail": mail, "userPrincipalName": principal});
        if let Some(names) = self.asked.select() {
            me.as_object_mut().unwrap().retain(|name, _| names.contains(name));
        }
        Ok(GraphResponse::json(200, self.entity("users", me)))
    }

    pub(super) fn calendars(&mut self) -> Outcome {
        let all = (0..self.mailbox().calendars.len()).map(|at| self.calendar_shown(at)).collect();
        self.page("me/calendars", all)
    }

    pub(super) fn one_calendar(&mut self, at: usize) -> Outcome {
        let calendar = self.calendar_shown(at);
        Ok(GraphResponse::json(200, self.entity("me/calendars", calendar)))
    }

    fn calendar_shown(&self, at: usize) -> Value {
        let calendar = &self.mailbox().calendars[at];
        let mut calendar = calendar.shown(at == 0, self.person(), &self.mailbox().email);
        if let Some(names) = self.asked.select() {
            calendar.as_object_mut().unwrap().retain(|name, _| name == "id" || names.contains(name));
        }
        calendar
    }

    pub(super) fn one(&mut self, calendar: usize, name: Name) -> Outcome {
        let item = self.mailbox().calendars[calendar].items[&name.number].clone();
        if name.occurrence.is_some_and(|date| !has(&item, date)) {
            return Err(not_found());
        }
        let item = match item.before {
            Some(before) if self.state.fails(&Fault::StaleRead) => *before,
            _ => item,
        };
        let event = self.named(&item, name.occurrence);
        Ok(GraphResponse::json(200, self.entity("me/events", event)))
    }

    /// Singles and masters; of one calendar or, at `/me/events`, of all.
    pub(super) fn events(&mut self, calendar: Option<usize>) -> Outcome {
        let wanted = self.filter()?;
        let all = self.mailbox().calendars.iter().enumerate();
        let own = all.filter(|(at, _)| calendar.is_none_or(|calendar| calendar == *at));
        let items: Vec<Item> = own.flat_map(|(_, calendar)| calendar.items.values().cloned()).collect();
        let events = items.iter().filter(|item| {
            wanted.as_ref().is_none_or(|(id, value)| {
                // The name with regard to case, the value without.
                let is_it = |known: &String| value.as_ref().is_none_or(|value| known.eq_ignore_ascii_case(value));
                item.properties.get(id).is_some_and(is_it)
            })
        });
        let shown = events.map(|item| self.named(item, None)).collect();
        self.page("me/events", shown)
    }

    /// The filters that are simulated: by an extended property, with a value or with any.
    fn filter(&mut self) -> Result<Option<(String, Option<String>)>, GraphResponse> {
        let Some(filter) = self.asked.option("$filter").map(str::to_owned) else { return Ok(None) };
        let mut named = quoted(&filter).into_iter();
        let (id, value) = (named.next().unwrap_or_default(), named.next());
        let compared = value.as_ref().map_or("ne null".to_owned(), |value| format!("eq '{value}'"));
        let spelled = format!("singleValueExtendedProperties/Any(ep: ep/id eq '{id}' and ep/value {compared})");
        if id.is_empty() || filter != spelled {
            return Err(self.strange(&format!("the filter {filter} is not simulated")));
        }
        Ok(Some((id, value)))
    }

    pub(super) fn view(&mut self, calendar: usize) -> Outcome {
        let (from, to) = self.asked.window()?;
        if self.asked.option("$filter").is_some() {
            return Err(self.strange("a filter of a window is not simulated"));
        }
        let items: Vec<Item> = self.mailbox().calendars[calendar].items.values().cloned().collect();
        let pairs = items.iter().flat_map(|item| instances(item, from, to).into_iter().map(move |one| (item, one)));
        let mut pairs: Vec<(&Item, Instance)> = pairs.collect();
        pairs.sort_by_key(|(item, one)| (one.start, item.number));
        let events = pairs.iter().map(|(item, one)| self.shown(item, Some(one))).collect();
        self.page("me/calendarView", events)
    }

    pub(super) fn of_series(&mut self, calendar: usize, name: Name) -> Outcome {
        let (from, to) = self.asked.window()?;
        let item = self.mailbox().calendars[calendar].items[&name.number].clone();
        let events = instances(&item, from, to).iter().map(|one| self.shown(&item, Some(one))).collect();
        self.page("me/events", events)
    }

    /// Ten, or as many as asked for, and a link to the rest that works only as it is.
    fn page(&mut self, context: &str, all: Vec<Value>) -> Outcome {
        let read = |name: &str| self.asked.option(name).and_then(|number| number.parse::<usize>().ok());
        let (top, skip) = (read("$top"), read("$skip").unwrap_or(0));
        if top.is_some_and(|top| !(1..=1000).contains(&top)) {
            return Err(refused(400, "ErrorInvalidParameter", "The value of $top is not between 1 and 1000."));
        }
        if let Some(strange) = ["$search", "$count"].into_iter().find(|name| self.asked.option(name).is_some()) {
            return Err(self.strange(&format!("{strange} is not simulated")));
        }
        if skip > 0 && !matches!(self.state.links.get(&self.asked.verbatim), Some(Link::Page)) {
            return Err(refused(400, "BadRequest", "This link was never given out."));
        }
        let most = top.or(self.asked.prefer.page).unwrap_or(10);
        let more = all.len() > skip + most;
        let page: Vec<Value> = all.into_iter().skip(skip).take(most).collect();
        let mut body = json!({"@odata.context": self.context(context), "value": page});
        if more {
            let (path, query) = self.asked.verbatim.split_once('?').unwrap_or((&self.asked.verbatim, ""));
            let kept = query.split('&').filter(|one| !one.is_empty() && !one.starts_with("$skip="));
            let query: Vec<String> = kept.map(str::to_owned).chain([format!("$skip={}", skip + most)]).collect();
            let link = format!("{path}?{}", query.join("&"));
            body["@odata.nextLink"] = json!(self.link(link, Link::Page));
        }
        Ok(GraphResponse::json(200, body))
    }

    /// Remembers a link and makes an address of it; abroad, if that is the fault.
    pub(super) fn link(&mut self, path: String, link: Link) -> String {
        let abroad = self.state.fails(&Fault::NextLinkAbroad);
        let host = if abroad { &self.state.abroad } else { &self.state.base };
        let host = host.as_ref().unwrap().as_str().trim_end_matches("/v1.0").to_owned();
        let address = format!("{host}{path}");
        self.state.links.insert(path, link);
        address
    }

    /// An item, or its occurrence.
    pub(super) fn named(&mut self, item: &Item, date: Option<jiff::civil::Date>) -> Value {
        let one = date.map(|date| {
            let document = occurrence(item, date);
            Instance { date: Some(date), start: instant(moment(&document["start"]).unwrap()), document }
        });
        self.shown(item, one.as_ref())
    }

    pub(super) fn shown(&mut self, item: &Item, instance: Option<&Instance>) -> Value {
        let how = How {
            floating: self.state.fails(&Fault::FloatingAllDay),
            bodies: !self.basic,
            select: self.asked.select(),
            expand: self.asked.option("$expand").map(quoted).unwrap_or_default(),
            prefer: &self.asked.prefer,
        };
        shown(item, instance, &how)
    }
}
