//! Tests of the product as a whole, without a window.

mod booking;
mod caldav;
mod contract;
mod disk;
mod generated;
mod http;
mod one_file_provider;
