//! This computer's settings for providers: from the environment, else from `.env.local` in the data folder. That file says
//! who Daybook is, and never where a sign-in goes: whoever can write to the folder must not be able to redirect it.
//! `docs/providers.md` lists the names; built-in values are with each provider.

use std::collections::HashMap;
use std::path::Path;

use daybook_core::providers::{self, Server, SignIn};

/// The possible second parts of a name.
const OF_A_BROWSER_SIGN_IN: [&str; 8] =
    ["CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI", "SCOPES", "AUTH_URL", "TOKEN_URL", "REVOKE_URL", "API_URL"];
/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Returns every setting that is set, by name.
pub fn read(data_dir: &Path) -> Vec<(String, String)> {
    let file = local(data_dir);
    if file.keys().any(|name| is_address(name)) {
        tracing::warn!("addresses in .env.local are not read: set them in the environment");
    }
    let find = |name: String| {
        let set = std::env::var_os(&name).and_then(|value| value.into_string().ok()).filter(|value| !value.is_empty());
        let in_file = file.get(&name).filter(|_| !is_address(&name)).cloned();
        Some((name, set.or(in_file)?))
    };
    names().into_iter().filter_map(find).collect()
}

fn names() -> Vec<String> {
    let of = |provider: &&providers::Provider| match &provider.sign_in {
        SignIn::Password { server: Server::Fixed { setting, .. }, .. } => vec![(*setting).to_owned()],
        SignIn::Password { server: Server::Asked { .. }, .. } | SignIn::Link => Vec::new(),
        SignIn::Browser(flow) => OF_A_BROWSER_SIGN_IN.iter().map(|rest| format!("{}_{rest}", flow.setting)).collect(),
    };
    providers::ALL.iter().flat_map(of).collect()
}

/// Returns whether a setting says where requests go.
fn is_address(name: &str) -> bool {
    name.ends_with("_URL")
}

/// Reads `NAME=value` lines. A damaged file counts as far as it can be read.
fn local(data_dir: &Path) -> HashMap<String, String> {
    let path = data_dir.join(".env.local");
    if path.metadata().is_ok_and(|meta| meta.len() > LONGEST) {
        tracing::warn!(".env.local is too long and was not read");
        return HashMap::new();
    }
    // Only reads: nothing gets into this process's environment.
    dotenvy::from_path_iter(path).map(|lines| lines.map_while(Result::ok).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Y17
    #[test]
    fn the_local_file_never_says_where_a_sign_in_goes() {
        let folder = tempfile::tempdir().unwrap();
        let lines: String = names().iter().map(|name| format!("{name}=https://evil.example/\n")).collect();
        std::fs::write(folder.path().join(".env.local"), lines).unwrap();
        let from_file = read(folder.path()).into_iter().filter(|(_, value)| value.contains("evil.example"));
        let read: Vec<String> = from_file.map(|(name, _)| name).collect();
        for end in ["_CLIENT_ID", "_REDIRECT_URI"] {
            assert!(read.iter().any(|name| name.ends_with(end)), "{end}: {read:?}");
        }
        let asked = ["_AUTH_URL", "_TOKEN_URL", "_REVOKE_URL", "_API_URL", "ICLOUD_URL", "FASTMAIL_URL"];
        assert!(asked.iter().all(|end| names().iter().any(|name| name.ends_with(end))));
        assert!(read.iter().all(|name| !asked.iter().any(|end| name.ends_with(end))), "{read:?}");
    }

    #[test]
    fn the_local_file_is_read_as_far_as_it_makes_sense() {
        let folder = tempfile::tempdir().unwrap();
        assert!(local(folder.path()).is_empty());
        std::fs::write(folder.path().join(".env.local"), "# mine\nA_CLIENT_ID=one\nB=\"two words\"\n").unwrap();
        let read = local(folder.path());
        assert_eq!((read["A_CLIENT_ID"].as_str(), read["B"].as_str()), ("one", "two words"));
        std::fs::write(folder.path().join(".env.local"), vec![b'x'; LONGEST as usize + 1]).unwrap();
        assert!(local(folder.path()).is_empty());
    }
}
