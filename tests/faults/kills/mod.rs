//! The process is killed at random moments of what it does, again and again on the same data. After each time the data
//! opens, what was acknowledged is there, each appointment stands at the provider once, the sign-in still works, and
//! nothing that is secret lies in the open. Where a refresh token is good for one use ([`rotate`]), a sign-in may end, but
//! only together with an answer that nobody could save, and only said.

mod fresh;
mod lane;
mod place;
mod rotate;

use std::collections::BTreeMap;

use daybook_tests::dice::Dice;
use lane::Lane;
use place::At;

/// What a process is killed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A booking, and what it sends.
    Book,
    /// A sync that sends a booking and reads events of others.
    Sync,
    /// A sync that has to renew its access token first.
    Refresh,
    /// The first start on the data of version 0.1.
    Migrate,
    /// A sign-in that takes the place of the one that is stored.
    SignIn,
    /// The first booking on a computer, which makes the key of the data.
    FirstKey,
}

impl Moment {
    /// In the order in which they come round. Booking and syncing are the day's work.
    const ROUND: [Self; 10] = [
        Self::Book,
        Self::Sync,
        Self::Refresh,
        Self::Migrate,
        Self::Book,
        Self::Sync,
        Self::SignIn,
        Self::Refresh,
        Self::FirstKey,
        Self::Sync,
    ];

    /// The same where each refresh token is good for one use.
    const RENEWING: [Self; 6] = [Self::Refresh, Self::Sync, Self::Refresh, Self::Book, Self::Refresh, Self::SignIn];
}

/// How often a process was killed in each moment, and how often it had ended before.
#[derive(Default)]
pub struct Counts {
    of: BTreeMap<(Moment, &'static str), (u32, u32)>,
    /// How often the person had to sign in again, because new tokens were lost on their way.
    signed_out: u32,
}

impl Counts {
    fn add(&mut self, moment: Moment, place: &'static str, killed: bool) {
        let (kills, ended) = self.of.entry((moment, place)).or_default();
        *if killed { kills } else { ended } += 1;
    }

    fn kills(&self) -> u32 {
        self.of.values().map(|(kills, _)| kills).sum()
    }
}

/// Kills at all places side by side, until each had its part of `times`.
async fn kill(times: u32, seed: u64) -> Counts {
    let mut lanes = Vec::new();
    for (number, at) in [At::Radicale, At::Google, At::Outlook, At::Rotating].into_iter().enumerate() {
        let lane = Lane::start(at, Dice::new(seed.wrapping_add(number as u64 * 1_000_003))).await;
        lanes.push(tokio::task::spawn_blocking(move || lane.kill(times.div_ceil(4))));
    }
    let mut all = Counts::default();
    for lane in lanes {
        let Counts { of, signed_out } = lane.await.expect("the lane holds");
        for ((moment, place), (kills, ended)) in of {
            let sum = all.of.entry((moment, place)).or_default();
            *sum = (sum.0 + kills, sum.1 + ended);
        }
        all.signed_out += signed_out;
    }
    all
}

/// S26, S27, S40, S43, Y37, Y39, wanted 24, 27: a small and fixed set. `cargo x kills` makes as many as one likes.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_at_any_moment_loses_doubles_and_reveals_nothing() {
    let counts = kill(80, 20_261_129).await;
    assert!(counts.kills() >= 60, "most were killed before they ended: {}", counts.kills());
    assert!(counts.signed_out > 0, "new tokens were lost on their way, and that was said");
}

/// For `cargo x kills`, which says how many and from which seed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "as long as one likes: cargo x kills"]
async fn as_many_kills_as_are_asked_for() {
    let number = |name: &str| std::env::var_os(name).and_then(|text| text.to_str()?.parse::<u64>().ok());
    let (times, seed) = (number("DAYBOOK_KILLS").unwrap_or(60), number("DAYBOOK_KILLS_SEED").unwrap_or(1));
    let counts = kill(u32::try_from(times).unwrap_or(u32::MAX), seed).await;
    println!("seed {seed}");
    for ((moment, place), (kills, ended)) in &counts.of {
        println!("{moment:?} at {place}: {kills} killed, {ended} had ended");
    }
    println!("{} kills, {} of them cost a sign-in", counts.kills(), counts.signed_out);
}
