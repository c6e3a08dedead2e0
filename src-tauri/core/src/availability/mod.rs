//! What takes the person's time and why, whether a time is free, and which times are: pure functions of the rows that they are given.

pub mod block;
pub mod busy;
pub mod busy_times;
pub mod free;
pub mod gaps;
pub mod hidden;
pub mod hours;
pub mod limits;
pub mod offers;
pub mod opened;
pub mod own;
#[cfg(test)]
mod samples;
pub mod source;
pub mod spans;
pub mod unread;
pub mod verdict;
pub mod why;
