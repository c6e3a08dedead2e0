//! The TypeScript of `ui/src/api`, made from the list of commands: the types they take and return, and a function for each.
//! A test fails where a committed file is stale, and `cargo x fix` writes it.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use super::commands::{self, Argument, Command};
use super::views::UiError;

/// A function takes so many arguments in their order; more than that are one object, so that none is mistaken for another.
const MOST_IN_ORDER: usize = 3;

/// Returns `types.ts`: every type that a command takes or returns, and the error that all of them may end with.
pub fn types() -> String {
    let mut out = String::from("// Made from src-tauri/core/src/app/views.rs by `cargo x fix`. Do not edit.\n");
    for declaration in declared().values() {
        out.push_str(&format!("\nexport {declaration}\n"));
    }
    out
}

/// Returns `commands.ts`: what each command takes and returns, and a function that calls it.
pub fn calls() -> String {
    let commands = commands::all();
    let signatures: String = commands.iter().map(signature).collect();
    let functions: String = commands.iter().map(function).collect();
    let used =
        |name: &String| signatures.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == name.as_str());
    let types: String = declared().into_keys().filter(used).map(|name| format!("  {name},\n")).collect();
    format!(
        "// Made from src-tauri/core/src/app/commands/list.rs by `cargo x fix`. Do not edit.\n\n\
         import {{ call }} from './transport';\n\
         import type {{\n{types}}} from './types';\n\n\
         /** What each command takes and returns. */\n\
         export interface Commands {{\n{signatures}}}\n{functions}"
    )
}

fn signature(command: &Command) -> String {
    let takes: Vec<_> = command.arguments.iter().map(|argument| typed(argument, true)).collect();
    let takes =
        if takes.is_empty() { "Record<string, never>".to_owned() } else { format!("{{ {} }}", takes.join("; ")) };
    let returns = if command.result == "null" { "void" } else { &command.result };
    format!("  {}: {{ takes: {takes}; returns: {returns} }};\n", command.name)
}

fn function(command: &Command) -> String {
    let name = commands::on_the_wire(command.name);
    let given: Vec<_> = command.arguments.iter().map(|argument| argument.name.as_str()).collect();
    let (takes, given) = match given.len() {
        0 => (String::new(), "{}".to_owned()),
        1..=MOST_IN_ORDER => {
            let takes: Vec<_> = command.arguments.iter().map(|argument| typed(argument, false)).collect();
            (takes.join(", "), format!("{{ {} }}", given.join(", ")))
        }
        _ => (format!("named: Commands['{}']['takes']", command.name), "named".to_owned()),
    };
    format!("\n/** {} */\nexport const {name} = ({takes}) => call('{}', {given});\n", command.about, command.name)
}

/// Returns an argument with its type. In an object, one that may be null may be `left_out`.
fn typed(argument: &Argument, left_out: bool) -> String {
    let Argument { name, takes } = argument;
    let mark = if left_out && takes.ends_with(" | null") { "?" } else { "" };
    format!("{name}{mark}: {takes}")
}

/// Returns the declaration of every type of the commands, by name.
fn declared() -> BTreeMap<String, String> {
    let mut found = Declared { config: Config::default(), by_name: BTreeMap::new() };
    commands::visit_types(&mut found);
    found.visit::<UiError>();
    found.by_name
}

struct Declared {
    config: Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declared {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // What has no place of its own, such as a list, is written out where it is used.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.by_name.contains_key(&name) {
                return;
            }
            self.by_name.insert(name, T::decl(&self.config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
