//! What the tests share: a world of our own, real servers, simulated ones, and the way to an account on them.

pub mod account;
pub mod ca;
pub mod process;
pub mod python;
pub mod servers;
pub mod stage;
pub mod world;
