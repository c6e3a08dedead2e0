//! One large calendar file, read by `daybook occurrences`, by khal and by recurring-ical-events: each a process of its own, from its
//! start to its end.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use daybook_tests::measure::median;
use daybook_tests::python;
use tokio::process::Command;

use super::calendar::{Calendar, in_days};

/// The largest file that the others are given: they take minutes for more.
const MOST: usize = 20_000;
/// How long another reader may take.
const PATIENCE: Duration = Duration::from_secs(1800);

/// What a reader found, and its seconds.
struct Read {
    found: Option<usize>,
    seconds: f64,
}

/// Prints a table of the readers that are there.
pub async fn table(events: usize) {
    let calendar = Calendar::of(events.min(MOST), 0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calendar.ics");
    let all: String = (0..calendar.count()).map(|number| calendar.components(number)).collect();
    std::fs::write(&file, format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{all}END:VCALENDAR\r\n"))
        .unwrap();
    println!();
    let Some(ours) = daybook(&file).await else {
        println!("`daybook occurrences` is skipped: DAYBOOK_BIN names no program.");
        return;
    };
    println!("| a file of {} events, a year of it | occurrences | seconds | × Daybook |", calendar.count());
    println!("|---|--:|--:|--:|");
    row("`daybook occurrences`", &ours, &ours);
    match recurring_ical_events(&file).await {
        Some(read) => row("recurring-ical-events", &read, &ours),
        None => println!("| recurring-ical-events | not there, or it failed | – | – |"),
    }
    match khal(folder.path(), calendar).await {
        Some(read) => row("khal, its reading of it", &read, &ours),
        None => println!("| khal | not there, or it failed | – | – |"),
    }
}

fn row(name: &str, read: &Read, ours: &Read) {
    let found = read.found.map_or_else(|| "–".to_owned(), |found| found.to_string());
    println!("| {name} | {found} | {:.2} | {:.1} |", read.seconds, read.seconds / ours.seconds);
}

/// The middle one of five.
async fn daybook(file: &Path) -> Option<Read> {
    let program = std::env::var_os("DAYBOOK_BIN").map(PathBuf::from)?;
    let (from, to) = days();
    let (mut each, mut found) = (Vec::new(), None);
    for _ in 0..5 {
        let mut command = Command::new(&program);
        command.arg("occurrences").arg(file).args(["--from", &from, "--to", &to, "--zone", "Europe/Berlin", "--json"]);
        let (text, seconds) = said(command).await?;
        found = serde_json::from_str::<Vec<serde_json::Value>>(&text).ok().map(|all| all.len());
        each.push(seconds);
    }
    Some(Read { found, seconds: median(each) })
}

async fn recurring_ical_events(file: &Path) -> Option<Read> {
    let (from, to) = days();
    let mut command = Command::new(python::interpreter());
    command.args(["-c", include_str!("read.py")]).arg(file).args([from, to]);
    let (text, seconds) = said(command).await?;
    Some(Read { found: text.trim().parse().ok(), seconds })
}

/// khal reads a folder with a file for each event into a database of its own. A second question is answered from there, and what it
/// takes is taken off.
async fn khal(folder: &Path, calendar: Calendar) -> Option<Read> {
    let program = python::interpreter().with_file_name("khal");
    if !program.exists() {
        return None;
    }
    let at = |name: &str| folder.join(name).display().to_string();
    std::fs::create_dir(at("events")).unwrap();
    for number in 0..calendar.count() {
        std::fs::write(folder.join(format!("events/{number:06}.ics")), calendar.object(number)).unwrap();
    }
    let config = format!(
        "[calendars]\n[[all]]\npath = {}\n[sqlite]\npath = {}\n[locale]\nlocal_timezone = Europe/Berlin\n\
         default_timezone = Europe/Berlin\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n\
         datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        at("events"),
        at("khal.db")
    );
    std::fs::write(at("khal.conf"), config).unwrap();
    let list = || {
        let mut command = Command::new(&program);
        let day = in_days(1).to_string();
        command.args(["-c", &at("khal.conf"), "list", "--day-format", "", "--format", "{title}", &day, &day]);
        command.env("HOME", folder);
        said(command)
    };
    let (_, first) = list().await?;
    let (_, second) = list().await?;
    Some(Read { found: None, seconds: first - second })
}

fn days() -> (String, String) {
    (in_days(0).to_string(), in_days(364).to_string())
}

/// What a program printed, and how long it took; `None` = it failed.
async fn said(mut command: Command) -> Option<(String, f64)> {
    command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    let begun = Instant::now();
    let output = tokio::time::timeout(PATIENCE, command.output()).await.ok()?.ok()?;
    let seconds = begun.elapsed().as_secs_f64();
    output.status.success().then(|| (String::from_utf8_lossy(&output.stdout).into_owned(), seconds))
}
