//! What travels sealed in an event, for the person's other computers that hold the key.

use super::ids::{ClientId, ServiceId};

/// Who an appointment is with and what it is, as its event carries it. Never the private notes, and of the client no more than
/// their id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    pub client: ClientId,
    /// With its name.
    pub service: Option<(ServiceId, String)>,
    /// The address of the guest who may have been sent an invitation.
    pub told: Option<String>,
}
