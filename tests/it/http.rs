//! The HTTP port against things that only call themselves servers.

use std::io::Write;
use std::time::{Duration, Instant};

use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, HttpError, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Says `answer` to whoever asks, closes if there is one, and holds the line if there is none.
async fn saying(answer: Option<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked).await;
            match &answer {
                Some(answer) => {
                    let _ = stream.write_all(answer).await;
                    let _ = stream.shutdown().await;
                }
                None => held.push(stream),
            }
        }
    });
    url
}

async fn get(url: &str, limits: Limits) -> Result<http::Response<Vec<u8>>, HttpError> {
    WebHttp::new(None).unwrap().send(http::Request::get(url).body(Vec::new()).unwrap(), limits).await
}

#[tokio::test]
async fn a_server_that_never_answers_is_left_in_time() {
    let url = saying(None).await;
    let begun = Instant::now();
    let limits = Limits { time: Duration::from_millis(300), ..Limits::default() };
    assert_eq!(get(&url, limits).await.unwrap_err(), HttpError::Unreachable);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

/// Y20: the limit is on silence, before the first byte and between two.
#[tokio::test]
async fn a_slow_server_is_read_as_long_as_it_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let pause = Duration::from_millis(400);
    tokio::spawn(async move {
        // The first is slow to begin and slow to go on; the second falls silent within its answer.
        for bytes in [6, 1] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 4096]).await;
            tokio::time::sleep(pause).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 6\r\n\r\n").await;
            for _ in 0..bytes {
                tokio::time::sleep(pause).await;
                let _ = stream.write_all(b"x").await;
            }
            tokio::time::sleep(pause * 10).await;
        }
    });
    let limits = Limits { silence: Duration::from_millis(1200), ..Limits::default() };
    let begun = Instant::now();
    assert_eq!(get(&url, limits).await.unwrap().body(), b"xxxxxx");
    assert!(begun.elapsed() > limits.silence, "longer as a whole than any silence");
    assert_eq!(get(&url, limits).await.unwrap_err(), HttpError::Unreachable);
    assert!(Limits::default().silence >= Duration::from_secs(60), "35 s are no silence");
}

/// 8 KB on the wire, 8 MB unpacked: the limit is on what is unpacked.
#[tokio::test]
async fn a_bomb_of_gzip_is_stopped_at_the_limit() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b'a'; 8 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 16 << 10);
    let head = format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n", packed.len());
    let url = saying(Some([head.as_bytes(), &packed].concat())).await;
    let small = Limits { body: 1 << 20, ..Limits::default() };
    assert_eq!(get(&url, small).await.unwrap_err(), HttpError::TooLarge);
    assert_eq!(get(&url, Limits::default()).await.unwrap().body().len(), 8 << 20);
}

#[tokio::test]
async fn an_answer_exactly_as_long_as_the_limit_is_taken() {
    let url = saying(Some(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfour".to_vec())).await;
    assert_eq!(get(&url, Limits { body: 4, ..Limits::default() }).await.unwrap().body(), b"four");
    assert_eq!(get(&url, Limits { body: 3, ..Limits::default() }).await.unwrap_err(), HttpError::TooLarge);
}

/// It may be whole the next time, so it counts as none.
#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let packed = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], b"K"].concat();
    let zipped = [&b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 100\r\n\r\n"[..], &packed].concat();
    let plain = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf".to_vec();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nhalf".to_vec();
    for torn in [plain, chunked, zipped] {
        let url = saying(Some(torn)).await;
        assert_eq!(get(&url, Limits::default()).await.unwrap_err(), HttpError::Unreachable);
    }
}

#[tokio::test]
async fn an_answer_that_is_not_what_it_says_is_malformed() {
    let said = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 12\r\n\r\nnot any gzip".to_vec();
    let url = saying(Some(said)).await;
    assert_eq!(get(&url, Limits::default()).await.unwrap_err(), HttpError::Malformed);
}

#[tokio::test]
async fn what_does_not_speak_http_is_a_typed_error() {
    for said in [&b"SSH-2.0-OpenSSH_9.2\r\n"[..], b"", b"HTTP/9.9 abc\r\n\r\n"] {
        let url = saying(Some(said.to_vec())).await;
        let met = get(&url, Limits::default()).await.unwrap_err();
        assert!(matches!(met, HttpError::Unreachable | HttpError::Malformed), "{met:?}");
        // And the same where TLS is expected.
        let met = get(&url.replace("http:", "https:"), Limits::default()).await.unwrap_err();
        assert!(matches!(met, HttpError::Unreached | HttpError::Unreachable | HttpError::Malformed), "{met:?}");
    }
}

/// S62
#[tokio::test]
async fn a_redirect_is_handed_back_and_not_followed() {
    let url =
        saying(Some(b"HTTP/1.1 302 Found\r\nlocation: http://192.0.2.1/\r\ncontent-length: 0\r\n\r\n".to_vec())).await;
    let answer = get(&url, Limits::default()).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (302, "http://192.0.2.1/"));
}
