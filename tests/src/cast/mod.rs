//! The cast: every provider of the product, the servers that can play it, and what it can do. The contract, the suites
//! of the whole app and the demo take their providers from this one list.

pub mod between;
pub mod clouds;
pub mod dav;
pub mod far_side;
pub mod on_show;
pub mod real;
mod shared;
pub mod stage;

pub mod caldav;
pub mod fastmail;
pub mod google;
pub mod icloud;
pub mod link;
pub mod outlook;

use std::future::Future;

use daybook_core::providers::Provider;

use self::on_show::OnShow;
use crate::ca::Authority;

/// The one list: id of the provider and name of its file here, what it can do, and its servers, each a function of that
/// file. Hands all of it to `$then`, followed by the rest.
///
/// - `books`: it takes bookings. Without it, calendars are only read.
/// - `browser` or `password`: how a person signs in.
/// - `span`: it reads a span of time around today, and not all there is.
#[macro_export]
macro_rules! with_cast {
    ($then:ident! { $($rest:tt)* }) => {
        $then! {
            google [books browser span] on its_simulator;
            outlook [books browser span] on its_simulator;
            icloud [books password] on the_front;
            fastmail [books password] on the_front;
            caldav [books password] on radicale, xandikos, the_front;
            link [] on a_published_file;
            => $($rest)*
        }
    };
}

/// The body, for a member that can do this; `every` is for all of them.
#[macro_export]
macro_rules! if_it_can {
    (every $can:tt $($body:tt)*) => { $($body)* };
    (books [books $($more:ident)*] $($body:tt)*) => { $($body)* };
    (browser [browser $($more:ident)*] $($body:tt)*) => { $($body)* };
    (span [span $($more:ident)*] $($body:tt)*) => { $($body)* };
    (password [password $($more:ident)*] $($body:tt)*) => { $($body)* };
    ($what:ident [$other:ident $($more:ident)*] $($body:tt)*) => { $crate::if_it_can! { $what [$($more)*] $($body)* } };
    ($what:ident [] $($body:tt)*) => {};
}

macro_rules! ids {
    ($($member:ident $can:tt on $($server:ident),+;)* => ) => { &[$(stringify!($member)),*] };
}

/// The ids of all members.
pub const IDS: &[&str] = with_cast! { ids! {} };

/// Rules that a member breaks today, with the reason. Each is tried all the same, and a member that keeps its rule
/// after all must be taken off this list.
pub const NOT_YET: &[(&str, &str, &str)] = &[];

macro_rules! on_show {
    ($($member:ident $can:tt on $($server:ident),+;)* => $ca:ident) => { vec![$($member::on_show($ca).await),*] };
}

/// Starts every provider for the demo. Those under TLS are certified by `ca`.
pub async fn on_show(ca: &Authority) -> Vec<OnShow> {
    with_cast! { on_show! { ca } }
}

/// Runs a rule for a member, or shows that it still breaks one of [`NOT_YET`].
pub async fn keeps(member: &str, rule: &str, tried: impl Future<Output = ()> + 'static) {
    match NOT_YET.iter().find(|(who, what, _)| *who == member && *what == rule) {
        None => tried.await,
        Some((_, _, why)) => assert!(breaks(tried).await, "{member} keeps this now; it is listed as {why}"),
    }
}

/// Whether the rule fails.
pub async fn breaks(tried: impl Future<Output = ()> + 'static) -> bool {
    let local = tokio::task::LocalSet::new();
    local.run_until(async { tokio::task::spawn_local(tried).await.is_err() }).await
}

/// What is missing in a cast for these providers, and where to write it.
pub fn missing(providers: &[&Provider], cast: &[&str]) -> Vec<String> {
    let unplayed = providers.iter().filter(|provider| !cast.contains(&provider.id));
    let nobody = cast.iter().filter(|id| !providers.iter().any(|provider| provider.id == **id));
    unplayed
        .map(|provider| {
            let id = provider.id;
            format!("nobody plays {id}: write tests/src/cast/{id}.rs and its line in tests/src/cast/mod.rs")
        })
        .chain(nobody.map(|id| format!("{id} is no provider: tests/src/cast/{id}.rs can go")))
        .collect()
}
