//! How much work one event may cause, however it is written.

/// The most occurrences of one event in one answer.
pub const MAX_OCCURRENCES: usize = 5_000;

/// The most steps of work for one rule in one answer: some tens of milliseconds.
pub const RULE_BUDGET: u32 = 200_000;

/// The most starts that are counted to learn when a series with a COUNT ends.
pub const MAX_COUNT: u32 = 10_000;
