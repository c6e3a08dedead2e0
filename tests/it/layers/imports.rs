//! What a file of the window imports, in whatever form: `from '…'`, `import '…'`, `import('…')`, `glob('…')`, `@import "…"`.

/// A quoted path, as it is written.
pub struct Import {
    pub path: String,
    pub line: usize,
    /// Types alone: nothing of it is left when the program runs.
    pub only_types: bool,
}

impl Import {
    /// The package that it names; `None` for a path within the window.
    pub fn package(&self) -> Option<String> {
        let inside = [".", "/", "src/"].iter().any(|first| self.path.starts_with(first));
        let parts = if self.path.starts_with('@') { 2 } else { 1 };
        (!inside).then(|| self.path.split('/').take(parts).collect::<Vec<_>>().join("/"))
    }
}

/// How a comment begins and ends, in TypeScript, Svelte and CSS.
const COMMENTS: [(&str, &str); 3] = [("/*", "*/"), ("<!--", "-->"), ("//", "\n")];

/// Without its comments; lines stay where they are.
pub fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = None;
    while let Some(letter) = rest.chars().next() {
        // Inside a text, what looks like a comment is none. One in quotes ends with its line at the latest.
        let begins =
            |begin: &str| quoted.is_none() && rest.starts_with(begin) && !(begin == "//" && code.ends_with(':'));
        let end = COMMENTS.iter().find(|(begin, _)| begins(begin)).map(|(_, end)| *end);
        let Some(end) = end else {
            quoted = match (quoted, letter) {
                (Some(quote), _) if letter == quote => None,
                (Some('\'' | '"'), '\n') => None,
                (None, '\'' | '"' | '`') => Some(letter),
                (still, _) => still,
            };
            let escaped = usize::from(quoted.is_some() && letter == '\\');
            let taken: String = rest.chars().take(1 + escaped).collect();
            rest = &rest[taken.len()..];
            code.push_str(&taken);
            continue;
        };
        let length = rest.find(end).map_or(rest.len(), |at| if end == "\n" { at } else { at + end.len() });
        code.extend(rest[..length].chars().filter(|letter| *letter == '\n'));
        rest = &rest[length..];
    }
    code
}

/// Everything that is imported, and every other quoted text that is a path by its look.
pub fn imports(text: &str) -> Vec<Import> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, quote) in code.match_indices(['\'', '"', '`']) {
        let start = at + 1;
        let Some(path) = code[start..].split(quote).next() else { continue };
        let before = code[..at].trim_end();
        let imported =
            ["from", "import", "import(", "glob(", "glob([", "url("].iter().any(|form| before.ends_with(form));
        let looks = ["./", "../", "/src/", "src/", "@tauri-apps/"].iter().any(|first| path.starts_with(first));
        let looks = looks || [".", ".."].contains(&path);
        if (imported || looks) && !path.is_empty() && !path.contains(|letter: char| letter.is_whitespace()) {
            let line = code[..at].matches('\n').count() + 1;
            found.push(Import { path: path.to_owned(), line, only_types: only_types(before) });
        }
    }
    found
}

/// Whether the statement that ends in `from` brings types alone.
fn only_types(before: &str) -> bool {
    let Some(begin) = before.rfind("import").max(before.rfind("export")) else { return false };
    let statement = &before[begin + "import".len()..];
    let Some(brought) = statement.trim().strip_suffix("from").map(str::trim) else { return false };
    let each = brought.strip_prefix('{').and_then(|list| list.strip_suffix('}'));
    brought.starts_with("type ")
        || each.is_some_and(|list| {
            let mut names = list.split(',').map(str::trim).filter(|name| !name.is_empty()).peekable();
            names.peek().is_some() && names.all(|name| name.starts_with("type "))
        })
}
