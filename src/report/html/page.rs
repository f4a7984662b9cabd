//! The shell that every page shares: one self-contained file under a Content-Security-Policy.
//!
//! A page holds text of others. It enters as text nodes through maud, which escapes all of it, or inside the data block,
//! which is inert. Should some of it slip through all the same, the policy runs no script but ours (named by hash), loads
//! nothing, and sends nothing.

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

/// Colours, type, focus, print: what all pages share.
const BASE_STYLE: &str = include_str!("base.css");
/// The data block, keys, the help dialog, announcements: what all scripts share.
const BASE_SCRIPT: &str = include_str!("base.js");

/// A page, ready but for its shell.
pub(in crate::report) struct Page<'a> {
    /// What the window is called.
    pub title: &'a str,
    /// Language of our own words, as a BCP 47 tag; stories state their own.
    pub language: &'a str,
    /// Class of the body, by which styles and scripts tell pages apart.
    pub class: &'a str,
    /// The landmarks: header, nav, main, aside, footer. The main one has the id `main`.
    pub body: Markup,
    /// JSON for the scripts; they read it with `wirediff.data()`.
    pub data: Option<&'a str>,
    /// Styles after the shared one. None holds `</style`.
    pub styles: &'a [&'a str],
    /// Scripts after the shared one. None holds `</script`.
    pub scripts: &'a [&'a str],
}

/// A page that a server sends, with the policy that goes into the head of the answer.
#[cfg(feature = "serve")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The whole file.
    pub html: String,
    /// The value of `Content-Security-Policy`: that of the file, and that no other page may frame it.
    pub policy: String,
}

impl Page<'_> {
    /// Returns the whole file.
    pub fn render(self) -> String {
        self.under("'none'").0
    }

    /// Returns the page as a server sends it: its forms may be sent to where it came from.
    #[cfg(feature = "serve")]
    pub fn served(self) -> Served {
        let (html, policy) = self.under("'self'");
        Served { html, policy: format!("{policy}; frame-ancestors 'none'") }
    }

    /// Returns the whole file and its policy, under which forms may be sent to `forms`.
    fn under(self, forms: &str) -> (String, String) {
        let styles: Vec<&str> = std::iter::once(BASE_STYLE).chain(self.styles.iter().copied()).collect();
        let scripts: Vec<&str> = std::iter::once(BASE_SCRIPT).chain(self.scripts.iter().copied()).collect();
        let policy = policy(&styles, &scripts, forms);
        let page = html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="referrer" content="no-referrer";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    @for style in &styles {
                        style { (PreEscaped(*style)) }
                    }
                }
                body class=(self.class) {
                    a .skip href="#main" { "Skip to the text" }
                    (self.body)
                    div #announcer .vh role="status" aria-live="polite" {}
                    @if let Some(data) = self.data {
                        script #data type="application/json" { (PreEscaped(inert(data))) }
                    }
                    @for script in &scripts {
                        script { (PreEscaped(*script)) }
                    }
                }
            }
        };
        (page.into_string(), policy)
    }
}

/// The policy: nothing is loaded but pictures inside the file, nothing runs or styles but what the hashes name.
fn policy(styles: &[&str], scripts: &[&str], forms: &str) -> String {
    let hashes = |texts: &[&str]| texts.iter().map(|t| hash(t)).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action {forms}",
        hashes(styles),
        hashes(scripts)
    )
}

/// The source expression of an inline element: `'sha256-…'` over its text.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())))
}

/// Returns JSON in which nothing can end the element that holds it, begin another, or break a line of a script.
/// These characters stand in JSON inside strings alone, so an escape means the same.
fn inert(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of all elements of a name that carry no type.
    fn elements<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        page.split(&open).skip(1).filter_map(|rest| rest.split(&close).next()).collect()
    }

    fn page(data: Option<&str>) -> String {
        let body = html! { main #main { p { "</script><script>alert(1)</script>" } } };
        let (styles, scripts) = (&["p { margin: 0 }"][..], &["'use strict';"][..]);
        Page { title: "</title><b>", language: "en", class: "test", body, data, styles, scripts }.render()
    }

    #[test]
    fn the_policy_names_what_is_embedded_and_nothing_else() {
        let page = page(None);
        for (name, least) in [("style", 2), ("script", 2)] {
            let texts = elements(&page, name);
            assert_eq!(texts.len(), least, "{name}");
            for text in texts {
                assert!(page.contains(&hash(text).replace('\'', "&#39;")) || page.contains(&hash(text)));
            }
        }
        assert_eq!(page.matches("sha256-").count(), 4);
        assert!(!page.contains("unsafe-"));
    }

    #[test]
    fn a_hash_is_what_browsers_compute() {
        // From the specification of CSP level 2, section 7.17.1.
        assert_eq!(hash("alert('Hello, world.');"), "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
    }

    #[test]
    fn our_own_files_hold_no_end_of_their_element() {
        assert!(!BASE_STYLE.contains("</") && !BASE_SCRIPT.contains("</"));
        assert!(!BASE_STYLE.contains('\r') && !BASE_SCRIPT.contains('\r'), "browsers hash line feeds");
        for reference in ["http:", "https:", "url(", "@import", "//cdn"] {
            assert!(!BASE_STYLE.contains(reference) && !BASE_SCRIPT.contains(reference), "{reference}");
        }
    }

    #[test]
    fn data_stays_data() {
        let json = r#"{"text":"</script><!--<script> & more"}"#;
        let page = page(Some(json));
        let block = page.split("type=\"application/json\">").nth(1).and_then(|r| r.split("</script>").next());
        let block = block.expect("a data block");
        assert!(!block.contains(['<', '>', '&']), "{block}");
        let read: serde_json::Value = serde_json::from_str(block).expect("still JSON");
        assert_eq!(read, serde_json::from_str::<serde_json::Value>(json).expect("JSON"));
        assert!(!page.contains("<b>"));
    }
}
