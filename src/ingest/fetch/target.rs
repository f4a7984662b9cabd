//! An address that may be asked for.

use ureq::http::Uri;

use super::error::{FetchError, FetchReason};
use crate::ingest::address;

/// The longest address that is sent, in bytes.
const LONGEST: usize = 8 << 10;

/// An address that was found fit to be sent: of the web, with a host, without user name and password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// As it is sent: its fragment left out, what is not ASCII percent-encoded.
    pub url: String,
    pub uri: Uri,
}

impl Target {
    /// Returns the target that a text names.
    pub fn new(text: &str) -> Result<Target, FetchError> {
        let text = address::without_fragment(text.trim());
        let bad = |why| FetchError::new(shown(text), FetchReason::BadUrl(why));
        if text.len() > LONGEST {
            return Err(bad("it is too long"));
        }
        if text.contains(char::is_control) {
            return Err(bad("it holds control characters"));
        }
        let scheme = address::scheme(text).ok_or_else(|| bad("it is no address"))?;
        if !["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
            return Err(FetchError::new(shown(text), FetchReason::NotHttp));
        }
        let (authority, rest) = authority(text).ok_or_else(|| bad("it names no host"))?;
        if authority.contains('@') {
            return Err(bad("it holds a user name, which is not sent"));
        }
        if !authority.is_ascii() {
            return Err(bad("its host is not written in ASCII (`xn--...`)"));
        }
        // Elsewhere a port that is no number counts as none, which would mean another port.
        if port(authority).is_some_and(|port| port.parse().map_or(true, |port: u16| port == 0)) {
            return Err(bad("its port is no number from 1 to 65535"));
        }
        let scheme = scheme.to_ascii_lowercase();
        let slash = if rest.starts_with('/') { "" } else { "/" };
        let url = format!("{scheme}://{}{slash}{}", authority.to_ascii_lowercase(), encoded(rest));
        match url.parse::<Uri>() {
            Ok(uri) if uri.host().is_some_and(|host| !host.is_empty()) => Ok(Target { url, uri }),
            _ => Err(bad("it is no address")),
        }
    }

    /// Returns the target of a redirect, which may be relative to this.
    pub fn redirect(&self, location: &str) -> Result<Target, FetchError> {
        match address::resolve(&self.url, location.trim()) {
            Some(address) => Target::new(&address),
            None => {
                Err(FetchError::new(&self.url, FetchReason::Damaged("it redirects to no address".to_owned())))
            }
        }
    }
}

/// Host with port, and what stands behind them.
fn authority(address: &str) -> Option<(&str, &str)> {
    let (_, rest) = address.split_once("://")?;
    let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(end);
    (!authority.is_empty()).then_some((authority, rest))
}

/// What stands behind the colon that follows the host.
fn port(authority: &str) -> Option<&str> {
    let host = authority.rfind(']').unwrap_or_default();
    authority.get(host..)?.split_once(':').map(|(_, port)| port)
}

/// What may stand in no address, percent-encoded: people and servers write such addresses all the same.
fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
            out.push(c);
            continue;
        }
        for b in c.encode_utf8(&mut [0; 4]).bytes() {
            out.push('%');
            for digit in [b >> 4, b & 15] {
                out.push(HEX.get(usize::from(digit)).copied().map_or('0', char::from));
            }
        }
    }
    out
}

/// An address as messages show it: without user name and password, in one line, and not without end.
fn shown(address: &str) -> String {
    const MOST: usize = 200;
    let clean = match authority(address).and_then(|(authority, _)| authority.rsplit_once('@')) {
        Some((user, _)) => address.replacen(&format!("{user}@"), "", 1),
        None => address.to_owned(),
    };
    let mut out: String = clean.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if clean.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let target = Target::new(text);
        assert_eq!(target.as_ref().map(|t| t.url.as_str()).map_err(|e| e.code()), expected, "{text}");
    }

    #[test]
    fn addresses_are_made_fit_to_send() {
        check(" https://outlet.example/a?b=c#d ", Ok("https://outlet.example/a?b=c"));
        check("HTTP://Outlet.Example", Ok("http://outlet.example/"));
        check("http://outlet.example?q", Ok("http://outlet.example/?q"));
        check(
            "http://outlet.example/été um?x=\"y\"",
            Ok("http://outlet.example/%C3%A9t%C3%A9%20um?x=%22y%22"),
        );
        check("http://[2001:db8::1]:8080/x", Ok("http://[2001:db8::1]:8080/x"));
        check("http://outlet.example/100%", Ok("http://outlet.example/100%"));
    }

    #[test]
    fn what_is_not_sent_is_refused() {
        for (text, code) in [
            ("", "bad-url"),
            ("outlet.example/a", "bad-url"),
            ("http://", "bad-url"),
            ("http:///a", "bad-url"),
            ("http:outlet.example", "bad-url"),
            ("http://a b/", "bad-url"),
            ("http://outlet.example/\na", "bad-url"),
            ("http://outlet.example:99999/", "bad-url"),
            ("http://outlet.example:0/", "bad-url"),
            ("http://outlet.example:http/", "bad-url"),
            ("http://outlet.example:80:80/", "bad-url"),
            ("http://müller.example/", "bad-url"),
            ("http://jane:secret@outlet.example/", "bad-url"),
            ("file:///etc/passwd", "not-http"),
            ("ftp://outlet.example/", "not-http"),
            ("javascript:alert(1)", "not-http"),
        ] {
            check(text, Err(code));
        }
        // A backslash ends the host, as it does in browsers: what follows is path.
        check("http://outlet.example\\@other.example/", Ok("http://outlet.example/%5C@other.example/"));
        check(&format!("http://a/{}", "x".repeat(LONGEST)), Err("bad-url"));
    }

    #[test]
    fn passwords_are_in_no_message() {
        let error = Target::new("https://jane:secret@outlet.example/a").expect_err("a user name");
        assert_eq!(
            error.to_string(),
            "cannot fetch `https://outlet.example/a`: it holds a user name, which is not sent"
        );
        let error = Target::new("ftp://jane:secret@outlet.example/a").expect_err("ftp");
        assert!(!error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn redirects_are_resolved_and_checked() {
        let from = Target::new("https://outlet.example/a/b").expect("an address");
        let to = |location: &str| from.redirect(location).map(|t| t.url).map_err(|e| e.code());
        assert_eq!(to("../c"), Ok("https://outlet.example/c".to_owned()));
        assert_eq!(to("//other.example/"), Ok("https://other.example/".to_owned()));
        assert_eq!(to("file:///etc/passwd"), Err("not-http"));
        assert_eq!(to("https://jane@outlet.example/"), Err("bad-url"));
        assert_eq!(to("http://"), Err("bad-url"));
    }
}
