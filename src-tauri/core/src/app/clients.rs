//! Finds clients while a name is being typed.

use std::collections::HashMap;

use super::present;
use super::views::Client;
use super::{Answer, App};
use crate::model::appointment::Guess;
use crate::store::{appointments, clients};

/// The most clients in one answer.
const MOST: usize = 50;

impl App {
    /// Returns the clients whose name or e-mail has a word that begins with each word of `query`, the last seen first.
    pub fn clients(&self, query: &str) -> Answer<Vec<Client>> {
        let store = self.open_store()?;
        let zone = self.zone(&store);
        let now = self.now();
        let (known, latest) = store.read(|db| Ok((clients::all(db)?, appointments::latest_per_client(db, now)?)))?;
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
                id: client.id.as_str().to_owned(),
                name: client.name,
                email: client.email,
                phone: client.phone,
                last_seen: last
                    .filter(|last| last.starts_at <= now)
                    .map(|last| present::day(zone.wall(last.starts_at).date())),
                service_id: last.and_then(|last| last.service_id.as_ref()).map(|id| id.as_str().to_owned()),
                minutes: last.map(|last| last.minutes),
                place: last.map(|last| last.place.clone()).filter(|place| !place.is_empty()),
                guessed: last.is_some_and(|last| last.guessed.contains(&Guess::Client)),
            })
            .collect())
    }
}
