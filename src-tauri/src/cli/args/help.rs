//! What `--help` says: of every verb what it does, each argument, and examples that are understood.

use clap::{Command, CommandFactory as _, Parser as _};

use super::Cli;

/// Every verb with the words that lead to it, verbs of verbs included.
fn verbs() -> Vec<(String, Command)> {
    fn below(path: &str, command: &Command, found: &mut Vec<(String, Command)>) {
        for verb in command.get_subcommands() {
            let path = format!("{path} {}", verb.get_name());
            found.push((path.clone(), verb.clone()));
            below(&path, verb, found);
        }
    }
    let mut cli = Cli::command();
    cli.build();
    let mut found = Vec::new();
    below("daybook", &cli, &mut found);
    found
}

/// The command lines of a help text: those that begin with, or pipe into, `daybook`.
fn examples(help: &str) -> Vec<&str> {
    let lines = help.lines().filter_map(|line| line.strip_prefix("  "));
    let command = |line| match str::split_once(line, "| daybook ") {
        Some((_, _)) => line.find("| daybook ").and_then(|at| line.get(at + 2..)),
        None => line.starts_with("daybook ").then_some(line),
    };
    lines.filter_map(command).map(|line| line.split(" < ").next().unwrap_or(line)).collect()
}

/// The words of a command line, as a shell splits them.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// What is wrong with the help of a verb.
fn faults(path: &str, verb: &Command) -> Vec<String> {
    let mut faults = Vec::new();
    let about = verb.get_about().map(ToString::to_string).unwrap_or_default();
    if about.len() < 10 || about.ends_with('.') {
        faults.push(format!("{path} does not say in one line what it does: {about:?}"));
    }
    for argument in verb.get_arguments().filter(|one| !one.is_global_set() && one.get_id() != "help") {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        if help.is_empty() {
            faults.push(format!("{path} does not say what {} is", argument.get_id()));
        }
    }
    let after = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples = examples(&after);
    if examples.is_empty() {
        faults.push(format!("{path} shows no example"));
    }
    for example in examples {
        if !format!("{example} ").starts_with(&format!("{path} ")) {
            faults.push(format!("{path} shows another verb: {example}"));
        } else if let Err(error) = Cli::try_parse_from(words(example)) {
            faults.push(format!("{example} is not understood: {error}"));
        }
    }
    faults
}

#[test]
fn every_verb_says_what_it_does_and_shows_an_example_that_is_understood() {
    let verbs = verbs();
    assert!(verbs.len() > 30, "{}", verbs.len());
    let faults: Vec<String> = verbs.iter().flat_map(|(path, verb)| faults(path, verb)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every argument that takes a value is in an example of its verb.
#[test]
fn every_argument_that_must_be_given_is_shown_in_an_example() {
    for (path, verb) in verbs() {
        let after = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
        let shown = examples(&after).join(" ");
        for argument in verb.get_arguments().filter(|one| one.is_required_set()) {
            let long = argument.get_long().map_or_else(String::new, |long| format!("--{long} "));
            assert!(shown.contains(&long), "{path} shows no example of {}", argument.get_id());
        }
    }
}

#[test]
fn the_first_help_names_every_verb_and_explains_the_exit_codes() {
    let help = Cli::command().render_help().to_string();
    for verb in Cli::command().get_subcommands() {
        assert!(help.contains(&format!("  {} ", verb.get_name())), "{}", verb.get_name());
    }
    for code in ["0  done", "1  failed", "2  not understood", "3  done, but something needs you", "4  done here"] {
        assert!(help.contains(code), "{help}");
    }
}

/// `--help` and the page for scripts explain the exit codes in the same words.
#[test]
fn the_exit_codes_are_explained_in_one_way() {
    let help = Cli::command().render_help().to_string();
    let explained = help.split("Exit codes:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    let rows = explained.lines().map(|line| line.trim().split_once("  ").expect("a code and its words"));
    let rows: Vec<String> = rows.map(|(code, words)| format!("| {code} | {words} |")).collect();
    assert_eq!(rows.len(), 5, "{help}");
    let page = include_str!("../../../../docs/terminal.md");
    let table = page.split("## Exit codes\n").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap_or_default();
    let told: Vec<&str> = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |")).collect();
    assert_eq!(told, rows);
}

/// The page for scripts knows every verb.
#[test]
fn the_page_of_the_terminal_names_every_verb() {
    let page = include_str!("../../../../docs/terminal.md");
    for (path, _) in verbs() {
        let mut words = path.split(' ').skip(1);
        let first = words.next().unwrap_or_default();
        let named = page.contains(&format!("`{first}")) && words.all(|word| page.contains(word));
        assert!(named, "docs/terminal.md does not name {path}");
    }
}

/// The guard is shown to find what it is there for.
#[test]
fn a_verb_without_a_word_for_a_stranger_is_found() {
    let bare = Command::new("bare").arg(clap::Arg::new("id"));
    assert_eq!(faults("daybook bare", &bare).len(), 3);
    let wrong = Command::new("cancel").about("Cancel an appointment").after_help("Example:\n  daybook cancel");
    let found = faults("daybook cancel", &wrong);
    assert!(found.len() == 1 && found[0].contains("not understood"), "{found:?}");
}
