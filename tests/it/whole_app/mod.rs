//! The whole app at every provider: from the form to what lies there, and back. One test for each rule and member of
//! the cast; a rule speaks of the far side only, and names no provider.

mod again;
mod answers;
mod at_google;
mod at_radicale;
mod booking;
mod brake;
mod cancelling;
mod check_online;
mod client_series;
mod closing;
mod connecting;
mod description;
mod doubled_hour;
mod editing;
mod free;
mod history;
mod icalendar;
mod importing;
mod moving;
mod out_of_reach;
mod passwords;
mod reading;
mod real_servers;
mod rules;
mod secrets;
mod series;
mod series_elsewhere;
mod telling;
mod tokens;
mod travelling;
mod two_doors;
mod two_sides;
mod zone_rules;

use std::future::Future;
use std::pin::Pin;

use chrono::{DateTime, Utc};
use daybook_core::app::App;
use daybook_core::app::views::{Appointment, BookDraft, Connection, EditDraft, RescheduleDraft};
use daybook_tests::cast::far_side::{Did, FarSide, Held, Which};
use daybook_tests::signing_in::{find, sign_in, world_of};
use daybook_tests::with_cast;
use daybook_tests::world::{World, draft};

const CLIENT: &str = "priya@nair.example";

macro_rules! whole_app {
    ($($member:ident $can:tt on $($server:ident),+;)* => $rules:tt) => {
        $(mod $member { whole_app! { @groups $member $can $rules } })*
    };
    (@groups $member:ident $can:tt { $($group:ident in $file:ident $rules:tt)* }) => {
        $(daybook_tests::if_it_can! { $group $can $crate::whole_app::whole_app! { @tests $member $file $rules } })*
    };
    (@tests $member:ident $file:ident { $($rule:ident,)* }) => {
        $(#[tokio::test]
        async fn $rule() {
            let tried = async {
                let there = || -> $crate::whole_app::Started { Box::pin(daybook_tests::cast::$member::far_side()) };
                $crate::whole_app::$file::$rule($crate::whole_app::Begins::at(there).await).await;
            };
            daybook_tests::cast::keeps(stringify!($member), stringify!($rule), tried).await;
        })*
    };
}
use whole_app;

with_cast! { whole_app! { {
    books in history {
        the_history_says_who_changed_it_where_and_who_was_told,
        what_was_sent_to_an_account_that_is_disconnected_since_names_it,
        undo_asks_once_the_client_was_told,
        an_answer_is_not_undone_and_what_was_never_sent_is,
        what_was_deleted_there_and_booked_again_is_in_its_history,
        the_history_takes_no_account_that_comes_or_goes_for_a_change,
        what_was_dragged_while_its_account_was_away_is_told,
        of_each_request_the_history_says_what_the_calendar_was_told,
        an_adopted_event_is_told_as_made_an_appointment_by_the_person,
    }
    books in booking {
        a_booking_lies_there_once_with_its_hour_its_zone_and_its_texts,
        without_an_address_there_is_no_guest_and_no_mail,
        a_move_keeps_the_event_and_all_that_is_not_ours,
        a_move_over_a_change_that_was_not_seen_yet_keeps_it_too,
        what_happens_offline_goes_out_as_little_as_possible,
        a_cancelled_appointment_is_gone_there_and_history_here,
        the_hour_on_the_wall_is_the_same_in_winter_and_summer,
        what_was_booked_before_connecting_can_be_sent,
    }
    books in two_sides {
        a_lost_answer_makes_no_twin,
        a_cancel_after_a_lost_answer_leaves_nothing_behind,
        a_refused_change_is_parked_and_the_others_go_out,
        a_change_that_the_server_fails_at_holds_back_nothing_else,
        two_moves_of_one_appointment_are_left_to_the_person,
        another_title_there_and_here_is_left_to_the_person,
        what_is_deleted_there_is_asked_about_and_booked_anew_on_wish,
        what_is_moved_here_and_deleted_there_is_one_question_and_no_loop,
        an_appointment_that_is_moved_there_is_moved_here_however_far,
    }
    books in again {
        connected_again_what_changed_on_both_sides_is_asked_and_never_called_synced,
        connected_again_a_move_made_there_is_taken_over,
        connected_again_what_waited_still_goes_out,
        connected_again_what_was_deleted_there_is_asked_about,
        a_create_whose_answer_was_lost_is_never_put_back_over_a_move_there,
        an_invitation_that_went_out_before_its_answer_was_lost_is_cancelled_with_a_mail,
        an_event_that_was_dragged_to_another_calendar_is_followed,
        an_appointment_in_a_calendar_that_is_not_ticked_is_still_read,
        what_stands_there_at_another_time_is_not_free,
        what_is_brought_back_there_asks_and_counts,
        after_a_lost_answer_another_calendar_is_chosen_without_a_twin,
        a_waiting_move_that_is_discarded_after_a_lost_answer_is_taken_back_there,
        booked_and_cancelled_offline_sends_nothing_even_after_a_try,
        a_second_computer_has_the_appointments_that_the_first_one_wrote,
        what_was_brought_back_elsewhere_is_the_same_appointment,
        a_second_computer_takes_no_colleague_for_the_client,
        an_event_made_elsewhere_becomes_an_appointment_on_wish,
        the_line_for_the_client_goes_there_comes_back_and_can_be_emptied,
        a_damaged_row_of_one_change_holds_back_no_other,
        a_data_file_from_before_a_booking_was_sent_overwrites_nothing,
    }
    books in travelling {
        a_second_computer_has_the_appointments_that_were_made_of_events,
        a_copy_of_an_appointment_is_a_stranger_on_every_computer,
        with_the_key_client_and_service_are_what_they_were,
        without_the_key_what_is_guessed_is_marked_until_it_is_confirmed,
        a_guessed_service_is_marked_too,
        what_travels_beside_an_event_names_nobody,
        two_computers_that_book_one_time_both_hear_of_it,
        what_another_computer_books_over_an_adopted_event_is_asked_about,
        what_two_computers_book_again_stands_there_once,
    }
    books in brake {
        much_that_is_gone_at_once_is_asked_about_and_stays_busy_until_then,
        what_comes_back_by_itself_asks_no_more,
        a_few_are_believed_at_once,
        of_many_a_fifth_at_once_is_asked_about_and_less_is_believed,
        five_appointments_moved_there_at_once_are_asked_about,
        a_part_that_is_back_or_changed_here_answers_for_nothing,
        what_waits_for_the_answer_about_a_calendar_says_so,
        what_is_done_here_and_what_is_found_again_holds_nothing_back,
        a_run_that_is_cut_off_anywhere_neither_frees_nor_forgets,
    }
    books in answers {
        what_is_kept_and_undone_before_it_is_sent_overwrites_nothing,
        an_answer_about_a_title_settles_the_title,
        of_several_fields_each_is_answered_by_itself,
        a_move_that_was_told_and_discarded_is_taken_back_with_a_mail,
        a_cancel_that_was_told_and_discarded_is_booked_anew_with_a_mail,
        a_discarded_booking_that_had_arrived_is_still_cancelled_with_a_mail,
        a_booking_that_arrived_at_a_busy_server_is_cancelled_there,
        a_cancel_follows_its_own_choice_of_telling,
        what_stands_in_a_former_account_is_not_local,
        a_damaged_row_is_the_trouble_of_that_row,
    }
    books in description {
        a_line_that_is_changed_there_stands_here_and_the_history_names_what_it_was,
        a_line_that_is_changed_there_joins_what_is_changed_here,
        a_line_that_is_changed_on_both_sides_asks_and_every_answer_settles_it,
    }
    books in cancelling {
        a_cancel_that_is_refused_and_discarded_makes_it_stand_again,
        what_comes_back_from_the_bin_there_is_asked_about_and_takes_its_time,
        what_was_deleted_there_while_a_cancel_waited_is_asked_about_once_that_is_discarded,
    }
    books in out_of_reach {
        a_calendar_that_is_missing_while_it_is_connected_again_gets_its_role_back,
        a_calendar_that_is_missing_for_a_while_receives_bookings_again,
        a_calendar_that_counted_as_deleted_receives_bookings_again_once_it_is_back,
        a_calendar_that_was_read_only_for_a_while_receives_bookings_again,
    }
    books in zone_rules {
        an_event_that_new_zone_rules_leave_at_another_time_is_asked_about,
        what_stands_there_at_the_time_of_the_new_zone_rules_is_synced,
        a_move_that_waited_through_new_zone_rules_goes_out_by_them,
    }
    books in doubled_hour {
        the_second_of_two_equal_hours_stays_the_second_there_and_here,
        what_ends_in_a_doubled_hour_has_its_length_there,
    }
    books in series {
        a_series_that_is_made_there_is_told_at_once,
        a_series_that_was_made_there_is_an_appointment_on_another_computer,
        of_a_series_that_begins_earlier_the_appointment_is_the_date_that_it_was,
        a_later_date_that_its_series_has_no_more_is_asked_about,
        a_series_that_has_its_date_no_more_is_not_taken_for_it,
        of_a_series_only_this_date_is_moved_on_wish,
        of_a_series_only_this_date_is_cancelled_on_wish,
        an_answer_that_is_lost_about_one_date_makes_no_second_change,
        a_series_that_changed_meanwhile_is_asked_about_again,
        of_one_date_whoever_is_to_be_told_is_told,
        another_date_that_is_moved_or_taken_out_there_is_busy_only_where_it_stands,
        an_appointment_whose_own_date_is_moved_there_goes_along_alone,
        an_appointment_whose_own_date_is_taken_out_there_is_asked_about,
        connected_again_an_appointment_finds_its_date_of_a_series,
    }
    books in series_elsewhere {
        a_series_that_is_made_there_is_a_series_here,
        what_was_made_a_series_there_is_undone_by_nothing_that_was_before,
        a_series_that_is_made_there_of_what_is_changed_here_is_asked_about,
        what_somebody_changes_of_a_series_there_is_taken_over,
        another_computer_has_a_series_with_all_its_dates,
        of_a_series_another_computer_moves_and_cancels_as_much_as_is_meant,
        an_account_connected_anew_finds_its_series_again,
        what_both_sides_change_of_different_dates_is_merged,
        the_same_date_that_both_sides_move_is_settled_by_either_answer,
        a_series_that_repeats_there_as_none_of_ours_does_is_asked_about,
    }
    books in client_series {
        a_series_is_one_change_and_one_event_and_keeps_its_hour,
        what_a_series_leaves_out_does_not_take_place,
        of_a_series_as_much_is_cancelled_as_is_meant,
        a_series_is_moved_as_a_whole_by_one_update,
        one_date_of_a_series_is_moved_and_the_series_stays_one,
        a_series_with_a_moved_date_is_booked_with_it,
        the_later_dates_of_a_series_go_on_as_another_series,
        a_series_that_was_not_sent_is_undone_as_one,
        each_date_that_was_not_checked_is_looked_at_again,
        a_series_that_begins_in_the_second_of_two_equal_hours_is_not_sent_as_another,
        a_date_of_a_series_is_moved_by_one_update_and_the_others_stay,
        a_date_of_a_series_that_is_moved_there_is_moved_here,
        a_date_of_a_series_that_both_sides_move_is_asked_about,
    }
    books in editing {
        what_the_form_changes_is_one_change_of_the_same_event,
        what_no_calendar_is_told_sends_nothing,
        tentative_reaches_the_calendar_and_comes_back_from_it,
        who_is_invited_follows_the_form,
        another_address_of_a_client_reaches_all_their_invitations,
        what_does_not_change_the_time_leaves_it_as_it_stands_there,
        an_edit_is_taken_back_before_and_after_it_was_sent,
    }
    books in telling {
        whoever_is_to_be_told_is_told_once_each_time,
        whoever_is_not_to_be_told_is_not_where_that_can_be_chosen,
        whoever_is_not_invited_hears_nothing,
        a_booking_that_is_moved_before_it_was_sent_still_invites,
        whose_invitation_is_taken_back_is_no_guest_any_more,
        the_history_says_of_which_hour_the_client_was_told,
        what_is_moved_while_it_is_sent_is_told_of_both_hours,
        the_subject_of_an_invitation_names_both,
        what_is_sent_later_names_who_invites_too,
    }
    books in closing {
        what_waits_is_sent_before_the_end_or_said,
    }
    books in reading {
        what_was_not_read_lately_is_unknown_and_never_free,
        a_time_that_was_not_checked_is_looked_at_again_when_it_can_be,
        a_time_that_was_taken_since_the_last_reading_is_asked_about,
        what_was_booked_is_held_against_each_calendar_that_comes_to_count,
        what_was_booked_while_no_calendar_was_connected_is_held_against_it,
        a_reading_of_the_future_is_no_reading,
        patience_is_kept_in_whatever_words_it_is_asked_for,
        a_lost_cursor_is_read_over_from_the_beginning,
    }
    books in check_online {
        what_was_taken_since_the_last_reading_is_busy_when_its_calendar_is_asked,
        what_was_not_read_lately_is_free_when_its_calendar_says_so,
        who_does_not_answer_in_time_leaves_the_answer_as_it_was,
        an_appointment_that_is_moved_is_not_in_its_own_way_when_its_calendar_is_asked,
        connected_again_a_time_that_is_taken_there_is_busy_when_its_calendar_is_asked,
        limits_hold_beside_what_is_heard_when_a_calendar_is_asked,
        the_dates_of_a_series_are_no_news_when_its_calendar_is_asked,
    }
    books in free {
        a_free_time_says_what_was_not_checked,
    }
    span in free {
        beyond_what_is_read_no_time_is_offered,
    }
    span in reading {
        beyond_what_is_read_nothing_is_free,
        the_span_moves_on_and_what_slides_out_of_it_was_never_deleted,
    }
    books in connecting {
        connecting_makes_one_green_connection,
        what_a_connection_says_of_mails_is_so,
        disconnecting_gives_the_sign_in_back_and_keeps_what_was_booked,
        disconnecting_without_keeping_removes_it_here_only,
        an_account_connected_anew_finds_its_appointments_again,
        connected_again_each_calendar_is_for_what_it_was_for,
        without_the_key_a_connection_shows_as_locked,
        a_pause_during_a_run_stays_a_pause,
        what_may_not_go_lets_the_sync_sleep,
        what_waits_says_what_keeps_it,
        a_cancel_of_a_lost_booking_says_what_it_waits_for,
    }
    browser in connecting {
        the_same_account_again_updates_its_row_and_another_adds_one,
        another_account_never_takes_the_place_of_one,
        a_sign_in_that_is_not_confirmed_leaves_nothing,
    }
    browser in secrets {
        tokens_lie_sealed_and_nothing_of_them_can_be_read_on_disk,
        every_write_of_a_token_has_an_iv_of_its_own,
        a_later_setting_sends_no_token_elsewhere,
        nothing_secret_is_in_a_log_a_file_an_error_or_a_view_of_another,
    }
    browser in tokens {
        a_token_that_ran_out_is_renewed_once_and_the_booking_goes_out,
        a_renewed_token_is_sealed_anew_and_the_refresh_token_follows_the_answer,
        twenty_at_once_renew_once,
        two_programs_renew_once,
        a_refused_token_is_renewed_once_and_the_request_repeated,
        a_sign_in_that_ended_is_said_keeps_the_queue_and_goes_on_after_signing_in_again,
        connecting_the_same_account_anew_is_signing_in_again,
        a_renewal_without_an_answer_signs_nobody_out,
        a_failing_token_endpoint_parks_no_change,
        a_wrong_clock_makes_no_storm_of_renewals,
    }
    password in passwords {
        a_revoked_password_is_said_and_a_new_sign_in_goes_on,
        a_run_with_the_old_password_says_nothing_of_the_new_one,
        a_password_is_sealed_and_no_token_is_made_up_for_it,
        a_damaged_sign_in_says_so_and_can_be_replaced,
        a_wrong_clock_signs_nobody_out_and_is_told,
    }
} } }

type Started = Pin<Box<dyn Future<Output = Box<dyn FarSide>>>>;

/// What a rule begins with.
trait Begins {
    fn at(start: fn() -> Started) -> Pin<Box<dyn Future<Output = Self>>>;
}

/// Nobody signed in yet.
impl Begins for Box<dyn FarSide> {
    fn at(start: fn() -> Started) -> Started {
        start()
    }
}

/// For rules that want more than one practice.
struct Practices(fn() -> Started);

impl Begins for Practices {
    fn at(start: fn() -> Started) -> Pin<Box<dyn Future<Output = Self>>> {
        Box::pin(async move { Self(start) })
    }
}

impl Practices {
    async fn another(&self) -> Practice {
        Practice::at(self.0).await
    }
}

/// One practice at one provider, connected with what Daybook proposes and read once.
struct Practice<There: FarSide + ?Sized = dyn FarSide> {
    there: Box<There>,
    world: World,
    app: App,
    connection: Connection,
}

impl Begins for Practice {
    fn at(start: fn() -> Started) -> Pin<Box<dyn Future<Output = Self>>> {
        Box::pin(async move { Self::of(start().await).await })
    }
}

impl<There: FarSide + ?Sized> Practice<There> {
    async fn of(there: Box<There>) -> Self {
        let world = world_of(there.as_ref());
        let app = world.open().await;
        let found = find(&app, &world, there.as_ref()).await;
        let connection = app.connect_as_proposed(&found).unwrap();
        app.sync_now().await.unwrap();
        there.forget_seen();
        Self { there, world, app, connection }
    }

    /// Connects the same account again.
    async fn connect_again(&self) -> Connection {
        let found = find(&self.app, &self.world, self.there.as_ref()).await;
        self.app.connect_as_proposed(&found).unwrap()
    }

    /// Syncs; nothing may fail.
    async fn sync(&self) {
        let report = self.app.sync_now().await.unwrap();
        assert_eq!(report.failed, 0, "{report:?}, {:?}", self.app.activity().unwrap());
    }

    /// The one event of the calendar that receives bookings.
    fn event(&self) -> Held {
        let mut events = self.there.events(Which::Main);
        assert_eq!(events.len(), 1, "{events:#?}");
        events.remove(0)
    }

    /// When the events of the calendar that receives bookings begin, in order.
    fn starts(&self) -> Vec<DateTime<Utc>> {
        let mut starts: Vec<_> = self.there.events(Which::Main).into_iter().map(|event| event.start).collect();
        starts.sort();
        starts
    }

    fn did(&self) -> Vec<Did> {
        self.there.writes().into_iter().map(|write| write.did).collect()
    }

    fn shown(&self) -> Connection {
        let mut all = self.app.connections().unwrap();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    fn status(&self) -> (&'static str, Option<&'static str>) {
        let shown = self.shown();
        (shown.status.word(), shown.reason.map(|reason| reason.word()))
    }

    fn state(&self, id: &str) -> (&'static str, Option<&'static str>) {
        let sync = self.kept(id).sync;
        (sync.state.word(), sync.reason.map(|reason| reason.word()))
    }

    fn kept(&self, id: &str) -> Appointment {
        self.app.appointment(id).unwrap()
    }

    fn book(&self, draft: BookDraft) -> Appointment {
        self.app.book(draft).unwrap().appointment
    }

    /// Books and sends it; what was seen so far is forgotten.
    async fn sent(&self, draft: BookDraft) -> Appointment {
        let booked = self.book(draft);
        self.sync().await;
        self.there.forget_seen();
        self.kept(&booked.id)
    }

    fn edit(&self, draft: EditDraft) -> Appointment {
        self.app.edit(draft).unwrap().appointment
    }

    /// The data file, read past the app.
    fn file(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.world.data_dir().join("daybook.db")).unwrap()
    }
}

/// Priya, on the first of December at ten in Berlin, invited or not.
fn priya(invite: bool) -> BookDraft {
    BookDraft { email: Some(CLIENT.to_owned()), invite, ..draft("Priya Nair", "2026-12-01T10:00") }
}

fn move_to(id: &str, start: &str, notify: bool) -> RescheduleDraft {
    RescheduleDraft { id: id.to_owned(), start: start.to_owned(), notify, ..RescheduleDraft::default() }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
