//! The one list of commands: everything a face may ask of the app, by name. [`App::call`](super::super::App::call), the
//! window's permissions and the calls of `ui/src/api` are made from it. The build script of the shell reads this file
//! too, so it holds nothing but the list.

/// Hands every command to the macro `$receiver`: its doc line, whether it is `async`, its name, its arguments (in
/// camelCase on the wire) and its result. Any command may fail with a `UiError` instead.
macro_rules! with_commands {
    ($receiver:ident) => {
        $receiver! {
            /// Returns the whole app at a glance: read it first, and again whenever `status` changed.
            fn status() -> AppStatus;
            /// Returns what lies on the days `from` to `to` (`2026-11-16`), both included.
            fn agenda(from: &str, to: &str) -> Vec<AgendaItem>;
            /// Returns one appointment.
            fn appointment(id: &str) -> Appointment;
            /// Books an appointment.
            fn book(draft: BookDraft) -> Done;
            /// Returns which dates of a series are odd, before it is booked: taken, not known, off, or moved by the clocks. What it leaves out is looked at too.
            fn preview_series(draft: BookDraft) -> SeriesPreview;
            /// Makes an appointment of an event that somebody made elsewhere. `event` is the id that the agenda gives it. Nothing is sent.
            fn adopt(event: &str, client: &str, email: Option<&str>, service_id: Option<&str>) -> Done;
            /// Moves an appointment to another time.
            fn reschedule(draft: RescheduleDraft) -> Done;
            /// Changes an appointment to what the form says.
            fn edit(draft: EditDraft) -> Done;
            /// Marks an appointment `confirmed` or `tentative`. With `notify`, the provider mails the client, if they were invited.
            fn mark(id: &str, status: Status, notify: bool) -> Done;
            /// Cancels an appointment. With `notify`, the provider mails the client, if they were invited.
            fn cancel(id: &str, notify: bool) -> Done;
            /// Cancels one date of a series, that and all later ones, or all, by the id of the date. With `notify`, the provider mails the client once, if they were invited.
            fn cancel_dates(id: &str, scope: Scope, notify: bool) -> Done;
            /// Takes back the latest change of an appointment, unless its client was told of it.
            fn undo(change_id: &str) -> Undone;
            /// Returns what happened to an appointment, newest first: who changed what, and what its calendar was told.
            fn history(id: &str) -> Vec<HistoryEntry>;
            /// Makes an appointment again what it was before a change, as a new change. `anyway` = although the time is taken.
            fn bring_back(change_id: &str, notify: bool, anyway: bool) -> Done;
            /// Says whether a time (`2026-11-16T10:00`) is free. `except` leaves out one appointment: the one being moved. Its service and place hold where none is given; empty = none. `fold` says which of the two, where the clocks go back and the time comes twice.
            fn check(start: &str, minutes: u32, zone: Option<&str>, except: Option<&str>, service_id: Option<&str>, place: Option<&str>, fold: Option<Fold>) -> Verdict;
            /// Says the same by what the calendars themselves answer within two seconds as well. What is shown of `check` need not wait for it.
            async check_online(start: &str, minutes: u32, zone: Option<&str>, except: Option<&str>, service_id: Option<&str>, place: Option<&str>, fold: Option<Fold>) -> Verdict;
            /// Returns the next free times within working hours, from a day or a time of a day on. `except`, `serviceId` and `place` are as in `check`.
            fn free_times(from: &str, minutes: u32, count: u32, except: Option<&str>, service_id: Option<&str>, place: Option<&str>) -> Vec<OfferedTime>;
            /// Has an event that cannot be read take no time, until it is changed there, or count again. `event` is the id that the agenda or a verdict gives it.
            fn ignore_event(event: &str, ignore: bool) -> ();
            /// Finds clients by the beginnings of words of their name or e-mail address, the latest seen first.
            fn clients(query: &str) -> Vec<Client>;
            /// Returns the services.
            fn services() -> Vec<Service>;
            /// Changes a service, or adds it if its id is empty.
            fn save_service(service: Service) -> Service;
            /// Returns the providers an account can be connected with.
            fn providers() -> Vec<ProviderView>;
            /// Signs in with a password and lists the calendars. Nothing is saved. `server` is `null` if the provider's is fixed.
            async look_up(provider: &str, server: Option<&str>, user: &str, password: Secret) -> FoundAccount;
            /// The same, and makes a calendar of this name in an account that has none.
            async make_calendar(provider: &str, server: Option<&str>, user: &str, password: Secret, name: &str) -> FoundAccount;
            /// Connects an account that was looked up or signed in to.
            fn connect(choice: ConnectChoice) -> Connection;
            /// Opens the provider's page in the browser and ends any earlier sign-in. `connectionId` signs in to that connection again.
            async begin_sign_in(provider: &str, connection_id: Option<&str>) -> SignInView;
            /// Returns the sign-in that runs, or how it ended.
            fn sign_in() -> Option<SignInView>;
            /// Opens the page of the running sign-in again.
            fn open_sign_in_again() -> ();
            /// Ends the sign-in, or dismisses how it ended.
            fn cancel_sign_in() -> ();
            /// Takes the finished link that the person copied out of the browser.
            fn use_link(link: &str) -> ();
            /// Returns the connections with their calendars.
            fn connections() -> Vec<Connection>;
            /// Ends a connection. With `keep`, its appointments stay on this computer.
            fn disconnect(id: &str, keep: bool) -> ();
            /// Makes a connection the primary one.
            fn make_primary(id: &str) -> ();
            /// Changes what a calendar is for. What is `null` stays as it is.
            fn set_calendar(id: &str, counts_busy: Option<bool>, receives_bookings: Option<bool>, shown: Option<bool>) -> Calendar;
            /// Changes whether one kind of the events of a calendar counts as busy: its rule.
            fn set_rule(calendar_id: &str, rule: Rule, counts: bool) -> Calendar;
            /// Pauses a connection, or resumes it.
            fn pause(id: &str, paused: bool) -> ();
            /// Sends appointments kept only on this computer to the calendar that receives bookings. Returns how many.
            fn send_local() -> SentLocal;
            /// Syncs every connection now.
            async sync_now() -> SyncReport;
            /// Returns every open change, and what was done today. The ids below are those of these changes.
            fn activity() -> Activity;
            /// Tries a change again. An appointment that was deleted at the provider is booked there anew. A conflict is refused.
            fn retry(id: &str) -> ();
            /// Drops a change: the appointment becomes what the provider has.
            fn discard(id: &str) -> ();
            /// Sends a change to another calendar.
            fn choose_calendar(id: &str, calendar_id: &str) -> ();
            /// Settles a conflict with our version, which is sent over theirs.
            fn keep_mine(id: &str) -> ();
            /// Settles the question about a series: only the date that is the appointment is changed there.
            fn only_this_date(id: &str) -> ();
            /// Settles a conflict with their version, or with theirs of these fields and ours of the others.
            fn use_theirs(id: &str, fields: Option<Vec<HistoryField>>) -> ();
            /// Settles the question about a calendar of which much is gone or moved there: it is right.
            fn take_over(calendar_id: &str) -> ();
            /// Keeps an appointment at a time that turned out to be taken.
            fn keep_both(appointment_id: &str) -> ();
            /// Returns the settings.
            fn settings() -> Settings;
            /// Saves the settings.
            fn save_settings(settings: Settings) -> ();
            /// Says in which zone times are shown where the computer's has changed: `from` of `zone_changed` in the status, which is chosen by it, or `to`.
            fn answer_zone(zone: &str) -> ();
            /// Ends the first run.
            fn start_booking() -> ();
            /// Opens the page where the provider makes app passwords.
            fn open_help(provider: &str) -> ();
            /// Fetches the key from the keychain, or derives it from the passphrase. May be repeated.
            async unlock(passphrase: Option<Secret>) -> KeyState;
            /// Protects new data with a passphrase, on a computer without a keychain.
            async set_passphrase(passphrase: Secret) -> KeyState;
            /// Keeps nothing: the data ends when the program does.
            async keep_until_quit() -> KeyState;
            /// Sets the data file aside and begins with an empty one.
            async start_fresh() -> KeyState;
            /// Closes the window and ends the program.
            fn quit() -> ();
        }
    };
}
