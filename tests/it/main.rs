//! Tests of the product as a whole, without a window.

mod caldav;
mod contract;
mod generated;
