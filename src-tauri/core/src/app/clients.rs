//! Finds clients while a name is being typed.

use std::collections::HashMap;

use super::present;
use super::views::Client;
use super::{Answer, App};
use crate::model::appointment::Guess;
use crate::model::ids::ClientId;
use crate::store::{appointments, clients};

/// The most clients in one answer.
const MOST: usize = 50;
/// How many of a client's last appointments tell how long theirs usually are.
const USUAL: u32 = 10;

impl App {
    /// Returns the clients whose name or e-mail has a word that begins with each word of `query`, the last seen first.
    pub fn clients(&self, query: &str) -> Answer<Vec<Client>> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let now = self.now();
        let (known, latest, all_lengths) = store.read(|db| {
            let latest = appointments::latest_per_client(db, now)?;
            Ok((clients::all(db)?, latest, appointments::lengths_per_client(db, now, USUAL)?))
        })?;
        let mut lengths: HashMap<ClientId, Vec<u32>> = HashMap::new();
        for (client, minutes) in all_lengths {
            lengths.entry(client).or_default().push(minutes);
        }
        let latest: HashMap<_, _> =
            latest.into_iter().flatten().map(|found| (found.client_id.clone(), found)).collect();
        let words: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut found: Vec<_> = known
            .into_iter()
            .flatten()
            .filter(|client| {
                let text = format!("{} {}", client.name, client.email.as_deref().unwrap_or_default()).to_lowercase();
                words.iter().all(|word| {
                    text.split([' ', '-', '@', '.']).any(|part| part.starts_with(word.as_str()))
                        || text.contains(word.as_str())
                })
            })
            .map(|client| (latest.get(&client.id), client))
            .collect();
        found.sort_by_key(|(last, client)| {
            (std::cmp::Reverse(last.map(|last| last.starts_at)), client.name.to_lowercase())
        });
        found.truncate(MOST);
        Ok(found
            .into_iter()
            .map(|(last, client)| Client {
                minutes: lengths.get(&client.id).and_then(|all| usual(all)).or(last.map(|last| last.minutes)),
                id: client.id.as_str().to_owned(),
                name: client.name,
                email: client.email,
                phone: client.phone,
                last_seen: last
                    .filter(|last| last.starts_at <= now)
                    .map(|last| present::day(zone.wall(last.starts_at).date())),
                service_id: last.and_then(|last| last.service_id.as_ref()).map(|id| id.as_str().to_owned()),
                place: last.map(|last| last.place.clone()).filter(|place| !place.is_empty()),
                guessed: last.is_some_and(|last| last.guessed.contains(&Guess::Client)),
            })
            .collect())
    }
}

/// Returns the most frequent of these lengths; of several, the one that comes first.
fn usual(lengths: &[u32]) -> Option<u32> {
    let frequency = |length: u32| lengths.iter().filter(|one| **one == length).count();
    lengths.iter().copied().rev().max_by_key(|length| frequency(*length))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P14
    #[test]
    fn the_usual_length_is_the_most_frequent_and_the_later_of_two() {
        assert_eq!(usual(&[80, 50, 50, 30]), Some(50));
        assert_eq!(usual(&[80, 50, 50, 80]), Some(80));
        assert_eq!(usual(&[]), None);
    }
}
