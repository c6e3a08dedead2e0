//! Xandikos, over TLS on this computer, with the calendar it makes by itself.

use std::fs;

use tempfile::TempDir;
use url::Url;

use crate::account::{PASSWORD, USER};
use crate::ca::Authority;
use crate::process::{Process, free_address};

/// SHA-1 of [`PASSWORD`], the one form besides bcrypt that its password file takes.
const HASHED: &str = "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=";

pub struct Xandikos {
    pub url: Url,
    _home: TempDir,
    _process: Process,
}

impl Xandikos {
    pub async fn start(ca: &Authority) -> Self {
        assert_eq!(PASSWORD, "correct horse", "HASHED is of another password");
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name).display().to_string();
        // It takes a certificate that lies there for its own.
        let certificate = at("state/certs/selfsigned.crt");
        ca.issue(&["127.0.0.1", "localhost"]).write(certificate.as_ref(), at("state/certs/selfsigned.key").as_ref());
        fs::write(at("users"), format!("{USER}:{HASHED}\n")).unwrap();
        let address = free_address();
        let principal = format!("/{USER}/");
        let process = Process::listening(
            "xandikos",
            &[
                "serve",
                "--defaults",
                "--no-detect-systemd",
                "-l",
                "127.0.0.1",
                "-p",
                &address.port().to_string(),
                "-d",
                &at("data"),
                "--state-dir",
                &at("state"),
                "--current-user-principal",
                &principal,
                "--autocert",
                "--htpasswd",
                &at("users"),
            ],
            home.path(),
            address,
        )
        .await;
        Self { url: Url::parse(&format!("https://{address}/")).unwrap(), _home: home, _process: process }
    }
}
