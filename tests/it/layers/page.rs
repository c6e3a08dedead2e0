//! The tables of `docs/architecture.md`: what the guards hold the code against.

use std::collections::{BTreeMap, BTreeSet};

/// Who may know whom: a row's first cell, and what its second lists.
pub type Table = BTreeMap<String, BTreeSet<String>>;

/// The table whose head is `| first | second | …`. Several names in a first cell each get the row; `nothing` and what stands in
/// brackets is for the reader. Panics where the page has no such table: without it there is no guard.
pub fn table(page: &str, first: &str, second: &str) -> Table {
    let head = [first, second];
    let is_head = |line: &str| cells(line).iter().map(String::as_str).take(2).eq(head);
    let mut lines = page.lines().skip_while(|line| !is_head(line));
    assert!(lines.next().is_some(), "docs/architecture.md has no table | {first} | {second} |");
    let mut table = Table::new();
    for row in lines.skip(1).take_while(|line| line.starts_with('|')) {
        let cells = cells(row);
        let [who, whom, ..] = &cells[..] else { panic!("a row without two cells: {row}") };
        for who in names(who) {
            assert!(table.insert(who.clone(), names(whom)).is_none(), "{who} has two rows in | {first} | {second} |");
        }
    }
    table
}

/// The pairs of the table with this word in brackets behind the second: `| parts | api (types) |`.
pub fn noted(page: &str, first: &str, second: &str, note: &str) -> BTreeSet<(String, String)> {
    let bracket = format!("({note})");
    let known = table(page, first, second);
    let rows = page.lines().filter(|line| line.starts_with('|')).map(cells);
    let rows = rows.filter(|cells| cells.len() > 1 && cells[1].contains(&bracket));
    let pairs = rows.flat_map(|cells| {
        let whom = cells[1].split(',').filter(|name| name.contains(&bracket)).flat_map(names).collect::<Vec<_>>();
        names(&cells[0]).into_iter().flat_map(move |who| whom.clone().into_iter().map(move |whom| (who.clone(), whom)))
    });
    pairs.filter(|(who, whom)| known.get(who).is_some_and(|allowed| allowed.contains(whom))).collect()
}

fn cells(line: &str) -> Vec<String> {
    let inside = line.trim().trim_start_matches('|').trim_end_matches('|');
    inside.split('|').map(|cell| cell.trim().replace('`', "")).collect()
}

fn names(cell: &str) -> BTreeSet<String> {
    let mut plain = String::new();
    let mut depth = 0;
    for letter in cell.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty() && name != "nothing").collect()
}

/// What of `found` the table does not have, and what of the table nobody uses.
pub fn compare(found: &[(String, String, String)], table: &Table, page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (who, whom, place) in found {
        if !table.get(who).is_some_and(|allowed| allowed.contains(whom)) {
            faults.push(format!("{place}: {who} knows {whom}, which {page} does not have"));
        }
    }
    for (who, allowed) in table {
        for whom in allowed {
            if !found.iter().any(|(from, to, _)| from == who && to == whom) {
                faults.push(format!("{page} says that {who} knows {whom}, and no code does"));
            }
        }
    }
    faults.sort();
    faults.dedup();
    faults
}
