//! The stub browser, from the sign-in page to the app.

use daybook_tests::browser::Opened;
use daybook_tests::process::free_address;
use daybook_tests::servers::oauth::{Auth, Fault, MICROSOFT};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::TO_MICROSOFT;

#[tokio::test]
async fn the_browser_goes_on_to_a_listener_and_hands_over_a_deep_link() {
    let auth = Auth::start(MICROSOFT).await;
    let deep = auth.browser().open(&TO_MICROSOFT.asks(&auth, &[])).await;
    let Opened::DeepLink { link, times: 1 } = deep else { panic!("{deep:?}") };
    assert!(link.starts_with("app.daybook.desktop:/oauth/callback?code="), "{link}");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let redirect = format!("http://127.0.0.1:{}/oauth/callback", listener.local_addr().unwrap().port());
    let app = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = vec![0; 4096];
        let length = stream.read(&mut read).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone").await.unwrap();
        String::from_utf8_lossy(&read[..length]).into_owned()
    });
    let opened = auth.browser().open(&TO_MICROSOFT.asks(&auth, &[("redirect_uri", &redirect)])).await;
    assert_eq!(opened, Opened::Answered(vec![(200, "done".to_owned())]));
    assert!(app.await.unwrap().starts_with("GET /oauth/callback?code="));
    // Nobody listens any more: that is no failure of the browser.
    let gone = format!("http://{}/oauth/callback", free_address());
    let opened = auth.browser().open(&TO_MICROSOFT.asks(&auth, &[("redirect_uri", &gone)])).await;
    assert_eq!(opened, Opened::Answered(Vec::new()));
}

/// The window's tests name it as `BROWSER`.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_stub_browser_hands_a_deep_link_to_the_system_as_often_as_it_is_sent() {
    use std::os::unix::fs::PermissionsExt;

    let auth = Auth::start(MICROSOFT).await;
    let folder = tempfile::tempdir().unwrap();
    let system = folder.path().join("xdg-open");
    std::fs::write(&system, "#!/bin/sh\necho \"$1\" >> \"$(dirname \"$0\")/opened\"\n").unwrap();
    std::fs::set_permissions(&system, std::fs::Permissions::from_mode(0o700)).unwrap();
    let open = |address: String| {
        let mut browser = tokio::process::Command::new(env!("CARGO_BIN_EXE_consenting_browser"));
        let path = std::env::join_paths([folder.path(), "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
        browser.arg(address).env("PATH", path).stderr(std::process::Stdio::null()).kill_on_drop(true);
        async move { browser.status().await.unwrap().code() }
    };
    auth.once(Fault::AnswersTwice);
    assert_eq!(open(TO_MICROSOFT.asks(&auth, &[])).await, Some(0));
    let opened = std::fs::read_to_string(folder.path().join("opened")).unwrap();
    let links: Vec<&str> = opened.lines().collect();
    assert!(links.len() == 2 && links[0] == links[1], "{links:?}");
    assert!(links[0].starts_with("app.daybook.desktop:/oauth/callback?code="));
    auth.once(Fault::NeverAnswers);
    assert_eq!(open(TO_MICROSOFT.asks(&auth, &[])).await, Some(3));
    assert_eq!(open(links[0].to_owned()).await, Some(2));
}
