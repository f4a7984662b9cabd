//! The same lines with hostile text in every place that others write.

use serde_json::Value;
use wirediff::feed::Line;

/// Starts that each do harm somewhere: a formula, the clipboard (OSC 52), a reversed line, a link, a cell, a table.
const HARM: [&str; 8] = [
    "=HYPERLINK(1)",
    "\u{1b}]52;c;ZXZpbA==\u{7}",
    "+1\u{202e}gnp.exe",
    "@SUM(1)\u{9b}31m\u{2028}",
    "-1|<script>[x](http://www.evil.example)",
    "\tالميناء\u{2067}\u{200f}",
    "\r\n# x\u{0}\u{7f}\u{e0041}",
    "www.evil.example \u{feff}北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京北京",
];

/// The keys whose text comes from the input.
const FOREIGN: [&str; 18] = [
    "id",
    "story",
    "outlet",
    "headline",
    "url",
    "published",
    "source",
    "message",
    "code",
    "text",
    "lead",
    "first",
    "last",
    "members",
    "contained",
    "a",
    "b",
    "since",
];

/// Returns the lines with hostile text before every text of others; equal texts stay equal.
pub fn lines(lines: &[Line]) -> Vec<Line> {
    lines
        .iter()
        .map(|line| {
            let mut value = serde_json::to_value(line).expect("JSON");
            poison(&mut value, false);
            serde_json::from_value(value).expect("a line of a scan")
        })
        .collect()
}

/// Changes every text below a key of others.
fn poison(value: &mut Value, foreign: bool) {
    match value {
        Value::String(text) if foreign => {
            let harm = HARM[text.bytes().map(usize::from).sum::<usize>() % HARM.len()];
            *text = format!("{harm}{text}");
        }
        Value::Array(list) => list.iter_mut().for_each(|v| poison(v, foreign)),
        Value::Object(object) => {
            for (key, v) in object.iter_mut() {
                poison(v, FOREIGN.contains(&key.as_str()));
            }
        }
        _ => {}
    }
}

/// Nothing in the text steers a terminal; marks of direction stand in pairs, inside one line.
pub fn check(text: &str) {
    for line in text.split('\n') {
        let mut depth = 0;
        for c in line.chars() {
            match c {
                '\u{2068}' => depth += 1,
                '\u{2069}' => depth -= 1,
                _ => {}
            }
            assert!((0..=1).contains(&depth), "marks of direction do not match in {line:?}");
            let steers = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2067}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
            assert!(!c.is_control() && !steers, "{c:?} in {line:?}");
        }
        assert_eq!(depth, 0, "an open mark of direction in {line:?}");
    }
}
