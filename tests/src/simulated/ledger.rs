//! What people chose, here and there: the truth that the laws compare the copies with.

use std::collections::{BTreeMap, BTreeSet};

/// What is chosen as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Time,
    Title,
    /// Whether it takes place: `on` or `off`.
    Status,
}

pub const FIELDS: [Field; 3] = [Field::Time, Field::Title, Field::Status];

/// Where a choice was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Here(usize),
    There,
}

#[derive(Clone, Debug)]
pub struct Choice {
    pub place: Place,
    pub value: String,
    /// The step in which it was made.
    pub step: usize,
    /// Somebody who saw it chose something else.
    pub over: bool,
}

/// One appointment.
#[derive(Clone, Debug)]
pub struct Line {
    /// The client's name.
    pub client: String,
    /// The device where it was booked.
    pub booked_on: usize,
    pub choices: BTreeMap<Field, Vec<Choice>>,
    /// It was undone, or lost with a part of the data file.
    pub erased: bool,
    /// Its event went before a device knew of it, which no device can ever know.
    pub unseen: bool,
    /// A person brought its event back from the bin.
    pub brought_back: bool,
    /// How often somebody chose to tell the client.
    pub wishes: usize,
    /// The devices that know that it stands there, and sent nothing since that may have removed it.
    pub known_on: BTreeSet<usize>,
    /// The devices that ask which side is right, and the step since which they do.
    pub asked: BTreeMap<usize, usize>,
}

#[derive(Default)]
pub struct Ledger(pub BTreeMap<String, Line>);

impl Line {
    pub fn new(client: &str, booked_on: usize) -> Self {
        let (client, choices) = (client.to_owned(), BTreeMap::new());
        let (erased, unseen, brought_back, wishes, known_on, asked) = Default::default();
        Self { client, booked_on, choices, erased, unseen, brought_back, wishes, known_on, asked }
    }

    /// Somebody who saw `seen` chose `value`.
    pub fn choose(&mut self, field: Field, place: Place, seen: &str, value: &str, step: usize) {
        let choices = self.choices.entry(field).or_default();
        for choice in choices.iter_mut().filter(|choice| choice.value == seen) {
            choice.over = true;
        }
        choices.push(Choice { place, value: value.to_owned(), step, over: false });
        if let (Field::Status, Place::Here(device), "off") = (field, place, value) {
            self.known_on.remove(&device);
        }
    }

    /// Somebody took back what they had chosen, before anybody else knew of it.
    pub fn take_back(&mut self, field: Field, value: &str) {
        for choice in self.choices.entry(field).or_default().iter_mut().filter(|choice| choice.value == value) {
            choice.over = true;
        }
    }

    /// All that was chosen there went with it, and nobody here ever knew of it.
    pub fn forget_there(&mut self) {
        self.unseen = true;
        for choice in self.choices.values_mut().flatten().filter(|choice| choice.place == Place::There) {
            choice.over = true;
        }
    }

    /// Somebody at a device who saw `seen` answered a question: of all that could be seen there, this value was chosen.
    pub fn answer(&mut self, field: Field, device: usize, (seen, value): (&str, &str), seen_until: usize, step: usize) {
        let choices = self.choices.entry(field).or_default();
        for choice in choices.iter_mut().filter(|choice| choice.value != value) {
            let could_be_seen = choice.place == Place::Here(device) || choice.step <= seen_until;
            choice.over |= could_be_seen || choice.value == seen;
        }
        // What is theirs may have been given up there already: it is no choice of its own.
        if choices.iter().all(|choice| choice.value != value) {
            choices.push(Choice { place: Place::Here(device), value: value.to_owned(), step, over: false });
        }
    }

    /// Returns the choices that nobody who saw them gave up, and that are not what came of it.
    pub fn lost(&self, field: Field, value: &str) -> Vec<&Choice> {
        let choices = self.choices.get(&field).map(Vec::as_slice).unwrap_or_default();
        choices.iter().filter(|choice| !choice.over && choice.value != value).collect()
    }

    /// Returns whether anybody ever chose this.
    pub fn was_chosen(&self, field: Field, value: &str) -> bool {
        self.choices.get(&field).is_some_and(|choices| choices.iter().any(|choice| choice.value == value))
    }
}
