//! `cargo x bench sync`: how long a calendar takes to be read, beside the bare transfer of the same bytes and beside
//! vdirsyncer. Each reading is a process of its own, so that its memory and its CPU time are its own.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a program of the tests that prints a table"
)]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use daybook_core::http::WebHttp;
use daybook_core::ports::{Http, Limits};
use daybook_tests::account::{PASSWORD, USER};
use daybook_tests::ca::Authority;
use daybook_tests::measure::{cpu, median, peak};
use daybook_tests::python;
use daybook_tests::servers::radicale::Radicale;
use daybook_tests::servers::scripted::Asked;
use daybook_tests::servers::wire::{self, Line, Wire};
use daybook_tests::servers::xandikos::Xandikos;
use daybook_tests::world::{World, connect};
use serde::{Deserialize, Serialize};
use tokio::process::Command;
use url::Url;

/// How often what takes a moment is measured.
const TIMES: usize = 61;
/// How many events are read over a line.
const ON_A_LINE: usize = 10_000;
/// How many events the servers that people run are given: each answer about ten times as many keeps them busy for seconds,
/// whoever asks.
const ON_A_SERVER: usize = 1_000;
/// How long vdirsyncer may take.
const PATIENCE: Duration = Duration::from_secs(900);

/// What the process that read a calendar measured of itself, in seconds.
#[derive(Serialize, Deserialize)]
struct Read {
    events: u32,
    import: f64,
    import_cpu: f64,
    peak_kb: u64,
    file_bytes: u64,
    nothing_new: f64,
    nothing_new_cpu: f64,
    /// To show a week.
    week: f64,
}

/// What the bare transfer took, in seconds.
#[derive(Serialize, Deserialize)]
struct Bare {
    all: f64,
    median: f64,
}

/// A request that is repeated as it was.
#[derive(Serialize, Deserialize)]
struct Request {
    method: String,
    path: String,
    depth: Option<String>,
    body: String,
}

/// On two threads, as the terminal.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["import", url, rest @ ..] => println!("{}", serde_json::to_string(&import(url, rest.first()).await).unwrap()),
        ["bare", url, file] => println!("{}", serde_json::to_string(&bare(url, file.as_ref()).await).unwrap()),
        counts => {
            let counts: Vec<usize> = counts.iter().filter_map(|count| count.parse().ok()).collect();
            table(if counts.is_empty() { &[1_000, 5_000, 10_000, 30_000, 100_000] } else { &counts }).await;
        }
    }
}

async fn table(counts: &[usize]) {
    println!(
        "| server | events | requests | MB | bare transfer | Daybook | × bare | of it CPU | peak memory | data file | vdirsyncer | × Daybook |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    let mut last = None;
    for &count in counts {
        let wire = Wire::start(count, None).await;
        last = Some(own_server("at wire speed", &wire, count).await);
    }
    let line = Line { megabits: 50, round_trip: Duration::from_millis(20) };
    let away = own_server("50 Mbit/s, 20 ms away", &Wire::start(ON_A_LINE, Some(line)).await, ON_A_LINE).await;
    let ca = Authority::new();
    let radicale = Radicale::start(&ca).await;
    for number in 0..ON_A_SERVER {
        radicale.plant(&format!("{number:06}.ics"), wire::object(number, ON_A_SERVER).as_bytes());
    }
    real_server("Radicale", &radicale.url, &radicale.url.join(&format!("{USER}/praxis/")).unwrap(), &ca).await;
    let xandikos = Xandikos::start(&ca).await;
    let calendar = xandikos.url.join(&format!("{USER}/calendars/calendar/")).unwrap();
    fill(&calendar, &ca, ON_A_SERVER).await;
    real_server("Xandikos", &xandikos.url, &calendar, &ca).await;
    for (read, request) in last.into_iter().chain([away]) {
        println!();
        println!(
            "Nothing new among {} events: {:.2} ms, {:.2} × one bare request of {:.2} ms, of it {:.2} ms CPU. To show a week: {:.1} ms.",
            read.events,
            read.nothing_new * 1e3,
            read.nothing_new / request,
            request * 1e3,
            read.nothing_new_cpu * 1e3,
            read.week * 1e3,
        );
    }
}

/// Measures one calendar of the bench's own server. Returns what was read, and how long one bare request takes.
async fn own_server(name: &str, wire: &Wire, count: usize) -> (Read, f64) {
    let read = read(&wire.home(), None).await;
    let (seen, bytes) = wire.take_seen();
    assert_eq!(usize::try_from(read.events).unwrap(), count);
    let end = seen.iter().position(|one| one.body.contains("sync-collection")).unwrap_or(seen.len());
    let folder = tempfile::tempdir().unwrap();
    let transfer = replay(wire, &seen[..end], folder.path()).await.all;
    let request = replay(wire, &seen[end..], folder.path()).await.median;
    let theirs = vdirsyncer(&wire.calendar(), None).await;
    wire.take_seen();
    print_row(name, Some((end, bytes, transfer)), &read, theirs);
    (read, request)
}

async fn real_server(name: &str, url: &Url, calendar: &Url, ca: &Authority) {
    let read = read(url, Some(&ca.file())).await;
    let theirs = vdirsyncer(calendar, Some(&ca.file())).await;
    print_row(name, None, &read, theirs);
}

fn print_row(name: &str, wire: Option<(usize, usize, f64)>, read: &Read, theirs: Option<f64>) {
    let (requests, bytes, bare, ratio) = match wire {
        Some((requests, bytes, bare)) => (
            requests.to_string(),
            format!("{:.1}", bytes as f64 / 1e6),
            format!("{bare:.2} s"),
            format!("{:.2}", read.import / bare),
        ),
        None => ("–".into(), "–".into(), "–".into(), "–".into()),
    };
    let (beside, times) = match theirs {
        Some(theirs) => (format!("{theirs:.1} s"), format!("{:.1}", theirs / read.import)),
        None => ("–".into(), "–".into()),
    };
    println!(
        "| {name} | {} | {requests} | {bytes} | {bare} | {:.2} s | {ratio} | {:.2} s | {} MB | {:.1} MB | {beside} | {times} |",
        read.events,
        read.import,
        read.import_cpu,
        read.peak_kb / 1024,
        read.file_bytes as f64 / 1e6,
    );
}

async fn read(url: &Url, ca: Option<&Path>) -> Read {
    let mut command = this_program(&["import", url.as_str()]);
    command.args(ca);
    serde_json::from_str(&said(command).await).unwrap()
}

async fn replay(wire: &Wire, seen: &[Asked], folder: &Path) -> Bare {
    let requests: Vec<_> = seen
        .iter()
        .map(|asked| Request {
            method: asked.method.clone(),
            path: asked.path.clone(),
            depth: asked.depth.clone(),
            body: asked.body.clone(),
        })
        .collect();
    let file = folder.join("requests");
    std::fs::write(&file, serde_json::to_vec(&requests).unwrap()).unwrap();
    let text = said(this_program(&["bare", wire.home().as_str(), &file.display().to_string()])).await;
    serde_json::from_str(&text).unwrap()
}

fn this_program(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(args);
    command
}

/// Runs a program while the server answers it, and returns what it said.
async fn said(mut command: Command) -> String {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true).output().await.unwrap();
    assert!(output.status.success(), "a reading failed");
    String::from_utf8(output.stdout).unwrap()
}

/// Connects and reads, as the window does. `ca` = a file of one more certificate authority.
async fn import(url: &str, ca: Option<&&str>) -> Read {
    let mut world = World::new();
    if let Some(ca) = ca {
        world = world.trusting(Path::new(ca));
    }
    let app = world.open().await;
    connect(&app, "caldav", Some(url), USER, PASSWORD).await.unwrap();
    let (begun, work) = (Instant::now(), cpu());
    let report = app.sync_now().await.unwrap();
    let (import, import_cpu) = (begun.elapsed().as_secs_f64(), cpu() - work);
    assert_eq!(report.failed, 0, "{report:?}");
    let peak_kb = peak();
    let (mut again, mut again_cpu) = (Vec::new(), Vec::new());
    for round in 1..=TIMES {
        world.clock.advance(TimeDelta::minutes(6));
        // Once an hour the calendars are listed too.
        if round % 10 == 0 {
            app.sync_due().await.unwrap();
            continue;
        }
        let (begun, work) = (Instant::now(), cpu());
        app.sync_due().await.unwrap();
        again.push(begun.elapsed().as_secs_f64());
        again_cpu.push(cpu() - work);
    }
    let weeks = (0..TIMES).map(|_| {
        let begun = Instant::now();
        let week = app.agenda("2026-11-30", "2026-12-06").unwrap();
        assert!(!week.is_empty(), "there are events each day");
        begun.elapsed().as_secs_f64()
    });
    let week = median(weeks.collect());
    let files = std::fs::read_dir(world.data_dir()).unwrap().map(|entry| entry.unwrap());
    let data = files.filter(|entry| entry.file_name() == "daybook.db");
    Read {
        events: app.connections().unwrap().iter().flat_map(|one| &one.calendars).map(|one| one.events).sum(),
        import,
        import_cpu,
        peak_kb,
        file_bytes: data.map(|entry| entry.metadata().unwrap().len()).sum(),
        nothing_new: median(again),
        nothing_new_cpu: median(again_cpu),
        week,
    }
}

/// Makes the same requests with the same client and throws the answers away. Two multigets are under way at a time, as in a
/// reading.
async fn bare(url: &str, file: &Path) -> Bare {
    let requests: Vec<Request> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let (http, base) = (WebHttp::new(None).unwrap(), Url::parse(url).unwrap());
    let send = |request: &Request| {
        let mut made =
            http::Request::builder().method(request.method.as_str()).uri(base.join(&request.path).unwrap().as_str());
        if let Some(depth) = &request.depth {
            made = made.header("depth", depth);
        }
        let limits = Limits { body: 256 * 1024 * 1024, ..Limits::default() };
        http.send(made.body(request.body.clone().into_bytes()).unwrap(), limits)
    };
    let (begun, mut each) = (Instant::now(), Vec::new());
    let mut left = requests.as_slice();
    while let [first, rest @ ..] = left {
        let started = Instant::now();
        left = rest;
        let both = rest.first().filter(|second| first.body.contains("multiget") && second.body.contains("multiget"));
        match both {
            Some(second) => {
                left = &rest[1..];
                let (one, other) = tokio::join!(send(first), send(second));
                drop((one.unwrap(), other.unwrap()));
            }
            None => drop(send(first).await.unwrap()),
        }
        each.push(started.elapsed().as_secs_f64());
    }
    Bare { all: begun.elapsed().as_secs_f64(), median: median(each) }
}

/// Puts events into a calendar one by one.
async fn fill(calendar: &Url, ca: &Authority, count: usize) {
    use base64::Engine as _;
    let http = WebHttp::new(Some(&ca.file())).unwrap();
    let sign_in = base64::engine::general_purpose::STANDARD.encode(format!("{USER}:{PASSWORD}"));
    for number in 0..count {
        let request = http::Request::put(calendar.join(&format!("{number:06}.ics")).unwrap().as_str())
            .header("authorization", format!("Basic {sign_in}"))
            .header("content-type", "text/calendar")
            .body(wire::object(number, count).into_bytes())
            .unwrap();
        let answer = http.send(request, Limits::default()).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }
}

/// Reads the calendar into a folder with vdirsyncer, if it is installed and does not take too long.
async fn vdirsyncer(calendar: &Url, ca: Option<&Path>) -> Option<f64> {
    let program = program("vdirsyncer")?;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::create_dir(at("events")).unwrap();
    let verify = ca.map(|ca| format!("verify = {:?}\n", ca.display().to_string())).unwrap_or_default();
    let config = format!(
        "[general]\nstatus_path = {:?}\n[pair all]\na = \"here\"\nb = \"there\"\ncollections = null\n\
         [storage here]\ntype = \"filesystem\"\npath = {:?}\nfileext = \".ics\"\n\
         [storage there]\ntype = \"caldav\"\nurl = {:?}\nusername = {USER:?}\npassword = {PASSWORD:?}\n{verify}",
        at("status"),
        at("events"),
        calendar.as_str()
    );
    std::fs::write(at("config"), config).unwrap();
    let run = |verb: &str| {
        let mut command = Command::new(&program);
        command.args(["-c", &at("config"), verb]).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        command.stderr(std::fs::File::create(at("log")).unwrap());
        command
    };
    run("discover").status().await.unwrap();
    let begun = Instant::now();
    let ended = tokio::time::timeout(PATIENCE, run("sync").status()).await.ok()?;
    let took = begun.elapsed().as_secs_f64();
    if !ended.is_ok_and(|status| status.success()) {
        eprintln!("vdirsyncer: {}", std::fs::read_to_string(at("log")).unwrap_or_default());
        return None;
    }
    Some(took)
}

/// A program of the tests' Python environment.
fn program(name: &str) -> Option<PathBuf> {
    let program = python::interpreter().with_file_name(name);
    program.exists().then_some(program)
}
