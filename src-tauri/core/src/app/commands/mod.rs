//! The commands by name, for the faces that speak JSON: the window, `daybook call` and the UI's tests. What each one
//! does is the verb of the same name in [`App`].

#[macro_use]
mod list;
mod arguments;

use std::ops::Deref;

use serde_json::Value;
use ts_rs::{Config, TS, TypeVisitor};

use super::sign_in::Begin;
use super::views::*;
use super::{Answer, App, Sought};
use crate::model::reason::Reason;
use crate::model::secret::Secret;
use arguments::Arguments;
pub use arguments::on_the_wire;

/// How a command is called, for whoever lists them.
pub struct Command {
    pub name: &'static str,
    /// One or two sentences.
    pub about: &'static str,
    pub arguments: Vec<Argument>,
    /// In TypeScript.
    pub result: String,
}

/// One argument of a [`Command`].
pub struct Argument {
    /// As on the wire.
    pub name: String,
    /// In TypeScript.
    pub takes: String,
}

macro_rules! describe {
    ($(#[doc = $about:literal] $how:ident $name:ident($($argument:ident: $takes:ty),*) -> $result:ty;)+) => {
        /// Returns the names of all commands, in the order of the list.
        pub fn names() -> &'static [&'static str] {
            &[$(stringify!($name)),+]
        }

        /// Returns every command, in the order of the list.
        pub fn all() -> Vec<Command> {
            let config = Config::default();
            vec![$(Command {
                name: stringify!($name),
                about: $about.trim_ascii(),
                arguments: vec![$(Argument {
                    name: on_the_wire(stringify!($argument)),
                    takes: <$takes as TS>::name(&config),
                }),*],
                result: <$result as TS>::name(&config),
            }),+]
        }

        /// Shows `visitor` the type of every argument and result.
        pub fn visit_types(visitor: &mut impl TypeVisitor) {
            $($(visitor.visit::<$takes>();)* visitor.visit::<$result>();)+
        }
    };
}
with_commands!(describe);

macro_rules! dispatch {
    ($(#[doc = $about:literal] $how:ident $name:ident($($argument:ident: $takes:ty),*) -> $result:ty;)+) => {
        impl App {
            /// Carries out the command called `name`. `arguments` is an object with the arguments in camelCase, or null
            /// where there are none. An error never contains the value of an argument.
            pub async fn call(&self, name: &str, arguments: Value) -> Answer<Value> {
                let asked = Asked(self);
                match name {
                    $(stringify!($name) => {
                        let given = Arguments::of(stringify!($name), &[$(stringify!($argument)),*], arguments)?;
                        $(let $argument: $takes = given.read(stringify!($argument))?;)*
                        let result: $result = Outcome(run!($how asked.$name($($argument),*))).answer()?;
                        drop(given);
                        to_json(&result)
                    })+
                    _ => {
                        arguments::wipe(arguments);
                        Err(no_such_command())
                    }
                }
            }
        }
    };
}

macro_rules! run {
    (fn $call:expr) => {
        $call
    };
    (async $call:expr) => {
        $call.await
    };
}
with_commands!(dispatch);

/// The app as a face asks it: a method here comes before the verb of the same name.
struct Asked<'a>(&'a App);

impl Deref for Asked<'_> {
    type Target = App;

    fn deref(&self) -> &App {
        self.0
    }
}

impl Asked<'_> {
    async fn begin_sign_in(&self, provider: &str, connection: Option<&str>) -> Answer<SignInView> {
        self.0.begin_sign_in(provider, connection, Begin { open: true, direct: false }).await
    }

    #[expect(clippy::too_many_arguments, reason = "a face sends each by its name")]
    fn check(
        &self,
        start: &str,
        minutes: u32,
        zone: Option<&str>,
        except: Option<&str>,
        service_id: Option<&str>,
        place: Option<&str>,
        fold: Option<Fold>,
    ) -> Answer<Verdict> {
        self.0.check_for(start, zone, &Sought { minutes, except, service_id, place, fold })
    }

    #[expect(clippy::too_many_arguments, reason = "a face sends each by its name")]
    async fn check_online(
        &self,
        start: &str,
        minutes: u32,
        zone: Option<&str>,
        except: Option<&str>,
        service_id: Option<&str>,
        place: Option<&str>,
        fold: Option<Fold>,
    ) -> Answer<Verdict> {
        self.0.check_online_for(start, zone, &Sought { minutes, except, service_id, place, fold }).await
    }

    fn free_times(
        &self,
        from: &str,
        minutes: u32,
        count: u32,
        except: Option<&str>,
        service_id: Option<&str>,
        place: Option<&str>,
    ) -> Answer<Vec<OfferedTime>> {
        self.0.free_times_for(from, count, &Sought { minutes, except, service_id, place, fold: None })
    }

    fn use_theirs(&self, id: &str, fields: Option<Vec<HistoryField>>) -> Answer<()> {
        self.0.use_theirs_of(id, fields.as_deref())
    }

    /// Does not wait until the provider was told: [`App::revoked`] does.
    fn disconnect(&self, id: &str, keep: bool) -> Answer<()> {
        if let Some(revocation) = self.0.disconnect(id, keep)? {
            self.0.revoke_meanwhile(revocation);
        }
        Ok(())
    }
}

/// What a verb returned, whether or not it can fail.
struct Outcome<T>(T);

impl<T> Outcome<Answer<T>> {
    fn answer(self) -> Answer<T> {
        self.0
    }
}

trait NeverFails<T> {
    fn answer(self) -> Answer<T>;
}

/// Chosen only where the method of the same name above does not fit.
impl<T> NeverFails<T> for Outcome<T> {
    fn answer(self) -> Answer<T> {
        Ok(self.0)
    }
}

fn to_json(result: &impl serde::Serialize) -> Answer<Value> {
    serde_json::to_value(result).map_err(|_| UiError::new(Reason::System, "The answer cannot be put into JSON.", ""))
}

fn no_such_command() -> UiError {
    UiError::new(Reason::NotFound, "There is no such command.", format!("The commands are: {}.", names().join(", ")))
}
