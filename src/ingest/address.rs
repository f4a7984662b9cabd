//! Addresses of the web: which text is one, and what a relative one means.

use std::borrow::Cow;

/// An absolute address in its parts (RFC 3986, appendix B).
struct Parts<'a> {
    scheme: &'a str,
    /// Behind `//`, up to the path.
    authority: &'a str,
    path: &'a str,
    /// With its question mark; empty without one.
    query: &'a str,
}

/// Returns the scheme of an address, if it has one.
pub(crate) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(fits)).then_some(scheme)
}

/// Whether an input is named by its address rather than as a file: it begins with `http://` or `https://`.
pub fn is_address(name: &str) -> bool {
    scheme(name).is_some_and(|s| {
        let web = ["http", "https"].iter().any(|w| s.eq_ignore_ascii_case(w));
        web && name[s.len()..].starts_with("://")
    })
}

/// Whether this is an absolute address of the web that names a host.
pub(crate) fn is_web(address: &str) -> bool {
    split(address).is_some_and(|parts| {
        let web = ["http", "https"].iter().any(|s| parts.scheme.eq_ignore_ascii_case(s));
        web && !parts.authority.is_empty() && !address.contains(char::is_whitespace)
    })
}

/// Returns the absolute address that `reference` means in a document at `base`; none when `base` is no absolute address. An
/// absolute reference is returned as it is.
pub(crate) fn resolve(base: &str, reference: &str) -> Option<String> {
    if scheme(reference).is_some() {
        return Some(reference.to_owned());
    }
    let base = split(base)?;
    let Parts { scheme, authority, path, query } = base;
    if reference.starts_with("//") {
        return Some(format!("{scheme}:{reference}"));
    }
    let tail = reference.find(['?', '#']).unwrap_or(reference.len());
    let (relative, tail) = reference.split_at(tail);
    let (path, query) = match relative {
        "" if tail.starts_with('?') => (Cow::Borrowed(path), ""),
        "" => (Cow::Borrowed(path), query),
        _ if relative.starts_with('/') => (Cow::Owned(without_dots(relative)), ""),
        _ => {
            let folder = path.rfind('/').map_or("/", |end| &path[..=end]);
            (Cow::Owned(without_dots(&format!("{folder}{relative}"))), "")
        }
    };
    Some(format!("{scheme}://{authority}{path}{query}{tail}"))
}

/// Returns the address without what stands behind `#`.
pub(crate) fn without_fragment(address: &str) -> &str {
    address.split_once('#').map_or(address, |(address, _)| address)
}

fn split(address: &str) -> Option<Parts<'_>> {
    let address = without_fragment(address);
    let scheme = scheme(address)?;
    let rest = address.get(scheme.len()..)?.strip_prefix("://")?;
    let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
    Some(Parts { scheme, authority, path, query })
}

/// A path that begins with a slash, its `.` and `..` carried out.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            segment => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, reference: &str, expected: Option<&str>) {
        assert_eq!(resolve(base, reference).as_deref(), expected, "{reference} at {base}");
    }

    #[test]
    fn references_are_resolved() {
        // The examples of RFC 3986, 5.4, as far as they concern addresses of the web.
        let base = "http://a/b/c/d;p?q";
        check(base, "g", Some("http://a/b/c/g"));
        check(base, "./g", Some("http://a/b/c/g"));
        check(base, "g/", Some("http://a/b/c/g/"));
        check(base, "/g", Some("http://a/g"));
        check(base, "//g", Some("http://g"));
        check(base, "?y", Some("http://a/b/c/d;p?y"));
        check(base, "g?y", Some("http://a/b/c/g?y"));
        check(base, "#s", Some("http://a/b/c/d;p?q#s"));
        check(base, "", Some("http://a/b/c/d;p?q"));
        check(base, ".", Some("http://a/b/c/"));
        check(base, "..", Some("http://a/b/"));
        check(base, "../g", Some("http://a/b/g"));
        check(base, "../../../g", Some("http://a/g"));
        check(base, "g/../h", Some("http://a/b/c/h"));
        check(base, "https://other.example/x", Some("https://other.example/x"));
        check("http://a", "g", Some("http://a/g"));
        check("http://a?q", "g", Some("http://a/g"));
        check("no address", "g", None);
        check("mailto:x@y.example", "g", None);
        check("", "", None);
    }

    #[test]
    fn addresses_of_the_web_are_known() {
        for yes in ["http://a", "HTTPS://a.example/b?c#d", "http://[::1]:80/"] {
            assert!(is_web(yes), "{yes}");
        }
        for no in ["", "http://", "http:///x", "ftp://a", "a.example", "http:a", "http://a b", "é://a"] {
            assert!(!is_web(no), "{no}");
        }
    }
}
