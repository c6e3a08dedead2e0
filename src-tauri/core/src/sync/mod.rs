//! Keeps outbox, mirror and providers in step: [`decide`] decides, [`engine`] runs, [`schedule`] says when.

pub(crate) mod adopt;
mod answers;
mod ask;
mod brake;
mod copies;
pub mod decide;
pub mod engine;
mod fields;
mod guests;
mod health;
mod index;
mod ours;
mod proof;
mod pull;
mod push;
mod reading;
mod repeats;
mod request;
pub mod run;
pub mod schedule;
mod series;
mod settle;
mod told;
mod zone_rules;

pub(crate) use answers::{asked_about, give_up_dropped, keep_here, note_kept, take_all, take_there};
pub(crate) use ask::Answered;
pub(crate) use copies::{Gathered, gather, is_older_copy, is_ours_to_change, is_synced};
pub(crate) use fields::{adopt, copy_here};
pub(crate) use health::may_run;
pub(crate) use index::{described, longest_way, with_ways};
pub(crate) use settle::{begin_anew, settle};
pub(crate) use zone_rules::{ByRules, are_new, follow};
