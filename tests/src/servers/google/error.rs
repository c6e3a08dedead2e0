//! Google's error answers: one envelope for every reason.

use serde_json::{Value, json};

/// An error answer. The reason tells a client what to do; two reasons may share a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub status: u16,
    pub domain: &'static str,
    pub reason: &'static str,
    pub message: String,
    /// `locationType` and `location`.
    pub at: Option<(&'static str, String)>,
}

pub(super) type ApiResult<T> = Result<T, Refusal>;

impl Refusal {
    pub fn new(status: u16, domain: &'static str, reason: &'static str, message: impl Into<String>) -> Self {
        Self { status, domain, reason, message: message.into(), at: None }
    }

    pub fn global(status: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(status, "global", reason, message)
    }

    /// 400, `invalid`.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::global(400, "invalid", message)
    }

    /// 400, `required`.
    pub fn required(message: impl Into<String>) -> Self {
        Self::global(400, "required", message)
    }

    pub fn not_found() -> Self {
        Self::global(404, "notFound", "Not Found")
    }

    pub fn deleted() -> Self {
        Self::global(410, "deleted", "Resource has been deleted")
    }

    pub fn full_sync_required() -> Self {
        Self::new(410, "calendar", "fullSyncRequired", "Sync token is no longer valid, a full sync is required.")
            .at("parameter", "syncToken")
    }

    pub fn no_writer() -> Self {
        Self::new(403, "calendar", "requiredAccessLevel", "You need to have writer access to this calendar.")
    }

    pub fn scope() -> Self {
        Self::global(403, "insufficientPermissions", "Insufficient Permission")
    }

    pub fn at(mut self, kind: &'static str, place: impl Into<String>) -> Self {
        self.at = Some((kind, place.into()));
        self
    }

    pub fn body(&self) -> Value {
        let mut one = json!({"domain": self.domain, "reason": self.reason, "message": self.message});
        if let Some((kind, place)) = &self.at {
            one["locationType"] = json!(kind);
            one["location"] = json!(place);
        }
        let mut error = json!({"errors": [one], "code": self.status, "message": self.message});
        if self.reason == "insufficientPermissions" {
            error["message"] = json!("Request had insufficient authentication scopes.");
            error["status"] = json!("PERMISSION_DENIED");
            error["details"] = json!([{
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                "domain": "googleapis.com",
            }]);
        }
        if self.status == 401 {
            error["status"] = json!("UNAUTHENTICATED");
        }
        json!({"error": error})
    }
}
