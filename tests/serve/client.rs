//! Requests, and their answers taken apart.

use std::fmt::Write as _;

use serde_json::Value;

use crate::served::Served;

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub fields: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// Takes the bytes of a connection apart; nothing where none came.
    pub fn read(bytes: &[u8]) -> Option<Answer> {
        let at = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let field = |line: &str| {
            let (name, value) = line.split_once(':').expect("a field");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        let fields = lines.map(field).collect();
        Some(Answer { status, fields, body: String::from_utf8_lossy(&bytes[at + 4..]).into_owned() })
    }

    /// The value of a field that stands there once.
    #[track_caller]
    pub fn field(&self, name: &str) -> &str {
        let all: Vec<&str> = self.fields.iter().filter(|f| f.0 == name).map(|f| f.1.as_str()).collect();
        let [one] = all[..] else { panic!("{name}: {all:?} in {:?}", self.fields) };
        one
    }

    /// The body as one object.
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.field("content-type"), "application/json", "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The body as lines.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        assert_eq!((self.status, self.field("content-type")), (200, "application/x-ndjson"), "{}", self.body);
        lines(&self.body)
    }
}

/// JSON Lines.
pub fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

impl Served {
    /// Sends a request whose head is `head`, with a host that is right, and returns the answer.
    #[track_caller]
    pub fn ask(&self, start: &str, fields: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{start} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in fields {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !body.is_empty() {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        let bytes = [head.as_bytes(), b"\r\n", body].concat();
        Answer::read(&self.raw(&bytes)).unwrap_or_else(|| panic!("no answer to {start}"))
    }

    /// Asks for an address.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], b"")
    }

    /// The page at an address.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(
            (answer.status, answer.field("content-type")),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        answer.body
    }
}

/// A text as one part of an address.
pub fn part(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, b| {
        let plain = b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
        let _ = if plain { write!(out, "{}", b as char) } else { write!(out, "%{b:02X}") };
        out
    })
}
