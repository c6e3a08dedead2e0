//! `cargo x bench time`: how long the questions about a large calendar take, with and without events that somebody wrote to do harm,
//! beside the goals; then a large file and the rules beside other readers. Each calendar is read by a process of its own.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a program of the tests that prints a table")]

mod account;
mod beside;
mod calendar;
mod questions;
mod rules;

use std::process::Stdio;

use daybook_tests::measure::Times;
use tokio::process::Command;

use self::calendar::Calendar;
use self::questions::{Told, ask};

const EVENTS: usize = 100_000;
const HOSTILE: usize = 200;

/// On two threads, as the terminal.
#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["ask", events, hostile] => {
            let calendar = Calendar::of(events.parse().unwrap(), hostile.parse().unwrap());
            println!("{}", serde_json::to_string(&ask(calendar).await).unwrap());
        }
        rest => {
            let events = rest.first().map_or(EVENTS, |events| events.parse().unwrap());
            table(events).await;
            beside::table(events).await;
            rules::compare();
        }
    }
}

async fn table(events: usize) {
    let (plain, hostile) = (told(events, 0).await, told(events, HOSTILE).await);
    let series = Calendar::of(events, 0).series();
    println!(
        "| {events} events, {series} series | times | p50 ms | p99 ms | goal, p99 | with {HOSTILE} hostile: p50 | p99 | × p50 |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|");
    row("a verdict", "1", &plain.verdict, &hostile.verdict);
    row("30 days of free times", "5", &plain.free, &hostile.free);
    row("a week", "5", &plain.week, &hostile.week);
    row("a year", "–", &plain.year, &hostile.year);
    row("an event changed, until the index is right", "5", &plain.changed, &hostile.changed);
    row("a booking, of which a part is under the write lock", "5", &plain.booking, &hostile.booking);
    for (name, told) in [("Without hostile events", &plain), ("With them", &hostile)] {
        let [free, busy, unknown] = told.verdicts;
        println!();
        println!(
            "{name}: {} events read in {:.1} s, {:.1} MB in the data file. Memory: {} MB at most while they are read, then {} MB, after all \
             questions {} MB, at most {} MB. Verdicts: {free} free, {busy} busy, {unknown} unknown. The last week had {} entries, the \
             last 30 days {} free times.",
            told.events,
            told.import,
            told.file_bytes as f64 / 1e6,
            told.import_peak_kb / 1024,
            told.before_kb / 1024,
            told.after_kb / 1024,
            told.peak_kb / 1024,
            told.week_items,
            told.free_times,
        );
    }
}

fn row(question: &str, goal: &str, plain: &Times, hostile: &Times) {
    println!(
        "| {question} | {} | {:.2} | {:.2} | {goal} | {:.2} | {:.2} | {:.2} |",
        plain.count,
        plain.p50 * 1e3,
        plain.p99 * 1e3,
        hostile.p50 * 1e3,
        hostile.p99 * 1e3,
        hostile.p50 / plain.p50,
    );
}

async fn told(events: usize, hostile: usize) -> Told {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["ask", &events.to_string(), &hostile.to_string()]);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true).output().await.unwrap();
    assert!(output.status.success(), "the questions failed");
    serde_json::from_slice(&output.stdout).unwrap()
}
