//! The layering of the house, checked in its source: arrows between modules point down, and only `cli` touches the world.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the ground up: each may use those before it, none of those after it.
const LAYERS: [&str; 15] = [
    "text", "ingest", "facts", "score", "shingle", "index", "matching", "cluster", "align", "diff",
    "compare", "feed", "report", "serve", "cli",
];

/// Lines beyond which a file is to be split.
const LONGEST: usize = 600;

/// Words that no code may hold outside the modules named (`main` is the file `main.rs`).
const FORBIDDEN: [(&str, &[&str]); 16] = [
    ("println!", &[]),
    ("eprintln!", &[]),
    ("print!", &[]),
    ("eprint!", &[]),
    ("dbg!", &[]),
    ("std::env", &["cli", "main"]),
    ("io::stdout", &["cli", "main"]),
    ("io::stderr", &["cli", "main"]),
    ("io::stdin", &["cli", "main"]),
    ("process::exit", &["cli", "main"]),
    ("SystemTime", &["cli"]),
    ("Instant", &["cli"]),
    ("Zoned::now", &[]),
    ("thread_rng", &[]),
    ("RandomState", &[]),
    ("unsafe", &[]),
];

/// Types that hand out their content in random order: fine to look things up in, so they need a reason and a place here.
const HASHED: [&str; 2] = ["HashMap", "HashSet"];
/// Files that look things up in a hashed table, with a hasher that is the same in every run, and never walk through one.
const LOOKS_UP: [&str; 1] = ["text/lexicon.rs"];

#[test]
fn arrows_point_down() {
    report(sources().iter().flat_map(|(path, code)| upward(path, code)).collect());
}

#[test]
fn only_the_command_line_touches_the_world() {
    report(sources().iter().flat_map(|(path, code)| forbidden(path, &shipped(code))).collect());
}

#[test]
fn no_result_hangs_on_hash_order() {
    report(sources().iter().flat_map(|(path, code)| hashed(path, code)).collect());
}

#[test]
fn files_stay_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let long = files(&root).into_iter().filter_map(|path| {
        let lines = read(&root.join(&path)).lines().count();
        (lines > LONGEST).then(|| format!("{}: {lines} lines, at most {LONGEST}", path.display()))
    });
    report(long.collect());
}

#[test]
fn every_module_has_its_layer() {
    let root = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"));
    let mut modules: Vec<&str> = root
        .lines()
        .filter_map(|l| l.trim_start_matches("pub ").strip_prefix("mod ").and_then(|l| l.strip_suffix(';')))
        .collect();
    let mut layers = LAYERS.to_vec();
    modules.sort_unstable();
    layers.sort_unstable();
    assert_eq!(modules, layers, "the modules of lib.rs are the layers of this test");
}

#[test]
fn planted_arrows_are_found() {
    let check = |path: &str, code: &str, arrows: &[&str]| {
        let found = upward(Path::new(path), &bare(code));
        let met: Vec<bool> = arrows.iter().map(|a| found.iter().any(|f| f.ends_with(a))).collect();
        assert_eq!(found.len(), arrows.len(), "{code:?} in {path}: {found:?}");
        assert!(met.iter().all(|m| *m), "{code:?} in {path}: {found:?}");
    };
    check("text/story.rs", "use crate::score::Similarity;", &["text uses score"]);
    check("text/story.rs", "fn f() { crate::cli::main(); }", &["text uses cli"]);
    check("score/mod.rs", "use crate::{text::{Story, align::X}, diff::{self, Op}};", &["score uses diff"]);
    check("score/mod.rs", "use crate::{\n    text::Story,\n    report,\n};", &["score uses report"]);
    check("score/local.rs", "use super::super::compare::Link;", &["score uses compare"]);
    check("score/mod.rs", "use super::compare::Link;", &["score uses compare"]);
    check("compare.rs", "use super::report;", &["compare uses report"]);
    check("diff/words.rs", "use crate::Comparison;", &["diff uses the root's Comparison"]);
    check("diff/words.rs", "use crate::{Story};", &["diff uses the root's Story"]);
    check("diff/words.rs", "use crate::*;", &["diff uses the root's *"]);
    check("score/local.rs", "use super::compare::x; use crate::text::Story; use crate::score::S;", &[]);
    check(
        "text/a.rs",
        "// crate::cli\n/* crate::cli /* */ crate::cli */ \"crate::cli \\\" crate::cli\"",
        &[],
    );
    check("text/a.rs", "r#\"crate::cli \" crate::cli\"# '\"' crate::cli '\\'' \"\"", &["text uses cli"]);
    check("text/a.rs", "fn f<'a>(x: &'a str) { crate::report::f(x) }", &["text uses report"]);
}

#[test]
fn planted_offences_are_found() {
    let check = |path: &str, code: &str, offences: usize| {
        let found = forbidden(Path::new(path), &bare(code));
        assert_eq!(found.len(), offences, "{code:?} in {path}: {found:?}");
    };
    check("text/story.rs", "fn f() { println!(\"x\"); }", 1);
    check("cli/mod.rs", "fn f() { println!(\"x\"); }", 1);
    check("report/json.rs", "let home = std::env::var(\"HOME\");", 1);
    check("report/json.rs", "use std::{env, io::Write};", 1);
    check("report/json.rs", "use std::io::{self, stdout};", 1);
    check("cli/mod.rs", "let home = std::env::var(\"HOME\"); std::process::exit(1)", 0);
    check("main.rs", "std::process::exit(1)", 0);
    check("align/greedy.rs", "let t = std::time::Instant::now();", 1);
    check("align/greedy.rs", "let unsafely = \"unsafe println! Instant\"; // SystemTime", 0);
    check("align/greedy.rs", "unsafe { x() }", 1);
    check("align/greedy.rs", &shipped("#[cfg(test)] mod tests { fn f() { println!() } }"), 0);
    check("align/greedy.rs", &shipped("#[cfg(test)] mod tests { {} } fn f() { println!() }"), 1);
    assert_eq!(hashed(Path::new("text/a.rs"), "use std::collections::HashMap;").len(), 1);
    assert_eq!(hashed(Path::new("text/a.rs"), "use std::collections::BTreeMap;").len(), 0);
}

fn report(offences: Vec<String>) {
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

/// Every file of `src` with its path inside and its code without comments and literals.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let list: Vec<_> = files(&root).into_iter().map(|p| (p.clone(), bare(&read(&root.join(p))))).collect();
    assert!(list.len() > 40, "only {} source files found", list.len());
    list
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("cannot read {}: {e}", path.display()))
}

/// The Rust files below a folder, as paths inside it, in order.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    let mut out = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|e| panic!("cannot list {}: {e}", folder.display()));
        for path in entries.flatten().map(|e| e.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path.strip_prefix(root).map(Path::to_owned).unwrap_or(path));
            }
        }
    }
    out.sort();
    out
}

/// The module path of a file: `text/story.rs` is `[text, story]`, `text/mod.rs` is `[text]`, `lib.rs` is `[]`.
fn module(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        path.with_extension("").iter().map(|p| p.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|p| matches!(p.as_str(), "mod" | "lib")) {
        parts.pop();
    }
    parts
}

/// The arrows of one file that point up, or through the root.
fn upward(path: &Path, code: &str) -> Vec<String> {
    let module = module(path);
    let Some(here) = module.first().and_then(|m| LAYERS.iter().position(|l| l == m)) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (at, name) in from_root(code, module.len()) {
        let line = code[..at].lines().count().max(1);
        let place = format!("{}:{line}: {}", path.display(), LAYERS[here]);
        match LAYERS.iter().position(|l| *l == name) {
            Some(layer) if layer <= here => {}
            Some(_) => out.push(format!("{place} uses {name}")),
            None => out.push(format!("{place} uses the root's {name}")),
        }
    }
    out
}

/// The names that stand behind `crate::`, or behind as many `super::` as lead from a module this deep to the root.
fn from_root(code: &str, depth: usize) -> Vec<(usize, String)> {
    let climb = "super::".repeat(depth);
    let starts = |word: &str| -> Vec<usize> {
        let stands_alone = |at: &usize| !code[..*at].ends_with(is_name) && !code[..*at].ends_with("::");
        code.match_indices(word).map(|(at, _)| at).filter(stands_alone).map(|at| at + word.len()).collect()
    };
    let mut ends = starts("crate::");
    ends.extend(starts(&climb));
    let mut out = Vec::new();
    for at in ends {
        let rest = &code[at..];
        let names = if rest.starts_with('{') { group(rest) } else { vec![first_name(rest)] };
        out.extend(names.into_iter().map(|name| (at, name)));
    }
    out
}

/// The first names of the members of a `{...}` group, inner groups left out.
fn group(code: &str) -> Vec<String> {
    let (mut depth, mut member, mut out) = (0, String::new(), Vec::new());
    for c in code.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            out.push(first_name(member.trim_start_matches('{').trim()));
            member.clear();
        } else {
            member.push(c);
        }
        if depth == 0 {
            break;
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

fn first_name(code: &str) -> String {
    match code.strip_prefix('*') {
        Some(_) => "*".to_owned(),
        None => code.chars().take_while(|c| is_name(*c)).collect(),
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The forbidden words of one file. Imports are looked at as if written out: `std::{env, io}` holds `std::env`.
fn forbidden(path: &Path, code: &str) -> Vec<String> {
    let code = format!("{code}\n{}", written_out(code).join("\n"));
    let module = module(path).first().cloned().unwrap_or_default();
    let offends = |word: &str, places: &[&str]| !places.contains(&module.as_str()) && holds(&code, word);
    FORBIDDEN
        .iter()
        .filter(|(word, places)| offends(word, places))
        .map(|(word, _)| format!("{}: {word}", path.display()))
        .collect()
}

/// Code without its unit tests: every `#[cfg(test)]` with the block behind it goes.
fn shipped(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let mut depth = 0;
        let end = rest[at..].char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            *c == '}' && depth == 0
        });
        rest = end.map_or("", |(i, _)| &rest[at + i + 1..]);
    }
    out + rest
}

fn hashed(path: &Path, code: &str) -> Vec<String> {
    let known = LOOKS_UP.iter().any(|p| Path::new(p) == path);
    HASHED.iter().filter(|w| !known && holds(code, w)).map(|w| format!("{}: {w}", path.display())).collect()
}

/// Whether a word stands in the code by itself.
fn holds(code: &str, word: &str) -> bool {
    let alone = |at: usize| {
        let after = &code[at + word.len()..];
        !code[..at].ends_with(is_name) && (word.ends_with('!') || !after.starts_with(is_name))
    };
    code.match_indices(word).any(|(at, _)| alone(at))
}

/// The members of grouped imports, each with its whole path.
fn written_out(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    for import in code.split("use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        let mut prefixes = vec![String::new()];
        let mut path = String::new();
        for c in import.chars().filter(|c| !c.is_whitespace()) {
            match c {
                '{' => prefixes.push(std::mem::take(&mut path)),
                '}' | ',' => {
                    out.push(format!("{}{path}", prefixes.concat()));
                    path.clear();
                    if c == '}' {
                        prefixes.pop();
                    }
                }
                c => path.push(c),
            }
        }
    }
    out
}

/// Code without comments, strings and character literals; line breaks stay.
fn bare(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(code.len());
    let mut i = 0;
    while i < chars.len() {
        let end = match (at(i), at(i + 1)) {
            ('/', '/') => (i..chars.len()).find(|j| at(*j) == '\n').unwrap_or(chars.len()),
            ('/', '*') => end_of_comment(&chars, i),
            ('"', _) => end_of_string(&chars, i),
            ('r', '"' | '#') if i == 0 || !is_name(at(i - 1)) || at(i - 1) == 'b' => end_of_raw(&chars, i),
            ('\'', '\\') => (i + 3..chars.len()).find(|j| at(*j) == '\'').map_or(chars.len(), |j| j + 1),
            ('\'', _) if at(i + 2) == '\'' => i + 3,
            _ => i,
        };
        if end > i {
            out.extend(chars[i..end].iter().filter(|c| **c == '\n'));
            i = end;
        } else {
            out.push(at(i));
            i += 1;
        }
    }
    out
}

fn end_of_comment(chars: &[char], start: usize) -> usize {
    let (mut depth, mut i) = (0, start);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            break;
        }
    }
    i
}

fn end_of_string(chars: &[char], start: usize) -> usize {
    let mut i = start + 1;
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

/// The end of `r"..."` or `r#"..."#`; `start` itself when it is a raw name (`r#type`).
fn end_of_raw(chars: &[char], start: usize) -> usize {
    let marks = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + marks;
    if chars.get(open) != Some(&'"') {
        return start;
    }
    let closes = |i: &usize| chars[*i] == '"' && (1..=marks).all(|m| chars.get(i + m) == Some(&'#'));
    (open + 1..chars.len()).find(closes).map_or(chars.len(), |i| i + 1 + marks)
}
