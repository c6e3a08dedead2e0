//! Whether this computer has a network at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Addresses of a.root-servers.net: far away, and always there. Nothing is ever sent to them.
const FAR: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(198, 41, 0, 4)), IpAddr::V6(Ipv6Addr::new(0x2001, 0x503, 0xba3e, 0, 0, 0, 2, 0x30))];

/// Returns whether the system knows a way out. Connecting a UDP socket only asks its routing table.
pub fn has_route() -> bool {
    FAR.into_iter().any(|far| {
        let any: IpAddr = if far.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        UdpSocket::bind(SocketAddr::new(any, 0)).and_then(|socket| socket.connect(SocketAddr::new(far, 53))).is_ok()
    })
}
