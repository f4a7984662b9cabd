//! Small words that decide the sense of a statement: negations and modals.

use crate::diff::ledger::alike::kin;
use crate::diff::ledger::page::{CLOSE, Lone, Page};
use crate::diff::ledger::rows::FactRow;
use crate::facts::{Facet, facet_of};
use crate::text::{Modal, Side, fold};

/// Words that may stand between a negation or modal and what it governs.
const ADVERBS: [&str; 12] = [
    "yet",
    "still",
    "also",
    "already",
    "even",
    "necessarily",
    "now",
    "soon",
    "immediately",
    "noch",
    "encore",
    "todavía",
];

impl Page<'_> {
    /// A negation on one side of a statement that both sides make.
    pub(super) fn negations(&self, rows: &mut Vec<FactRow>) {
        let found = |side: Side| {
            self.lone(side).into_iter().filter(|l| l.facet == Facet::Negation).collect::<Vec<Lone>>()
        };
        let (left, right) = (found(Side::Left), found(Side::Right));
        if left.len() == right.len() {
            return;
        }
        let (side, list) = if left.len() > right.len() { (Side::Left, left) } else { (Side::Right, right) };
        for lone in list {
            if self.statement_kept(side, lone.token)
                && self.small_change(lone.change)
                && self.closeness() >= CLOSE
            {
                rows.push(self.one_sided(Facet::Negation, side, lone.token..lone.token + 1));
            }
        }
    }

    /// Modal words whose class changed, or that one side alone has.
    pub(super) fn modals(&self, rows: &mut Vec<FactRow>) {
        let found = |side: Side| {
            self.lone(side).into_iter().filter(|l| l.facet == Facet::Modality).collect::<Vec<Lone>>()
        };
        let (left, right) = (found(Side::Left), found(Side::Right));
        let class = |side: Side, l: &Lone| {
            self.story(side).lexeme(&self.view.tokens(side)[l.token]).and_then(|x| x.modal)
        };
        let mut taken = vec![false; right.len()];
        for x in &left {
            let near = right.iter().enumerate().find(|(at, y)| !taken[*at] && x.change == y.change);
            // One modal on each side of a sentence is the same place, however far the words between them moved.
            let only = || right.first().map(|y| (0, y)).filter(|_| left.len() == 1 && right.len() == 1);
            match near.or_else(only) {
                Some((at, y)) => {
                    taken[at] = true;
                    if differs(class(Side::Left, x), class(Side::Right, y)) {
                        rows.push(self.two_sided(
                            Facet::Modality,
                            x.token..x.token + 1,
                            y.token..y.token + 1,
                        ));
                    }
                }
                None => self.lone_modal(Side::Left, x, rows),
            }
        }
        for (y, _) in right.iter().zip(&taken).filter(|(_, t)| !**t) {
            self.lone_modal(Side::Right, y, rows);
        }
    }

    fn lone_modal(&self, side: Side, lone: &Lone, rows: &mut Vec<FactRow>) {
        let class = self.story(side).lexeme(&self.view.tokens(side)[lone.token]).and_then(|x| x.modal);
        // "can", "would" and "due" come and go with the construction of a sentence.
        let weighty = matches!(
            class,
            Some(
                Modal::Possible
                    | Modal::Necessary
                    | Modal::Expected
                    | Modal::Future
                    | Modal::Certain
                    | Modal::Advised
            )
        );
        let close = self.closeness() >= CLOSE;
        if weighty && close && self.statement_kept(side, lone.token) && self.small_change(lone.change) {
            rows.push(self.one_sided(Facet::Modality, side, lone.token..lone.token + 1));
        }
    }

    /// Whether the next word that carries meaning, adverbs aside, is matched by this link, or changed its form: the
    /// statement stands on both sides.
    fn statement_kept(&self, side: Side, token: usize) -> bool {
        let tokens = self.view.tokens(side);
        let adverb = |t: usize| ADVERBS.contains(&self.text(side, t).to_lowercase().as_str());
        let states = |t: &usize| {
            tokens[*t].is_content()
                && !adverb(*t)
                && facet_of(self.story(side), &tokens[*t]) != Some(Facet::Modality)
        };
        let next = (token + 1..tokens.len().min(token + 6)).find(states);
        next.is_some_and(|t| self.matched(side, t) || self.form_in_change(side, t))
    }

    /// Whether the other side of the change that holds `token` has a form of the same word.
    fn form_in_change(&self, side: Side, token: usize) -> bool {
        let word = fold(self.text(side, token));
        self.changes.iter().filter(|c| c.holds(side, token)).any(|c| {
            let (from, to) = c.tokens[side.other()];
            (from..to).any(|o| {
                self.view.tokens(side.other())[o].is_content()
                    && kin(&word, &fold(self.text(side.other(), o)))
            })
        })
    }

    /// Whether a change is short enough that one word in it decides the sense.
    fn small_change(&self, change: usize) -> bool {
        let words = |side: Side| {
            let (from, to) = self.changes[change].tokens[side];
            self.view.tokens(side)[from..to].iter().filter(|t| t.is_content()).count()
        };
        words(Side::Left).max(words(Side::Right)) <= 3
    }
}

/// Whether two modal classes say different things.
fn differs(x: Option<Modal>, y: Option<Modal>) -> bool {
    let able = |m: Option<Modal>| matches!(m, Some(Modal::Possible | Modal::Able));
    let to_come = |m: Option<Modal>| matches!(m, Some(Modal::Future | Modal::Conditional));
    x != y && !(able(x) && able(y)) && !(to_come(x) && to_come(y))
}
