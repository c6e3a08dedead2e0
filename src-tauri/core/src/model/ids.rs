//! Ids as types, so that a client's id cannot be taken for an appointment's.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Makes a new random id (UUID version 4).
            pub fn random() -> Self {
                Self(uuid::Uuid::new_v4().to_string())
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(AppointmentId);
id!(CalendarId);
id!(ChangeId);
id!(ClientId);
id!(ConnectionId);
id!(EventId);
id!(OutboxId);
id!(ServiceId);
id!(SignInId);
id!(
    /// What a provider calls a calendar: for CalDAV the path of the collection.
    CalendarHandle
);
id!(
    /// What a provider calls an event: for CalDAV the last segment of its path, spelled as the server does.
    EventHandle
);
id!(
    /// The provider's name for one state of an event: for CalDAV its ETag, quotes included.
    Revision
);
id!(
    /// Where reading changes goes on: a sync token, or what stands in for one. Opaque.
    Cursor
);
