//! Names to addresses by the system's resolver, which tells "there is no such name" from "ask again later".

use std::net::SocketAddr;

use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};

/// A name was not resolved.
#[derive(Debug, thiserror::Error, Clone, Copy, PartialEq, Eq)]
#[error("the name was not resolved")]
pub struct Unresolved {
    /// No name server answered (EAI_AGAIN), which is what a computer without a network gets.
    pub for_now: bool,
}

/// Resolves a name; may take as long as the name server does.
pub fn look_up(name: &str) -> Result<Vec<SocketAddr>, Unresolved> {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let found = getaddrinfo(Some(name), None, Some(hints))
        .map_err(|error| Unresolved { for_now: matches!(error.kind(), LookupErrorKind::Again) })?;
    Ok(found.flatten().map(|found| found.sockaddr).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_this_computer_is_resolved_without_a_network() {
        let found = look_up("localhost").unwrap();
        assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback()), "{found:?}");
    }
}
