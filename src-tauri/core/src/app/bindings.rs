//! The TypeScript types of [`super::views`], for `ui/src/api/types.ts`.

use ts_rs::{Config, TS};

use super::views::*;

/// Returns the whole file as it is committed. A test fails if it is stale; `cargo x fix` writes it.
pub fn typescript() -> String {
    let config = Config::default();
    let mut out = String::from("// Made from src-tauri/core/src/app/views.rs by `cargo x fix`. Do not edit.\n");
    macro_rules! types {
        ($($name:ident),* $(,)?) => {
            $(
                out.push_str("\nexport ");
                out.push_str(&<$name as TS>::decl(&config));
                out.push('\n');
            )*
        };
    }
    types!(
        Activity,
        AgendaAppointment,
        AgendaItem,
        Answer,
        AppState,
        AppStatus,
        Appointment,
        BookDraft,
        BusyBlock,
        Calendar,
        Clash,
        Client,
        ClockStyle,
        ConnectChoice,
        Connection,
        ConnectionStatus,
        Done,
        EditDraft,
        FoundAccount,
        FoundCalendarView,
        FreeTime,
        HourHeight,
        Hue,
        ItemState,
        KeyState,
        OutboxItem,
        Progress,
        ProviderView,
        ProviderWords,
        Reason,
        Reply,
        RescheduleDraft,
        Service,
        Settings,
        SignInKind,
        SignInStep,
        SignInView,
        Span,
        Status,
        Sync,
        SyncReport,
        SyncRow,
        SyncState,
        Theme,
        TextRun,
        UiError,
        Unchecked,
        Verdict,
        WeekStart,
        What,
    );
    out
}
