//! The verbs of the app for the web view, one thin command each. What may be called is listed in
//! `build.rs` and granted in `capabilities/main.json`; no command returns a password.

use daybook_core::app::App;
use daybook_core::app::sign_in::Begin;
use daybook_core::app::views::{
    Activity, AgendaItem, AppStatus, Appointment, BookDraft, Calendar, Client, ConnectChoice, Connection, Done,
    EditDraft, FoundAccount, FreeTime, KeyState, ProviderView, RescheduleDraft, Service, Settings, SignInView, Status,
    SyncReport, UiError, Verdict,
};
use daybook_core::model::secret::Secret;
use tauri::ipc::Invoke;
use tauri::{AppHandle, State, Wry};

type Answer<T> = Result<T, UiError>;

/// The handler of every command.
pub fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        status,
        agenda,
        appointment,
        book,
        reschedule,
        edit,
        mark,
        cancel,
        undo,
        check,
        free_times,
        clients,
        services,
        save_service,
        providers,
        look_up,
        connect,
        begin_sign_in,
        sign_in,
        open_sign_in_again,
        cancel_sign_in,
        use_link,
        connections,
        disconnect,
        make_primary,
        set_calendar,
        pause,
        send_local,
        sync_now,
        activity,
        retry,
        discard,
        choose_calendar,
        keep_mine,
        use_theirs,
        settings,
        save_settings,
        start_booking,
        open_help,
        unlock,
        set_passphrase,
        keep_until_quit,
        start_fresh,
        quit,
    ]
}

// `async` in the attribute: off the thread that draws the window.

#[tauri::command(async)]
fn status(app: State<'_, App>) -> AppStatus {
    app.status()
}

#[tauri::command(async)]
fn agenda(app: State<'_, App>, from: &str, to: &str) -> Answer<Vec<AgendaItem>> {
    app.agenda(from, to)
}

#[tauri::command(async)]
fn appointment(app: State<'_, App>, id: &str) -> Answer<Appointment> {
    app.appointment(id)
}

#[tauri::command(async)]
fn book(app: State<'_, App>, draft: BookDraft) -> Answer<Done> {
    app.book(draft)
}

#[tauri::command(async)]
fn reschedule(app: State<'_, App>, draft: RescheduleDraft) -> Answer<Done> {
    app.reschedule(draft)
}

#[tauri::command(async)]
fn edit(app: State<'_, App>, draft: EditDraft) -> Answer<Done> {
    app.edit(draft)
}

#[tauri::command(async)]
fn mark(app: State<'_, App>, id: &str, status: Status, notify: bool) -> Answer<Done> {
    app.mark(id, status, notify)
}

#[tauri::command(async)]
fn cancel(app: State<'_, App>, id: &str, notify: bool) -> Answer<Done> {
    app.cancel(id, notify)
}

#[tauri::command(async)]
fn undo(app: State<'_, App>, change_id: &str) -> Answer<()> {
    app.undo(change_id)
}

#[tauri::command(async)]
fn check(app: State<'_, App>, start: &str, minutes: u32, zone: Option<&str>, except: Option<&str>) -> Answer<Verdict> {
    app.check(start, minutes, zone, except)
}

#[tauri::command(async)]
fn free_times(
    app: State<'_, App>,
    from: &str,
    minutes: u32,
    count: u32,
    except: Option<&str>,
) -> Answer<Vec<FreeTime>> {
    app.free_times(from, minutes, count, except)
}

#[tauri::command(async)]
fn clients(app: State<'_, App>, query: &str) -> Answer<Vec<Client>> {
    app.clients(query)
}

#[tauri::command(async)]
fn services(app: State<'_, App>) -> Answer<Vec<Service>> {
    app.services()
}

#[tauri::command(async)]
fn save_service(app: State<'_, App>, service: Service) -> Answer<Service> {
    app.save_service(service)
}

#[tauri::command(async)]
fn providers(app: State<'_, App>) -> Vec<ProviderView> {
    app.providers()
}

#[tauri::command]
async fn look_up(
    app: State<'_, App>,
    provider: String,
    server: Option<String>,
    user: String,
    password: String,
) -> Answer<FoundAccount> {
    app.look_up(&provider, server.as_deref(), &user, Secret::new(password)).await
}

#[tauri::command(async)]
fn connect(app: State<'_, App>, choice: ConnectChoice) -> Answer<Connection> {
    app.connect(choice)
}

/// Opens the provider's page in the person's own browser. What comes back does so by `links` or by the listener.
#[tauri::command]
async fn begin_sign_in(app: State<'_, App>, provider: String, connection_id: Option<String>) -> Answer<SignInView> {
    app.begin_sign_in(&provider, connection_id.as_deref(), Begin { open: true, direct: false }).await
}

#[tauri::command(async)]
fn sign_in(app: State<'_, App>) -> Option<SignInView> {
    app.sign_in()
}

#[tauri::command(async)]
fn open_sign_in_again(app: State<'_, App>) -> Answer<()> {
    app.open_sign_in_again()
}

#[tauri::command(async)]
fn cancel_sign_in(app: State<'_, App>) {
    app.cancel_sign_in();
}

/// What the person copied out of the browser, for the sign-in that the window shows.
#[tauri::command]
async fn use_link(app: State<'_, App>, link: String) -> Answer<()> {
    app.use_link(&link)
}

#[tauri::command(async)]
fn connections(app: State<'_, App>) -> Answer<Vec<Connection>> {
    app.connections()
}

#[tauri::command(async)]
fn disconnect(app: State<'_, App>, id: &str, keep: bool) -> Answer<()> {
    if let Some(revocation) = app.disconnect(id, keep)? {
        let app = app.inner().clone();
        tauri::async_runtime::spawn(async move { app.revoke(revocation).await });
    }
    Ok(())
}

#[tauri::command(async)]
fn make_primary(app: State<'_, App>, id: &str) -> Answer<()> {
    app.make_primary(id)
}

#[tauri::command(async)]
fn set_calendar(
    app: State<'_, App>,
    id: &str,
    counts_busy: Option<bool>,
    receives_bookings: Option<bool>,
    shown: Option<bool>,
) -> Answer<Calendar> {
    app.set_calendar(id, counts_busy, receives_bookings, shown)
}

#[tauri::command(async)]
fn pause(app: State<'_, App>, id: &str, paused: bool) -> Answer<()> {
    app.pause(id, paused)
}

#[tauri::command(async)]
fn send_local(app: State<'_, App>) -> Answer<u32> {
    app.send_local()
}

#[tauri::command]
async fn sync_now(app: State<'_, App>) -> Answer<SyncReport> {
    app.sync_now().await
}

#[tauri::command(async)]
fn activity(app: State<'_, App>) -> Answer<Activity> {
    app.activity()
}

#[tauri::command(async)]
fn retry(app: State<'_, App>, id: &str) -> Answer<()> {
    app.retry(id)
}

#[tauri::command(async)]
fn discard(app: State<'_, App>, id: &str) -> Answer<()> {
    app.discard(id)
}

#[tauri::command(async)]
fn choose_calendar(app: State<'_, App>, id: &str, calendar_id: &str) -> Answer<()> {
    app.choose_calendar(id, calendar_id)
}

#[tauri::command(async)]
fn keep_mine(app: State<'_, App>, id: &str) -> Answer<()> {
    app.keep_mine(id)
}

#[tauri::command(async)]
fn use_theirs(app: State<'_, App>, id: &str) -> Answer<()> {
    app.use_theirs(id)
}

#[tauri::command(async)]
fn settings(app: State<'_, App>) -> Answer<Settings> {
    app.settings()
}

#[tauri::command(async)]
fn save_settings(app: State<'_, App>, settings: Settings) -> Answer<()> {
    app.save_settings(settings)
}

#[tauri::command(async)]
fn start_booking(app: State<'_, App>) -> Answer<()> {
    app.start_booking()
}

#[tauri::command(async)]
fn open_help(app: State<'_, App>, provider: &str) -> Answer<()> {
    app.open_help(provider)
}

#[tauri::command]
async fn unlock(app: State<'_, App>, passphrase: Option<String>) -> Answer<KeyState> {
    app.unlock(passphrase.map(Secret::new)).await
}

#[tauri::command]
async fn set_passphrase(app: State<'_, App>, passphrase: String) -> Answer<KeyState> {
    app.set_passphrase(Secret::new(passphrase)).await
}

#[tauri::command]
async fn keep_until_quit(app: State<'_, App>) -> Answer<KeyState> {
    app.keep_until_quit().await
}

#[tauri::command]
async fn start_fresh(app: State<'_, App>) -> Answer<KeyState> {
    app.start_fresh().await
}

#[tauri::command]
fn quit(tauri: AppHandle) {
    tauri.exit(0);
}

#[cfg(test)]
mod tests {
    /// S65: what is handled, what is declared and what the window is granted are the same list.
    #[test]
    fn the_window_may_ask_every_command_and_nothing_else() {
        let handled: Vec<&str> = between(include_str!("commands.rs"), "generate_handler![", "]");
        let declared: Vec<&str> = between(include_str!("../build.rs"), "COMMANDS: &[&str] = &[", "]");
        assert!(handled.len() > 30);
        assert_eq!(handled, declared);
        let granted: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let granted: Vec<&str> =
            granted["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let mut expected = vec!["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()];
        expected.extend(handled.iter().map(|name| format!("allow-{}", name.replace('_', "-"))));
        assert_eq!(granted, expected);
    }

    fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
        let list = text.split_once(from).unwrap().1.split_once(to).unwrap().0;
        list.split(',').map(|word| word.trim().trim_matches('"')).filter(|word| !word.is_empty()).collect()
    }
}
