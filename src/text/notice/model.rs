//! A notice, and the kinds of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::release::Status;
use crate::text::span::Span;

/// What a notice says of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// It holds more than the version before.
    Update,
    /// It mends a mistake of an earlier version, or says what was not clear.
    Correction,
    /// It is sent again to mend what is not the story: a slug, a typing mistake.
    Refile,
    /// It is written anew.
    Recast,
    /// It is sent again as it was.
    Repeat,
    /// It sums up the stories of a day.
    Wrapup,
    /// The desk asks for attention: it is urgent, more is coming.
    Advisory,
    /// It must not be used.
    Kill,
    /// The agency takes it back.
    Withdrawal,
    /// It must not be used before a time.
    Embargo,
    /// A word to editors or readers that is none of these.
    Editors,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [NoticeKind; 11] = [
        NoticeKind::Update,
        NoticeKind::Correction,
        NoticeKind::Refile,
        NoticeKind::Recast,
        NoticeKind::Repeat,
        NoticeKind::Wrapup,
        NoticeKind::Advisory,
        NoticeKind::Kill,
        NoticeKind::Withdrawal,
        NoticeKind::Embargo,
        NoticeKind::Editors,
    ];

    /// Returns its name in lower case: `update`, `correction`, ...
    pub fn name(self) -> &'static str {
        match self {
            NoticeKind::Update => "update",
            NoticeKind::Correction => "correction",
            NoticeKind::Refile => "refile",
            NoticeKind::Recast => "recast",
            NoticeKind::Repeat => "repeat",
            NoticeKind::Wrapup => "wrapup",
            NoticeKind::Advisory => "advisory",
            NoticeKind::Kill => "kill",
            NoticeKind::Withdrawal => "withdrawal",
            NoticeKind::Embargo => "embargo",
            NoticeKind::Editors => "editors",
        }
    }

    /// Returns the kind with that name.
    pub(super) fn from_name(name: &str) -> Option<NoticeKind> {
        NoticeKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Returns how far a story with such a notice may be used, where the notice says anything of that: killed for kills and
    /// withdrawals, withheld for embargoes, corrected for corrections.
    pub fn status(self) -> Option<Status> {
        match self {
            NoticeKind::Kill | NoticeKind::Withdrawal => Some(Status::Killed),
            NoticeKind::Embargo => Some(Status::Withheld),
            NoticeKind::Correction => Some(Status::Corrected),
            _ => None,
        }
    }
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// What it says.
    pub kind: NoticeKind,
    /// Its number, where it has one: 2 in `UPDATE 2`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub number: Option<u32>,
    /// Its words, white space plain, brackets around it left out; at most 600 characters.
    pub text: String,
    /// Where it lies in the text, in bytes; none where it stands in a headline that is not part of the text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub span: Option<Span>,
}

/// Characters of a notice that are kept. Real ones have less; what is kept of a story must stay small.
const KEPT: usize = 600;

impl Notice {
    /// Returns a notice that says `text`, brackets and slashes around it left out.
    pub(super) fn new(kind: NoticeKind, number: Option<u32>, text: &str, span: Option<Span>) -> Notice {
        let mut plain = String::new();
        for word in text.split_whitespace() {
            if !plain.is_empty() {
                plain.push(' ');
            }
            plain.push_str(word);
            if plain.len() > 4 * KEPT {
                break;
            }
        }
        let mut inner = plain.trim_matches(['/', '*', ' ']);
        for (open, close) in [('(', ')'), ('[', ']')] {
            let whole = inner.strip_prefix(open).and_then(|t| t.trim_end_matches('.').strip_suffix(close));
            inner = whole.unwrap_or(inner);
        }
        let end = inner.char_indices().nth(KEPT).map_or(inner.len(), |(at, _)| at);
        Notice { kind, number, text: inner[..end].trim().to_owned(), span }
    }
}
