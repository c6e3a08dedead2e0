//! A name server that knows what a test tells it (RFC 1035), over UDP.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

const SRV: u16 = 33;
const TXT: u16 = 16;

pub struct NameServer {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

/// What stands at one name.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// Priority, weight, port and target.
    pub srv: Vec<(u16, u16, u16, &'static str)>,
    pub txt: Vec<&'static str>,
}

impl NameServer {
    /// Knows these names and no others.
    pub async fn start(zone: &[(&str, Records)]) -> Self {
        let zone: HashMap<String, Records> =
            zone.iter().map(|(name, records)| ((*name).to_owned(), records.clone())).collect();
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        let serving = tokio::spawn(async move {
            let mut buffer = [0; 1500];
            while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
                let Some((name, kind, end)) = question(&buffer[..length]) else { continue };
                noted.lock().unwrap().push(name.clone());
                let answer = answer(&buffer[..end], zone.get(&name), kind);
                let _ = socket.send_to(&answer, peer).await;
            }
        });
        Self { address, asked, serving }
    }

    /// The names that were asked for, in lower case.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Returns the name and the type of the question, and where it ends.
fn question(packet: &[u8]) -> Option<(String, u16, usize)> {
    let (mut at, mut labels) = (12, Vec::new());
    loop {
        let length = usize::from(*packet.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        labels.push(String::from_utf8_lossy(packet.get(at..at + length)?).to_ascii_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]);
    Some((labels.join("."), kind, at + 4))
}

fn answer(question: &[u8], records: Option<&Records>, kind: u16) -> Vec<u8> {
    let data: Vec<Vec<u8>> = match (records, kind) {
        (Some(records), SRV) => records
            .srv
            .iter()
            .map(|(priority, weight, port, target)| {
                let mut data: Vec<u8> =
                    [priority, weight, port].into_iter().flat_map(|one| one.to_be_bytes()).collect();
                for label in target.split('.').filter(|label| !label.is_empty()) {
                    data.push(u8::try_from(label.len()).unwrap());
                    data.extend(label.bytes());
                }
                data.push(0);
                data
            })
            .collect(),
        (Some(records), TXT) => {
            records.txt.iter().map(|text| [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()).collect()
        }
        _ => Vec::new(),
    };
    let mut packet = question.to_vec();
    // An answer, recursion as asked for and available; NXDOMAIN where nothing is known.
    packet[2] = 0x80 | (packet[2] & 1);
    packet[3] = 0x80 | if records.is_some() { 0 } else { 3 };
    packet[6..8].copy_from_slice(&u16::try_from(data.len()).unwrap().to_be_bytes());
    packet[8..12].fill(0);
    for data in data {
        // Its name is that of the question.
        packet.extend([0xc0, 12]);
        packet.extend(kind.to_be_bytes());
        packet.extend([0, 1, 0, 0, 0, 60]);
        packet.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        packet.extend(data);
    }
    packet
}
