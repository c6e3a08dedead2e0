//! The guards of the window fail on bad samples too.

use super::page::{Table, compare, noted, table};
use super::samples::{one, tree};
use super::source::Tree;
use super::window::{self, Allowed, provider_names};

const FOLDERS: &str = "\
| folder | knows |
|---|---|
| api, time | nothing |
| state | api |
| parts | api (types) |
| calendar | parts, state, time |
| shell | calendar |
";

fn window_faults(files: &[(&str, &str)]) -> Vec<String> {
    let mut window = tree(&[
        ("main.ts", "import Shell from './shell/Shell.svelte';"),
        ("api/index.ts", "import { invoke } from '@tauri-apps/api/core';"),
        ("time/civil.ts", ""),
        ("state/core.svelte.ts", "import { call } from '../api';"),
        (
            "calendar/Week.svelte",
            "import { core } from '../state/core.svelte'; import { day } from '../time/civil';\n\
             import Box from '../parts/Box.svelte'; import { tick } from 'svelte'; import Lock from '@lucide/svelte/icons/lock';",
        ),
        ("parts/Box.svelte", "import type { Hue } from '../api';"),
        ("shell/Shell.svelte", "import Week from '../calendar/Week.svelte';"),
        ("state/core.test.ts", "import Shell from '../shell/Shell.svelte';"),
    ]);
    window.extend(tree(files));
    faults(&window, &table(FOLDERS, "folder", "knows"))
}

fn faults(window: &Tree, table: &Table) -> Vec<String> {
    let types = noted(FOLDERS, "folder", "knows", "types");
    let packages = ["svelte", "@tauri-apps/api", "@lucide/svelte"].map(String::from).into();
    window::faults(window, &Allowed { table, types: &types, packages: &packages })
}

#[test]
fn a_window_in_order_has_no_fault() {
    assert_eq!(window_faults(&[]), [""; 0]);
}

#[test]
fn h18_a_folder_that_knows_a_screen_is_named() {
    for line in [
        "import { week } from '../calendar/week';",
        "import type { Week } from \"../calendar/week\";",
        "import {\n  week,\n} from '../calendar/week';",
        "export * from '../calendar/week';",
        "import '../calendar/week';",
        "const week = await import('../calendar/week');",
        "const all = import.meta.glob('../calendar/*.ts');",
        "import { week } from '/src/calendar/week';",
        "import { week } from '../calendar';",
        "import { week }\n  from\n  '../calendar/week'",
        "export { week as other } from '../calendar/week';",
        "export type { Week } from '../calendar/week';",
        "import Week, { type Day } from '../calendar/Week.svelte';",
        "let week: typeof import('../calendar/week');",
        "const week = await import(`../calendar/${name}.ts`);",
        "const all = import.meta.glob(['../calendar/*.ts'], { eager: true });",
        "const page = new URL('../calendar/page.html', import.meta.url);",
        "const link = 'https://x.example'; import { week } from '../calendar/week';",
        "/* import nothing */ import { week } from '../calendar/week';",
        "const all = '/*';\nimport { week } from '../calendar/week';\n",
        "const path = \"a//b\"; import { week } from '../calendar/week';\n",
        "const all = import.meta.glob('./parts/*.svelte');\nimport { week } from '../calendar/week';\n",
    ] {
        let text = format!("import {{ call }} from '../api';\n{line}");
        one(&window_faults(&[("state/core.svelte.ts", &text)]), "state knows calendar");
    }
    one(
        &window_faults(&[("calendar/Week.svelte", "import Shell from '../shell/Shell.svelte';")]),
        "calendar knows shell",
    );
    one(
        &window_faults(&[("state/core.svelte.ts", "import { invoke } from '@tauri-apps/api/core';")]),
        "outside of api",
    );
    one(&window_faults(&[("state/core.svelte.ts", "window.__TAURI_INTERNALS__.invoke('x');")]), "outside of api");
    one(
        &window_faults(&[("shell/Shell.svelte", "import New from '../new/New.svelte';"), ("new/New.svelte", "")]),
        "new has no row",
    );
    one(&window_faults(&[("shell/Shell.svelte", "")]), "shell knows calendar, and no code does");
    let up = table(&FOLDERS.replace("| state | api |", "| state | api, calendar |"), "folder", "knows");
    one(&faults(&tree(&[("main.ts", "")]), &up), "lets state know the screen calendar");
}

/// An alias leads past the folders, and so would the window's own package.
#[test]
fn h3_an_import_that_is_no_package_is_named() {
    for (line, says) in [
        ("import { week } from '$lib/week';", "$lib is no package"),
        ("import { week } from '@/calendar/week';", "@/calendar is no package"),
        ("import '~/calendar/week';", "~ is no package"),
        ("export * from '#calendar';", "#calendar is no package"),
        ("const week = await import('calendar/week');", "calendar is no package"),
        ("import { week } from 'daybook-ui/src/calendar/week';", "daybook-ui is no package"),
    ] {
        let text = format!("import {{ call }} from '../api';\n{line}");
        one(&window_faults(&[("state/core.svelte.ts", &text)]), says);
        one(&window_faults(&[("main.ts", &format!("import Shell from './shell/Shell.svelte';\n{line}"))]), says);
    }
}

#[test]
fn h3_more_of_a_folder_than_its_types_is_named() {
    let parts = |line: &str| window_faults(&[("parts/Box.svelte", line)]);
    for line in [
        "import type { Hue } from '../api';",
        "import { type Hue, type Day } from '../api';",
        "export type { Hue } from '../api';",
        "import type {\n  Hue,\n} from '../api';",
    ] {
        assert_eq!(parts(line), [""; 0], "{line}");
    }
    for line in [
        "import { call } from '../api';",
        "import { type Hue, call } from '../api';",
        "import * as api from '../api';",
        "import '../api';",
        "const api = await import('../api');",
        "export * from '../api';",
        "import type { Hue } from '../api'; import { call } from '../api';",
    ] {
        one(&parts(line), "parts may know types of api only");
    }
}

#[test]
fn h9_the_name_of_a_provider_in_the_window_is_named() {
    let words = ["newcloud".to_owned(), "caldav".to_owned()].into();
    let listed = table("| w | may |\n|---|---|\n| caldav | state/core |\n", "w", "may");
    let held = |file: &str, line: &str| {
        let mut window = tree(&[("main.ts", &format!("import './{file}'; import './state/core.ts';"))]);
        window.extend(tree(&[("state/core.ts", "const key = 'auth.caldav_none';")]));
        window.extend(tree(&[(file, line)]));
        compare(&provider_names(&window, &words, &listed), &listed, "the page")
    };
    let quiet = "// As NewCloud does: https://newcloud.example\n/* NewCloud */ const x = 1; <!-- NewCloud -->";
    assert_eq!(held("state/quiet.ts", quiet), [""; 0]);
    one(&held("state/quirk.ts", "if (provider.label === 'NewCloud') return;"), "the id newcloud");
    one(&held("parts/Mark.svelte", "<svg class=\"newcloud-mark\" />"), "newcloud knows parts/Mark");
    one(&held("state/other.ts", "const key = 'auth.caldav_none';"), "caldav knows state/other");
    one(&held("state/core.ts", "const key = 'auth.caldav_none'; if (id === 'caldav') x();"), "the id caldav");
}
