//! What kinds of fact a change touches.

use crate::diff::change::{Change, LinkView};
use crate::diff::classify::Class;
use crate::facts::{Facet, Mentions, facet_of};
use crate::text::{Pair, Side, Token};

/// Returns the facets of a wording change, sorted, and its class: a changed figure, date, name, negation, modal, verb of
/// attribution or quoted word makes it a candidate for a fact, whatever the style rules say.
///
/// A facet counts when the words that carry it are not the same on the other side of the change.
pub fn facets(view: &LinkView<'_>, change: &Change, mentions: &Pair<Mentions>) -> (Class, Vec<Facet>) {
    if change.class != Class::Wording {
        return (change.class, Vec::new());
    }
    let tokens = |side: Side| &view.tokens(side)[change.tokens[side].0..change.tokens[side].1];
    let mut found = Vec::new();
    for side in Side::BOTH {
        let other = tokens(side.other());
        for token in tokens(side).iter().filter(|t| t.is_word()) {
            if other.iter().any(|o| o.key == token.key) {
                continue;
            }
            if token.quoted {
                found.push(Facet::Quote);
            }
            let known = mentions[side.other()].has(token);
            found.extend(
                facet_of(view.stories[side], token).filter(|f| counts(view, side, token, other, *f, known)),
            );
        }
    }
    found.sort_unstable();
    found.dedup();
    let class = if found.is_empty() { Class::Wording } else { Class::Fact };
    (class, found)
}

/// A verb of attribution counts when its stance changes, a modal when its class does, a name or figure when the other story
/// does not have it.
fn counts(
    view: &LinkView<'_>,
    side: Side,
    token: &Token,
    other: &[Token],
    facet: Facet,
    known: bool,
) -> bool {
    let here = view.stories[side].lexeme(token);
    let there = view.stories[side.other()];
    let mut others = other.iter().filter_map(|o| there.lexeme(o));
    match facet {
        Facet::Attribution => others.all(|l| l.saying != here.and_then(|h| h.saying)),
        Facet::Modality => others.all(|l| l.modal != here.and_then(|h| h.modal)),
        Facet::Negation => others.all(|l| !l.negation),
        // A name that the other story has elsewhere is no news; a figure may be, when another stands in its place.
        Facet::Name => !known,
        facet => !known || other.iter().any(|o| facet_of(there, o) == Some(facet)),
    }
}
