//! What can go wrong, caused: every fault at every request, and the end of the process at any moment.

mod table;
mod tried;
