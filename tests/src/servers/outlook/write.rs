//! POST, PATCH, DELETE and what an organizer or a guest may do; and the mails that follow, whatever the caller wants.

use serde_json::{Map, Value, json};

use super::answer::{GraphResponse, Outcome, Turn, refused};
use super::event::{checked, fresh, meet, read_only, write};
use super::fault::Fault;
use super::mailbox::{Document, Item, Name};
use super::series::{has, instances, kind, occurrence};
use super::{Mail, Person, What};

impl Turn<'_> {
    pub(super) fn create(&mut self, calendar: usize) -> Outcome {
        let sent = self.sent()?;
        if !self.mailbox().calendars[calendar].can_edit {
            return Err(denied());
        }
        if let Some(name) = ["start", "end"].into_iter().find(|name| !sent.contains_key(*name)) {
            return Err(refused(400, "ErrorPropertyValidationFailure", &format!("{name} is missing.")));
        }
        let transaction = sent.get("transactionId").and_then(Value::as_str).map(str::to_owned);
        if let Some(number) = transaction.as_ref().and_then(|id| self.mailbox().transactions.get(id)).copied() {
            return Err(self.duplicate(number));
        }
        let number = self.state.next();
        let mut document = fresh(&sent, &self.mailbox().email.clone());
        checked(&document)?;
        meet(&mut document, number, self.state.person);
        let mut item = Item::new(number, document);
        extend(&mut item, &sent)?;
        if let Some(id) = transaction {
            self.mailbox_mut().transactions.insert(id, number);
        }
        for to in guests(&item.document) {
            self.mail(&item, &to, What::Invitation, None);
        }
        let shown = self.shown(&item, None);
        let id = item.immutable_id();
        self.mailbox_mut().calendars[calendar].store(item);
        let location = format!("{}/me/events('{}')", self.base(), id.replace('/', "%2F"));
        Ok(GraphResponse::json(201, self.entity("me/events", shown)).with("location", location))
    }

    /// The event was made before: which one is said in an annotation.
    fn duplicate(&mut self, number: u64) -> GraphResponse {
        let bare = self.state.fails(&Fault::BareDuplicate);
        let message = "Your request can't be completed. The TransactionId specified in the request has already been used to create a different event.";
        let mut answer = refused(if bare { 409 } else { 400 }, "ErrorDuplicateTransactionId", message);
        let all = self.mailbox().calendars.iter();
        let known = all.filter_map(|calendar| calendar.items.get(&number)).next();
        if let Some(item) = known.filter(|_| !bare) {
            let id = Name { number, occurrence: None }.id(item, self.asked.prefer.immutable);
            answer.body.as_mut().unwrap()["error"]["@event.existingEventId"] = json!(id);
        }
        answer
    }

    pub(super) fn patch(&mut self, calendar: usize, name: Name) -> Outcome {
        let sent = self.sent()?;
        if sent.contains_key("transactionId") {
            return Err(self.strange("transactionId is of a new event only"));
        }
        let old = self.writable(calendar, name)?;
        if sent.contains_key("start") != sent.contains_key("end") {
            let message = "At least one property failed validation: start and end are changed together.";
            return Err(refused(400, "ErrorPropertyValidationFailure", message));
        }
        let mut item = old.clone();
        item.version = self.state.next();
        item.before = Some(Box::new(Item { before: None, ..old.clone() }));
        extend(&mut item, &sent)?;
        let was = name.occurrence.map_or_else(|| old.document.clone(), |date| occurrence(&old, date));
        let mut now = was.clone();
        write(&mut now, &sent);
        if was["isOnlineMeeting"] != true {
            meet(&mut now, item.number, self.state.person);
        }
        checked(&now)?;
        match name.occurrence {
            None => {
                if sent.contains_key("recurrence") || sent.contains_key("start") {
                    item.exceptions.clear();
                    item.cancelled.clear();
                }
                item.document = now.clone();
            }
            Some(date) => {
                let kept = now.iter().filter(|(name, value)| was[*name] != **value);
                let kept: Document = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
                item.exceptions.entry(date).or_default().extend(kept);
                if crosses(&item) {
                    let message = "Modified occurrence is crossing or overlapping adjacent occurrence.";
                    return Err(refused(400, "ErrorOccurrenceCrossingBoundary", message));
                }
            }
        }
        self.tell(&item, &was, &now);
        let date = name.occurrence;
        let shown = self.named(&item, date);
        self.mailbox_mut().calendars[calendar].store(item);
        Ok(GraphResponse::json(200, self.entity("me/events", shown)))
    }

    pub(super) fn delete(&mut self, calendar: usize, name: Name, comment: Option<&str>) -> Outcome {
        let old = self.writable(calendar, name)?;
        let document = name.occurrence.map_or_else(|| old.document.clone(), |date| occurrence(&old, date));
        if document["isOrganizer"] == true {
            for to in guests(&document) {
                self.mail(&old, &to, What::Cancellation, comment);
            }
        }
        let version = self.state.next();
        let calendar = &mut self.mailbox_mut().calendars[calendar];
        match name.occurrence {
            None => drop(calendar.remove(name.number, version)),
            Some(date) => {
                let mut item = Item { version, ..old };
                item.exceptions.remove(&date);
                item.cancelled.insert(date);
                calendar.store(item);
            }
        }
        Ok(GraphResponse::empty(204))
    }

    /// `cancel`, and a guest's answers.
    pub(super) fn act(&mut self, calendar: usize, name: Name, action: &str) -> Outcome {
        let sent = self.asked.body.take().unwrap_or_default();
        let text =
            |name: &str| sent.as_object().and_then(|sent| sent.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)));
        let comment = text("comment").and_then(|(_, comment)| comment.as_str()).map(str::to_owned);
        let item = self.mailbox().calendars[calendar].items[&name.number].clone();
        let organizes = item.document["isOrganizer"] == true;
        let response = match action {
            "cancel" if !organizes => {
                return Err(refused(400, "ErrorInvalidRequest", "You need to be an organizer to cancel a meeting."));
            }
            "cancel" => return self.delete(calendar, name, comment.as_deref()).map(|_| GraphResponse::empty(202)),
            _ if organizes => {
                let message = "Your request can't be completed. You can't respond to this meeting because you're the meeting organizer.";
                return Err(refused(400, "ErrorInvalidRequest", message));
            }
            "accept" => "accepted",
            "tentativelyAccept" => "tentativelyAccepted",
            "decline" => "declined",
            other => return Err(self.strange(&format!("{other} is not simulated"))),
        };
        let to = item.document["organizer"]["emailAddress"]["address"].as_str().unwrap_or_default().to_owned();
        if text("sendResponse").is_none_or(|(_, send)| *send != false) {
            self.mail(&item, &to, What::Response, comment.as_deref());
        }
        let mut item = Item { version: self.state.next(), ..item };
        item.document["responseStatus"]["response"] = json!(response);
        self.mailbox_mut().calendars[calendar].store(item);
        Ok(GraphResponse::empty(202))
    }

    /// The item, if it may be changed by this request.
    fn writable(&mut self, calendar: usize, name: Name) -> Result<Item, GraphResponse> {
        let calendar = &self.mailbox().calendars[calendar];
        let item = calendar.items[&name.number].clone();
        if !calendar.can_edit {
            return Err(denied());
        }
        if name.occurrence.is_some_and(|date| !has(&item, date)) {
            return Err(super::answer::not_found());
        }
        let stands = self.asked.if_match.as_ref().is_none_or(|tag| tag == "*" || *tag == item.etag());
        if !stands || self.state.fails(&Fault::SpuriousConflict) {
            let message = "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.";
            return Err(refused(412, "ErrorIrresolvableConflict", message));
        }
        Ok(item)
    }

    /// The body of a request that writes an event.
    fn sent(&mut self) -> Result<Document, GraphResponse> {
        let sent = match self.asked.body.take() {
            Some(Value::Object(sent)) => sent,
            _ => Map::new(),
        };
        match read_only(&sent) {
            Some(name) => Err(self.strange(&format!("{name} is not the caller's to write"))),
            None => Ok(sent),
        }
    }

    /// Who hears of a change: all, if it is one that matters to guests; else only who came or went.
    fn tell(&mut self, item: &Item, was: &Document, now: &Document) {
        if now["isOrganizer"] != true {
            return;
        }
        let matters = ["subject", "start", "end", "body", "location", "recurrence", "isAllDay", "onlineMeeting"];
        let matters = matters.into_iter().any(|name| was[name] != now[name]);
        let (before, after) = (guests(was), guests(now));
        for to in before.iter().filter(|guest| !after.contains(guest)) {
            self.mail(item, to, What::Cancellation, None);
        }
        for to in &after {
            match before.contains(to) {
                false => self.mail(item, to, What::Invitation, None),
                true if matters => self.mail(item, to, What::Update, None),
                true => {}
            }
        }
    }

    fn mail(&mut self, item: &Item, to: &str, what: What, comment: Option<&str>) {
        let comment = comment.map(str::to_owned);
        self.state.mails.push(Mail { to: to.to_owned(), what, event: item.immutable_id(), comment });
    }

    pub(super) fn person(&self) -> Person {
        self.state.person
    }
}

fn denied() -> GraphResponse {
    refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
}

fn guests(document: &Document) -> Vec<String> {
    let guests = document["attendees"].as_array().into_iter().flatten();
    guests.filter_map(|guest| guest["emailAddress"]["address"].as_str()).map(str::to_owned).collect()
}

/// Extended properties that were sent take the place of those with their ids.
fn extend(item: &mut Item, sent: &Document) -> Result<(), GraphResponse> {
    for property in sent.get("singleValueExtendedProperties").and_then(Value::as_array).into_iter().flatten() {
        let (id, value) = (property["id"].as_str().unwrap_or_default(), property["value"].as_str().unwrap_or_default());
        if !id.starts_with("String {") || !id.contains("} Name ") {
            return Err(refused(400, "ErrorInvalidProperty", "The extended property id is not well formed."));
        }
        item.properties.insert(id.to_owned(), value.to_owned());
    }
    Ok(())
}

/// Whether an occurrence passed, or came to the day of, another.
fn crosses(item: &Item) -> bool {
    if kind(&item.document) != "seriesMaster" {
        return false;
    }
    let all = instances(item, jiff::Timestamp::MIN, far(item));
    all.windows(2).any(|two| two[0].date >= two[1].date || two[0].document["start"] == two[1].document["start"])
}

/// A year behind the last exception: where nothing moved, nothing crosses.
fn far(item: &Item) -> jiff::Timestamp {
    let last = item.exceptions.keys().last().copied().unwrap_or_default();
    let far = last.saturating_add(jiff::Span::new().years(1));
    far.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}
