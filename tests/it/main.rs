//! Tests of the product as a whole, without a window.

mod acceptance;
mod booking;
mod caldav;
mod commands;
mod contract;
mod disk;
mod documents;
mod encryption;
mod first_import;
mod generated;
mod google;
mod google_honest;
mod house;
mod http;
mod ical_any;
mod ical_corpus;
mod ical_wild;
#[cfg(target_os = "linux")]
mod keychain;
mod layers;
mod links;
mod named_tests;
mod oauth_faults;
mod oauth_honest;
mod oauth_server;
mod occurrences;
mod old_file;
mod one_file_provider;
mod outlook;
mod outlook_honest;
mod reasons;
mod recurrence;
mod sign_in;
mod simulated;
mod until_quit;
mod whole_app;
