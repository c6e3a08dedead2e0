//! The real [`Names`] port: SRV and TXT records, by the name servers of the system.

use std::net::SocketAddr;
use std::time::Duration;

use async_trait::async_trait;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;

use crate::ports::{Names, Service};

/// One question, its repetition included.
const LIMIT: Duration = Duration::from_secs(6);
const ONE_TRY: Duration = Duration::from_secs(2);
/// The most servers and texts of one service.
const MOST: usize = 4;
/// The longest text, in bytes.
const LONGEST: usize = 1000;

const NOTHING: Service = Service { servers: Vec::new(), texts: Vec::new() };

/// Asks name servers, and keeps nothing.
pub struct DnsNames {
    /// Instead of those of the system.
    server: Option<SocketAddr>,
}

impl DnsNames {
    pub const fn of_the_system() -> Self {
        Self { server: None }
    }

    /// Asks this one name server.
    pub const fn at(server: SocketAddr) -> Self {
        Self { server: Some(server) }
    }

    /// Made for each question, since the network may be another one by then.
    fn resolver(&self) -> Option<TokioResolver> {
        let mut builder = match self.server {
            None => TokioResolver::builder_tokio().ok()?,
            Some(server) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.timeout = ONE_TRY;
        options.attempts = 2;
        builder.build().ok()
    }
}

#[async_trait]
impl Names for DnsNames {
    async fn service(&self, name: &str) -> Service {
        let Some(resolver) = self.resolver() else { return NOTHING };
        // With the dot, no domain of this computer is tried behind it.
        let name = format!("{}.", name.trim_end_matches('.'));
        let asked = async { tokio::join!(resolver.srv_lookup(name.as_str()), resolver.txt_lookup(name.as_str())) };
        let Ok((servers, texts)) = tokio::time::timeout(LIMIT, asked).await else { return NOTHING };
        let mut found = Vec::new();
        for record in servers.iter().flat_map(Lookup::answers) {
            if let RData::SRV(srv) = &record.data {
                found.push((srv.priority, u16::MAX.saturating_sub(srv.weight), srv.target.to_ascii(), srv.port));
            }
        }
        found.sort();
        let mut all = Vec::new();
        for record in texts.iter().flat_map(Lookup::answers) {
            if let RData::TXT(txt) = &record.data {
                all.extend(txt.txt_data.iter().filter(|text| text.len() <= LONGEST));
            }
        }
        Service {
            servers: found.into_iter().take(MOST).map(|(_, _, host, port)| (host, port)).collect(),
            texts: all.into_iter().take(MOST).filter_map(|text| String::from_utf8(text.to_vec()).ok()).collect(),
        }
    }
}
