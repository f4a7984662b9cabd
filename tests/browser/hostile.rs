//! Stories and lines of a scan that try to run something, to leave the page, or to break it.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// What is tried. Each would call `pwn` or leave the page if a browser took it for more than text.
pub const HARM: [&str; 12] = [
    "<script>pwn('script')</script>",
    "</script><script>pwn('end')</script>",
    "<img src=x onerror=\"pwn('img')\">",
    "\"><svg onload=pwn('svg')>",
    "' onfocus='pwn(1)' autofocus='",
    "</title></style></textarea><script src=https://evil.example/x.js></script>",
    "<a href=\"javascript:pwn('link')\">here</a>",
    "<!--<script>pwn('comment')",
    "]]><iframe srcdoc='<script>parent.pwn(1)</script>'></iframe>",
    "\u{202e}gnp.exe\u{202c} \u{2066}\u{200f}\u{feff}",
    "&lt;script&gt;pwn('entity')&lt;/script&gt; &#60;script&#62;",
    "${pwn(1)} {{constructor.constructor('pwn(1)')()}} \u{2028}pwn(1)\u{2029}",
];

/// Bytes of the long word.
const LONG: usize = 1 << 20;

/// Returns a feed of three stories that are copies of each other, all of them hostile.
pub fn feed() -> String {
    let mut out = String::new();
    for (n, (id, verb)) in
        [("evil-a", "said"), ("evil-b", "announced"), ("evil-c", "told us")].iter().enumerate()
    {
        let mut text = String::new();
        for (i, harm) in HARM.iter().enumerate() {
            let number = 12 + i + n;
            let _ = write!(
                text,
                "The harbour master of Port Kellan {verb} on Tuesday {harm} that {number} people were missing after the \
                 ferry Halcyon sank in rough water near berth {i} of the old quay. “{harm} was all we heard,” she said.\n\n"
            );
        }
        text.push_str(&"long".repeat(LONG / 4));
        let _ = writeln!(text, "{n}");
        let record = json!({
            "id": id,
            "headline": format!("Ferry {} sinks off Port Kellan", HARM[n]),
            "outlet": format!("{} News", HARM[n + 3]),
            "url": "javascript:pwn('url')",
            "published": "2025-03-04T06:12:00Z",
            "text": text,
        });
        let _ = writeln!(out, "{record}");
    }
    out
}

/// Keys whose text comes from the input.
const FOREIGN: [&str; 17] = [
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
];

/// Returns the lines of a scan with harm before every text of others; equal texts stay equal.
pub fn lines(lines: &[Value]) -> String {
    let mut out = crate::pages::HEADER.to_owned();
    for line in lines.iter().filter(|l| l["type"] != "header") {
        let mut line = line.clone();
        poison(&mut line, false);
        let _ = writeln!(out, "{line}");
    }
    out
}

fn poison(value: &mut Value, foreign: bool) {
    match value {
        Value::String(text) if foreign => {
            let harm = HARM[text.bytes().map(usize::from).sum::<usize>() % HARM.len()];
            let before = if text.starts_with("http") { "javascript:pwn('url')//" } else { harm };
            *text = format!("{before}{text}");
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
