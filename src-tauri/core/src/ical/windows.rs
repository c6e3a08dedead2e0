//! Windows zone names and captions.

/// The IANA zone of a Windows name such as `W. Europe Standard Time`.
pub(super) fn iana(_name: &str) -> Option<String> {
    None
}
