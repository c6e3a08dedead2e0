//! Two processes on one data folder, and what the window may ask of its own.

use daybook_core::app::sign_in::Arrival;
use daybook_core::app::views::SignInStep;

use super::{ASKED, DIRECT, LONG, outlook, reaches, until};

/// attack 17: of two processes that get one answer, one finishes it.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_processes_one_takes_the_answer() {
    for _ in 0..5 {
        let here = outlook().await;
        let other = here.world.open().await;
        let link = here.answer(&here.begin().await).await;
        let both: Vec<_> = [here.app.clone(), other.clone()]
            .map(|app| {
                let link = link.clone();
                tokio::task::spawn_blocking(move || {
                    tokio::runtime::Handle::current().block_on(async { app.arrived(&link).unwrap() })
                })
            })
            .into_iter()
            .collect();
        let mut arrivals = Vec::new();
        for arrival in both {
            arrivals.push(arrival.await.unwrap());
        }
        assert_eq!(arrivals.iter().filter(|one| **one == Arrival::Taken).count(), 1);
        assert_eq!(arrivals.iter().filter(|one| **one == Arrival::Already).count(), 1);
        let found = |app: &daybook_core::app::App| app.sign_in().is_some_and(|view| view.step == SignInStep::Found);
        until("one of them has it", || found(&here.app) || found(&other)).await;
        assert_eq!(here.cloud.auth.exchanges(), 1);
    }
}

/// attack 17, S7: begun in the window, finished in a terminal: the window hears of it.
#[tokio::test]
async fn what_another_process_finished_is_shown_here() {
    let here = outlook().await;
    let url = here.app.begin_sign_in("outlook", None, DIRECT).await.unwrap().url;
    let link = here.answer(&url).await;
    let terminal = here.world.open().await;
    let connection = terminal.finish_sign_in(&link).await.unwrap().unwrap();
    let view = reaches(&here.app, SignInStep::Done).await;
    assert_eq!(view.connection_id, Some(connection.id));
    assert_eq!(terminal.finish_sign_in(&link).await.unwrap(), None);
}

/// attack 30: a page that broke into the window can hand in an answer for the sign-in on the screen, and for no other.
#[tokio::test]
async fn the_window_can_finish_no_sign_in_but_the_one_it_shows() {
    let commands = daybook_core::app::commands::names();
    assert!(commands.contains(&"begin_sign_in"));
    for hidden in ["arrived", "finish", "claim", "callback", "token"] {
        assert!(!commands.iter().any(|command| command.contains(hidden)), "the window may call {hidden}");
    }
    let here = outlook().await;
    let link = here.answer(&here.begin().await).await;
    let other = here.world.open().await;
    assert_eq!(other.use_link(&link).unwrap_err().code.word(), "not_found");
    other.begin_sign_in("outlook", None, ASKED).await.unwrap();
    assert_eq!(other.use_link(&link).unwrap_err().code.word(), "auth.state_mismatch");
    here.still_waits();
    here.app.use_link(&link).unwrap();
    tokio::time::timeout(LONG, here.connect_what_was_found()).await.unwrap();
}
