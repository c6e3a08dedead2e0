//! Which times are free: pure functions of what they are given.

pub mod slots;
