//! Words that stand on both sides in another order.

use crate::diff::change::{Change, LinkView};
use crate::diff::classify::{Class, is_calendar};
use crate::diff::reshape::cutter::Cutter;
use crate::diff::reshape::steps::is_wording;
use crate::text::{Pair, Side, TokenKind};

/// Share of matched words, in hundredths, under which the order of words is no change of its own.
const FREE_ORDER: usize = 70;

/// Marks the words that stand on both sides in another order, where that is style: they move as a group, or are a name,
/// figure, date or verb of attribution (`Roe said` / `said Roe`). A lone adjective that moves to another noun stays a
/// change of wording.
pub(super) fn moved_words(view: &LinkView<'_>, changes: &[Change]) -> Pair<Vec<bool>> {
    let tokens = Pair::new(view.tokens(Side::Left), view.tokens(Side::Right));
    let gone = |side: Side, token: usize| changes.iter().any(|c| is_wording(c) && c.holds(side, token));
    let mut moved: Pair<Vec<bool>> =
        Pair::new(vec![false; tokens.left.len()], vec![false; tokens.right.len()]);
    // Numbers of the words, marks left out, so that a hyphen between two words does not part them.
    let words = tokens.map(|list| {
        let numbered = list.iter().scan(0, |count, token| {
            let number = *count;
            *count += usize::from(token.is_word());
            Some(number)
        });
        numbered.collect::<Vec<usize>>()
    });
    // In a sentence put anew a word has a new place anyway; in one that is nearly the same the place tells.
    let shorter = words.as_ref().map(|w| w.last().copied().unwrap_or(0) + 1);
    let free = view.matched.len() * 100 < shorter.left.min(shorter.right) * FREE_ORDER;
    for (x, y) in view.matched {
        let (x, y) = (*x as usize, *y as usize);
        if !gone(Side::Left, x) || !gone(Side::Right, y) {
            continue;
        }
        let beside = |(u, v): (usize, usize)| {
            words.left[u] + 1 == words.left[x] && words.right[v] + 1 == words.right[y]
                || words.left[u] == words.left[x] + 1 && words.right[v] == words.right[y] + 1
        };
        let group = view
            .matched
            .iter()
            .map(|(u, v)| (*u as usize, *v as usize))
            .any(|p| beside(p) && (tokens.left[p.0].is_content() || tokens.left[x].is_content()));
        let token = &tokens.left[x];
        let said = view.stories.left.lexeme(token).is_some_and(|l| l.saying.is_some());
        let steady =
            free || matches!(token.kind, TokenKind::Number | TokenKind::Name) || is_calendar(token) || said;
        if group || steady {
            moved.left[x] = true;
            moved.right[y] = true;
        }
    }
    moved
}

/// Takes the words that only moved out of a change.
pub(super) fn word_order(view: &LinkView<'_>, change: &Change, moved: &Pair<Vec<bool>>) -> Vec<Change> {
    let runs = |side: Side| {
        let mut runs: Vec<(usize, bool)> = Vec::new();
        for token in change.tokens[side].0..change.tokens[side].1 {
            // A mark between two moved words moves with them.
            let marked = !view.tokens(side)[token].is_word();
            let state = if marked { runs.last().is_some_and(|r| r.1) } else { moved[side][token] };
            match runs.last_mut() {
                Some(last) if last.1 == state => last.0 = token + 1,
                _ => runs.push((token + 1, state)),
            }
        }
        runs
    };
    let (left, right) = (runs(Side::Left), runs(Side::Right));
    if !left.iter().chain(&right).any(|r| r.1) {
        return Vec::new();
    }
    let mut cut = Cutter::new(view, change);
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        match (left.get(i), right.get(j)) {
            (Some((end, true)), _) => {
                cut.take(*end, cut.at.right, Class::Style, Some("word-order"));
                i += 1;
            }
            (_, Some((end, true))) => {
                cut.take(cut.at.left, *end, Class::Style, Some("word-order"));
                j += 1;
            }
            (x, y) => {
                let (a, b) = (x.map_or(cut.at.left, |r| r.0), y.map_or(cut.at.right, |r| r.0));
                cut.take(a, b, Class::Wording, None);
                i += usize::from(x.is_some());
                j += usize::from(y.is_some());
            }
        }
    }
    cut.pieces
}
