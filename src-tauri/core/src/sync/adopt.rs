//! Makes appointments of events: of those that Daybook wrote on another computer, and of one that the person chooses.

use chrono::{DateTime, Utc};

use super::copies::{Gathered, event_of, gather};
use super::fields::{copy_of, is_series, master, own_date};
use super::{series, settle};
use crate::model::appointment::{Appointment, Guess, Happened, Status};
use crate::model::carried::Carried;
use crate::model::client::{Client, Hue, Service};
use crate::model::connection::{Account, Calendar};
use crate::model::copies::{Agreed, Copy, Request};
use crate::model::event::{Event, EventStatus, Guest, Moment, Part};
use crate::model::ids::{AppointmentId, CalendarId, ClientId, EventHandle, ServiceId};
use crate::model::title::client_in;
use crate::model::zone::Zone;
use crate::store::copies::{Absence, Known};
use crate::store::{
    self, Db, appointments, carried as sealing, changes, clients, copies as remembered, events, services,
};

/// The longest name that is made of a title, in characters.
const LONGEST: usize = 200;
/// The longest service, in minutes.
const LONGEST_SERVICE: u32 = 1440;

/// What is looked up for many events: the clients, read once, and what may take the place of an appointment's event.
#[derive(Default)]
pub(super) struct Clients {
    all: Option<Vec<Client>>,
    heirs: Vec<Heir>,
}

/// An event of ours with the mark of an appointment and a UID of its own.
struct Heir {
    id: AppointmentId,
    handle: EventHandle,
    uid: String,
    sequence: u32,
}

/// Notes the events that another computer wrote anew for an appointment, and links those of which nothing else is known to stand:
/// the appointment's event is gone or cancelled, or was never sent in this copy of the file.
pub(super) fn succeed(
    db: &Db<'_>,
    home: &Zone,
    calendar: &Calendar,
    known: &mut Clients,
    now: DateTime<Utc>,
) -> store::Result<()> {
    for heir in std::mem::take(&mut known.heirs) {
        events::note_heir(db, &calendar.id, &heir.handle, &heir.id)?;
        take_over(db, home, &calendar.id, heir, now)?;
    }
    Ok(())
}

/// Links what another computer booked again before the appointment's own event was known to be gone. Returns whether there is such
/// an event.
pub(super) fn inherit(db: &Db<'_>, home: &Zone, id: &AppointmentId, now: DateTime<Utc>) -> store::Result<bool> {
    let Some(appointment) = appointments::get_without_texts(db, id)? else { return Ok(false) };
    for row in events::heirs_of(db, id)? {
        let Some(row) = store::or_nothing(row.map(Some))? else { continue };
        let Some(event) = event_of(db, &row)? else { continue };
        let Some(sequence) = stands_for(db, home, &event, &appointment)? else { continue };
        let heir = Heir { id: id.clone(), handle: row.handle, uid: event.uid, sequence };
        if take_over(db, home, &row.calendar_id, heir, now)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the SEQUENCE of an event that an appointment may have been booked again as; `None` = it is none. A copy that names
/// no UID is not, nor a series out of which its date was taken. A series without its date is one only if it was never known
/// here: then it was booked there at another time.
fn stands_for(db: &Db<'_>, home: &Zone, event: &Event, appointment: &Appointment) -> store::Result<Option<u32>> {
    let Some(part) = master(event).filter(|part| part.original) else { return Ok(None) };
    let at = appointment.starts_at;
    let takes_place = |at| copy_of(event, &[], home, Some(at)).is_some_and(|own| !own.cancelled);
    let first = part.start.instant(home);
    if !takes_place(first) || !takes_place(at) {
        return Ok(None);
    }
    let gives = first == at || !is_series(event) || own_date(event, home, at).is_some();
    let is_it = gives || !changes::had_uid(db, appointment, &event.uid)?;
    Ok(is_it.then_some(part.sequence))
}

fn take_over(db: &Db<'_>, home: &Zone, calendar: &CalendarId, heir: Heir, now: DateTime<Utc>) -> store::Result<bool> {
    let copies = remembered::get_or_nothing(db, &heir.id)?;
    let cancelled = cancelled_there(db, home, &heir.id)?;
    if cancelled.is_none() && !events::linked_to(db, &heir.id)?.is_empty() {
        return Ok(false);
    }
    let Some(before) = store::or_nothing(appointments::get(db, &heir.id))? else { return Ok(false) };
    // Its own event stands where it is known to stand.
    if cancelled.is_none() && copies.agreed.is_some() && copies.sent.is_none() && copies.absence == Absence::No {
        return Ok(false);
    }
    // Whatever was sent and got no answer, the other computer has seen what came of it, and went on from there.
    let removed = copies.sent.as_ref().is_some_and(|sent| sent.request == Request::Remove);
    let agreed = copies.agreed.clone().filter(|_| !removed);
    let agreed = agreed.map(|agreed| Agreed { copy: cancelled.unwrap_or(agreed.copy), ..agreed });
    remembered::put(db, &heir.id, &Known { sent: None, looked: true, agreed, ..copies })?;
    let sequence = before.sequence.max(heir.sequence);
    let after = Appointment { uid: heir.uid, sequence, calendar_event_id: Some(heir.handle.clone()), ..before };
    appointments::put(db, &after, now)?;
    events::unlink(db, &heir.id)?;
    events::link(db, calendar, &heir.handle, &heir.id)?;
    settle::found(db, &heir.id)?;
    settle::rest(db, home, &heir.id, now)?;
    Ok(true)
}

/// Returns an appointment's event as it stands, if it was cancelled there. One that cannot be read says nothing.
fn cancelled_there(db: &Db<'_>, home: &Zone, id: &AppointmentId) -> store::Result<Option<Copy>> {
    let gathered = store::or_nothing(gather(db, home, id))?;
    let there = gathered.as_ref().and_then(Gathered::there).map(|seen| seen.copy.clone());
    Ok(there.filter(|copy| copy.cancelled))
}

/// Makes an appointment of an event that Daybook wrote: on another computer, or before the data were lost. `None` = it is no
/// such event. One that repeats as a series for a client can is that series; of any other, its first date is the appointment.
/// What the event carries sealed is taken where this computer has its key; else its client is the guest or the title, its
/// service is guessed by its length, and the appointment says so.
pub(super) fn written_elsewhere(
    db: &Db<'_>,
    home: &Zone,
    (calendar, account): (&Calendar, &Account),
    (handle, event): (&EventHandle, &Event),
    known: &mut Clients,
    now: DateTime<Utc>,
) -> store::Result<Option<AppointmentId>> {
    let Some(part) = master(event) else { return Ok(None) };
    let Some(id) = part.appointment_id.as_deref().filter(|id| is_ours(id)) else { return Ok(None) };
    // Before events named their UID, a copy that a person made could be told by it only.
    if !calendar.can_write
        || !(part.original || is_ours(&event.uid))
        || part.occurrence.is_some()
        || part.status == EventStatus::Cancelled
    {
        return Ok(None);
    }
    let id = AppointmentId::from(id.to_owned());
    if let Some(known_here) = appointments::get_without_texts(db, &id)? {
        if let Some(sequence) = stands_for(db, home, event, &known_here)? {
            known.heirs.push(Heir { id, handle: handle.clone(), uid: event.uid.clone(), sequence });
        }
        return Ok(None);
    }
    // Of a series for a client, the first date may be off.
    let is_off = || copy_of(event, &[], home, Some(part.start.instant(home))).is_none_or(|own| own.cancelled);
    if !is_timed(part) || (series::as_ours(event, home, &zone_of(part, home)).is_none() && is_off()) {
        return Ok(None);
    }
    // Whoever shares a calendar, or keeps one that takes no time, may use Daybook as well.
    if !calendar.counts_busy {
        return Ok(None);
    }
    let carried = match &part.carried {
        Some(text) => sealing::open(db, &id, &event.uid, text)?,
        None => None,
    };
    let made = match &carried {
        Some(carried) => remembered_as(db, home, (part, account), carried, known, now)?,
        None => guessed_as(db, home, (part, account), known, now)?,
    };
    make(db, home, (calendar, handle, event), &Made { id: id.clone(), ..made }, Happened::Found, now)?;
    Ok(Some(id))
}

/// Returns what the words and the length of an event tell.
fn guessed_as<'a>(
    db: &Db<'_>,
    home: &Zone,
    (part, account): (&'a Part, &Account),
    known: &mut Clients,
    now: DateTime<Utc>,
) -> store::Result<Made<'a>> {
    let guest = known.client_among(db, part, account)?;
    let client = known.find_or_add(db, None, (guest, named_in(part, account)), now)?;
    let service = guessed(db, part, home)?;
    let guesses = std::iter::once(Guess::Client).chain(service.as_ref().map(|_| Guess::Service)).collect();
    Ok(Made { id: AppointmentId::random(), client: client.id, service, guest, told: guest.is_some(), guessed: guesses })
}

/// Returns what an event carries. Of a client who is not known here, the id is, and their name is guessed.
fn remembered_as<'a>(
    db: &Db<'_>,
    home: &Zone,
    (part, account): (&'a Part, &Account),
    carried: &Carried,
    known: &mut Clients,
    now: DateTime<Utc>,
) -> store::Result<Made<'a>> {
    let is = |guest: &&Guest, address: Option<&String>| {
        address.is_some_and(|address| address.trim().eq_ignore_ascii_case(&guest.address))
    };
    let by_id = known.all(db)?.iter().find(|client| client.id == carried.client).cloned();
    let told = others(part, account).find(|guest| is(guest, carried.told.as_ref()));
    let (client, guest, guesses) = match by_id {
        Some(client) => {
            let guest = told.or_else(|| others(part, account).find(|guest| is(guest, client.email.as_ref())));
            (client, guest, Vec::new())
        }
        None => {
            let guest = match told {
                Some(told) => Some(told),
                None => known.client_among(db, part, account)?,
            };
            let client = known.find_or_add(db, Some(&carried.client), (guest, named_in(part, account)), now)?;
            (client, guest, vec![Guess::Client])
        }
    };
    let service = match &carried.service {
        Some((id, name)) => Some(service_of(db, id, name, length(part, home))?),
        None => None,
    };
    let told = carried.told.is_some();
    Ok(Made { id: AppointmentId::random(), client: client.id, service, guest, told, guessed: guesses })
}

/// Returns the service that an event carries: by its id, else by its name, else added.
fn service_of(db: &Db<'_>, id: &ServiceId, name: &str, minutes: Option<i64>) -> store::Result<ServiceId> {
    let all = services::all(db)?;
    let same = |one: &&Service| !name.is_empty() && one.name.trim().to_lowercase() == name.trim().to_lowercase();
    if let Some(known) = all.iter().find(|one| one.id == *id).or_else(|| all.iter().find(same)) {
        return Ok(known.id.clone());
    }
    let minutes = minutes.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(1).clamp(1, LONGEST_SERVICE);
    let name = if name.is_empty() { "?" } else { name };
    let (name, hue, description) = (name.to_owned(), Hue::nth(all.len()), String::new());
    let service = Service { id: id.clone(), name, minutes, hue, description, break_minutes: 0 };
    services::put(db, &service)?;
    Ok(service.id)
}

/// What an appointment is made of, beside its event.
pub(crate) struct Made<'a> {
    pub id: AppointmentId,
    pub client: ClientId,
    pub service: Option<ServiceId>,
    /// The client, where the event invites them.
    pub guest: Option<&'a Guest>,
    /// They may have been sent an invitation.
    pub told: bool,
    pub guessed: Vec<Guess>,
}

/// Returns whether an appointment can be made of an event: a single one, at a time of a day.
pub(crate) fn is_plain(event: &Event, part: &Part) -> bool {
    is_timed(part) && part.occurrence.is_none() && !is_series(event)
}

fn is_timed(part: &Part) -> bool {
    !matches!((&part.start, &part.end), (Moment::Date(_), _) | (_, Moment::Date(_)))
}

/// Returns the first guest who is not the account itself.
pub(crate) fn guest_of<'a>(part: &'a Part, account: &Account) -> Option<&'a Guest> {
    others(part, account).next()
}

fn others<'a>(part: &'a Part, account: &Account) -> impl Iterator<Item = &'a Guest> {
    let own = |address: &str| account.addresses.iter().any(|own| own.eq_ignore_ascii_case(address));
    let organizes = |address: &str| part.organizer.as_deref().is_some_and(|one| one.eq_ignore_ascii_case(address));
    part.guests.iter().filter(move |guest| !own(&guest.address) && !organizes(&guest.address))
}

/// Makes the appointment, linked to its event as it stands. `what` = what its history begins with.
pub(crate) fn make(
    db: &Db<'_>,
    home: &Zone,
    (calendar, handle, event): (&Calendar, &EventHandle, &Event),
    made: &Made<'_>,
    what: Happened,
    now: DateTime<Utc>,
) -> store::Result<()> {
    let guests: Vec<&str> = made.guest.iter().map(|guest| guest.address.as_str()).collect();
    let Some(part) = master(event) else { return Ok(()) };
    let at = part.start.instant(home);
    let zone = zone_of(part, home);
    let repeat = series::as_ours(event, home, &zone);
    // A series is all of its event, and not one date of it.
    let own = repeat.is_none().then_some(at);
    let Some(copy) = copy_of(event, &guests, home, own) else { return Ok(()) };
    let appointment = Appointment {
        id: made.id.clone(),
        client_id: made.client.clone(),
        service_id: made.service.clone(),
        title: copy.title.clone(),
        place: copy.place.clone(),
        description: copy.description.clone(),
        notes: String::new(),
        start: zone.wall(copy.start),
        minutes: u32::try_from((copy.end - copy.start).num_minutes().max(0)).unwrap_or(u32::MAX),
        zone: zone.name().to_owned(),
        starts_at: copy.start,
        ends_at: copy.end,
        status: if copy.tentative { Status::Tentative } else { Status::Confirmed },
        invite: copy.guest.is_some(),
        calendar_id: Some(calendar.id.clone()),
        uid: event.uid.clone(),
        sequence: part.sequence,
        calendar_event_id: Some(handle.clone()),
        guessed: made.guessed.clone(),
        invited: copy.guest.clone(),
        repeat: repeat.clone(),
    };
    appointments::put(db, &appointment, now)?;
    changes::add(db, &made.id, what, None, now)?;
    events::link(db, &calendar.id, handle, &made.id)?;
    let agreed = Agreed { copy, calendar: Some(calendar.id.clone()), told: made.told };
    let date = own.and_then(|at| own_date(event, home, at));
    let known = Known { agreed: Some(agreed), date, repeats: is_series(event), repeat, ..Known::default() };
    remembered::put(db, &made.id, &known)?;
    settle(db, home, &made.id, now)?;
    Ok(())
}

/// Returns the zone on whose clock an appointment runs that is made of an event.
fn zone_of(part: &Part, home: &Zone) -> Zone {
    match &part.start {
        // In UTC stands what no zone can say, such as the second of an hour that comes twice.
        Moment::Zoned { zone, .. } => {
            Zone::named(zone).ok().filter(|zone| !zone.is_utc()).unwrap_or_else(|| home.clone())
        }
        Moment::Date(_) | Moment::Floating(_) | Moment::Utc(_) | Moment::Ruled { .. } | Moment::Unknown(_) => {
            home.clone()
        }
    }
}

/// Our ids and UIDs are random, and most calendars make them in another form for what people copy.
fn is_ours(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok_and(|read| read.get_version_num() == 4 && read.to_string() == id)
}

/// Returns how many minutes an event lasts.
fn length(part: &Part, home: &Zone) -> Option<i64> {
    let event = Event { uid: String::new(), parts: vec![part.clone()], rule_there: None, apart: None };
    copy_of(&event, &[], home, None).map(|copy| (copy.end - copy.start).num_minutes())
}

/// Returns the only service of the event's length.
fn guessed(db: &Db<'_>, part: &Part, home: &Zone) -> store::Result<Option<ServiceId>> {
    let minutes = length(part, home);
    let mut fitting = services::all(db)?.into_iter().filter(|one| Some(i64::from(one.minutes)) == minutes);
    Ok(fitting.next().filter(|_| fitting.next().is_none()).map(|service| service.id))
}

/// Returns whom the title names: of one that nobody typed, the client without who invites them.
fn named_in<'a>(part: &'a Part, account: &Account) -> &'a str {
    client_in(&part.title, account.invites_as())
}

/// Returns whether a guest's name or address says what the title says.
fn fits(guest: &Guest, title: &str) -> bool {
    let (name, title) = (guest.name.trim().to_lowercase(), title.to_lowercase());
    let address = guest.address.to_lowercase();
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1).peekable();
    (!name.is_empty() && title.contains(&name)) || (words.peek().is_some() && words.all(|word| address.contains(word)))
}

impl Clients {
    /// Returns the guest that an event is about: a client that is known, or whom the title names. Colleagues who were added
    /// later are none.
    fn client_among<'a>(&mut self, db: &Db<'_>, part: &'a Part, account: &Account) -> store::Result<Option<&'a Guest>> {
        let clients = self.all(db)?;
        let is_client = |guest: &&Guest| {
            let same = |email: &String| email.trim().eq_ignore_ascii_case(&guest.address);
            clients.iter().any(|client| client.email.as_ref().is_some_and(same))
        };
        let mut guests = others(part, account);
        let known = others(part, account).find(is_client);
        Ok(known.or_else(|| guests.find(|guest| fits(guest, named_in(part, account)))))
    }

    fn all(&mut self, db: &Db<'_>) -> store::Result<&mut Vec<Client>> {
        match &mut self.all {
            Some(all) => Ok(all),
            empty @ None => Ok(empty.insert(clients::all(db)?.into_iter().flatten().collect())),
        }
    }

    /// Returns the client whom a guest or else a title names. Who is not known is added, under `id` if there is one.
    fn find_or_add(
        &mut self,
        db: &Db<'_>,
        id: Option<&ClientId>,
        (guest, title): (Option<&Guest>, &str),
        now: DateTime<Utc>,
    ) -> store::Result<Client> {
        let name = guest.map(|guest| guest.name.trim()).filter(|name| !name.is_empty()).unwrap_or(title);
        let email = guest.map(|guest| guest.address.as_str());
        let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
        let all = self.all(db)?;
        let found = all.iter().find(|client| match (email, &client.email) {
            (Some(given), Some(known)) => same(given, known),
            (_, None) | (None, _) => same(&client.name, name),
        });
        if let Some(found) = found {
            return Ok(found.clone());
        }
        let name: String = name.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let name = if name.is_empty() { email.unwrap_or("?").to_owned() } else { name };
        let id = id.cloned().unwrap_or_else(ClientId::random);
        let client = Client { id, name, email: email.map(str::to_owned), phone: None };
        clients::put(db, &client, now)?;
        all.push(client.clone());
        Ok(client)
    }
}
