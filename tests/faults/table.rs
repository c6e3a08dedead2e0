//! Every cell of the table of faults (`daybook_tests::faults`), caused in front of the real code of its provider. Afterwards
//! nothing may be lost, doubled or taken for free.

use daybook_tests::faults::{Request, document, table};

use crate::tried::Tried;

/// Causes every fault of one kind of request, one after the other.
async fn meets_every_fault(provider: &'static str, request: Request) {
    let table = table::all().into_iter().find(|table| table.providers.contains(&provider)).unwrap();
    let mut tried = Tried::at(provider).await;
    let mut wrong = Vec::new();
    for fault in table::faults(provider, request) {
        let seen = tried.cell(request, fault).await;
        println!("CELL {provider}|{}|{}|{seen}", request.word(), fault.word());
        let told = table.outcome(request, fault).unwrap_or("missing");
        if told != seen {
            wrong.push(format!("{}, {}: {seen}, and the table says {told}", request.word(), fault.word()));
        }
        wrong.extend(tried.recover(request, fault).await);
        wrong.extend(tried.unknown());
    }
    assert!(wrong.is_empty(), "{provider}:\n{}", wrong.join("\n"));
}

macro_rules! cells {
    ($($provider:ident { $($name:ident $request:ident,)+ })+) => {
        $(mod $provider {
            $(#[tokio::test]
            async fn $name() {
                super::meets_every_fault(stringify!($provider), daybook_tests::faults::Request::$request).await;
            })+
        })+

        /// What is caused here.
        const CAUSED: &[(&str, &[Request])] = &[$((stringify!($provider), &[$(Request::$request),+])),+];
    };
}

cells! {
    caldav {
        finding_the_account Discover,
        asking_what_it_can_do Options,
        making_a_calendar Make,
        listing_calendars List,
        looking_at_the_state State,
        reading_all ReadAll,
        reading_what_is_new ReadNew,
        fetching_events Fetch,
        a_create Create,
        an_update Update,
        a_removal Remove,
        looking_for_the_calendar Exists,
        asking_about_a_time Ask,
    }
    icloud {
        finding_the_account Discover,
        asking_what_it_can_do Options,
        making_a_calendar Make,
        listing_calendars List,
        looking_at_the_state State,
        reading_all ReadAll,
        reading_what_is_new ReadNew,
        fetching_events Fetch,
        a_create Create,
        an_update Update,
        a_removal Remove,
        looking_for_the_calendar Exists,
        asking_about_a_time Ask,
    }
    fastmail {
        finding_the_account Discover,
        asking_what_it_can_do Options,
        making_a_calendar Make,
        listing_calendars List,
        looking_at_the_state State,
        reading_all ReadAll,
        reading_what_is_new ReadNew,
        fetching_events Fetch,
        a_create Create,
        an_update Update,
        a_removal Remove,
        looking_for_the_calendar Exists,
        asking_about_a_time Ask,
    }
    google {
        redeeming_the_code Exchange,
        finding_the_account Discover,
        renewing_the_token Renew,
        listing_calendars List,
        reading_all ReadAll,
        reading_what_is_new ReadNew,
        fetching_events Fetch,
        reading_the_dates_of_a_series Dates,
        a_create Create,
        an_update Update,
        a_removal Remove,
        asking_about_a_time Ask,
        giving_back_the_sign_in GiveBack,
    }
    outlook {
        redeeming_the_code Exchange,
        finding_the_account Discover,
        renewing_the_token Renew,
        listing_calendars List,
        looking_which_is_the_main_calendar Primary,
        reading_all ReadAll,
        reading_what_is_new ReadNew,
        looking_for_ours Look,
        fetching_events Fetch,
        reading_the_dates_of_a_series Dates,
        looking_in_the_calendar Within,
        a_create Create,
        an_update Update,
        a_removal Remove,
        looking_for_the_calendar Exists,
        asking_about_a_time Ask,
    }
    link {
        finding_the_account Discover,
        reading_what_is_new ReadNew,
    }
}

#[tokio::test]
async fn a_change_that_never_gets_an_answer_keeps_nothing_from_being_read() {
    Tried::at("caldav").await.never_answered(Request::Update).await;
}

#[test]
fn every_kind_of_request_to_every_provider_is_in_the_table_and_is_caused() {
    let tables = table::all();
    for provider in daybook_core::providers::ALL {
        let (_, caused) = CAUSED.iter().find(|(id, _)| *id == provider.id).unwrap_or_else(|| panic!("{}", provider.id));
        assert_eq!(*caused, table::requests(provider.id), "{}", provider.id);
        let table = tables.iter().find(|table| table.providers.contains(&provider.id)).unwrap();
        assert_eq!(table.requests, table::requests(provider.id), "{}", provider.id);
        for (request, fault) in
            caused.iter().flat_map(|one| table::faults(provider.id, *one).into_iter().map(move |fault| (*one, fault)))
        {
            let told = table.outcome(request, fault);
            assert!(told.is_some_and(|told| !told.is_empty()), "{}: {request:?}, {fault:?}", provider.id);
        }
    }
}

#[test]
fn the_document_explains_every_outcome_that_it_names() {
    let text = document::markdown();
    for table in table::all() {
        for name in table.rows.iter().flat_map(|(_, row)| row).filter(|name| *name != "–") {
            let code = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
            let known = match code {
                Some(code) => daybook_core::model::reason::Reason::from_word(code).is_some(),
                None => text.contains(&format!("\n| {name} | ")),
            };
            assert!(known, "{name}");
        }
    }
}
