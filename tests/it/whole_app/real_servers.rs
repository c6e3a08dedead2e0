//! A second computer at servers that people run.

use daybook_tests::cast::far_side::FarSide;
use daybook_tests::cast::real;

use super::{Practice, again, travelling};

macro_rules! second_computer {
    ($($server:ident)*) => { $(mod $server {
        second_computer! { @at $server
            again::a_second_computer_has_the_appointments_that_the_first_one_wrote,
            travelling::a_second_computer_has_the_appointments_that_were_made_of_events,
            travelling::a_copy_of_an_appointment_is_a_stranger_on_every_computer,
            travelling::with_the_key_client_and_service_are_what_they_were,
            travelling::without_the_key_what_is_guessed_is_marked_until_it_is_confirmed,
            travelling::a_guessed_service_is_marked_too,
            travelling::what_travels_beside_an_event_names_nobody,
            travelling::two_computers_that_book_one_time_both_hear_of_it,
        }
    })* };
    (@at $server:ident $($file:ident::$rule:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $rule() {
            let there: Box<dyn super::FarSide> = Box::new(super::real::$server().await);
            super::$file::$rule(super::Practice::of(there).await).await;
        })*
    };
}
second_computer! { radicale xandikos }
