//! The word changes of one link: a list of steps whose spans put together are both sentences.

use crate::diff::affine::{Cells, Known, affine};
use crate::diff::classify::{Class, is_calendar, one_sided_rule, same_letters, style_rule};
use crate::text::{Pair, Side, Span, Story, Token, TokenKind};

/// What happens in a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The same bytes.
    Equal,
    /// Words on both sides.
    Replace,
    /// Words of A alone.
    Delete,
    /// Words of B alone.
    Insert,
    /// Words that another link of the sentence explains.
    Elsewhere,
}

/// One step from A's sentence to B's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub kind: ChangeKind,
    /// Bytes on each side.
    pub span: Pair<Span>,
    /// Token indices on each side, half-open, counted inside the sentence.
    pub tokens: Pair<(usize, usize)>,
    /// How much it matters.
    pub class: Class,
    /// The rule, for typography and style.
    pub rule: Option<&'static str>,
}

impl Change {
    /// Exchanges the sides.
    pub fn turn(&mut self) {
        self.span = self.span.swap();
        self.tokens = self.tokens.swap();
        self.kind = match self.kind {
            ChangeKind::Delete => ChangeKind::Insert,
            ChangeKind::Insert => ChangeKind::Delete,
            kind => kind,
        };
    }
}

/// What a link knows of its two sentences.
pub struct LinkView<'a> {
    /// The stories.
    pub stories: Pair<&'a Story>,
    /// The sentence on each side.
    pub sentence: Pair<usize>,
    /// Matched tokens, in order of A.
    pub matched: &'a [(u16, u16)],
    /// For each token of each sentence: whether another link of the sentence explains it.
    pub elsewhere: Pair<Vec<bool>>,
}

impl<'a> LinkView<'a> {
    /// Returns the tokens of the sentence on one side.
    pub fn tokens(&self, side: Side) -> &'a [Token] {
        self.stories[side].tokens_of(self.sentence[side])
    }

    /// Returns the text of a token.
    pub fn text(&self, side: Side, token: usize) -> &'a str {
        self.tokens(side)[token].span.of(self.stories[side].raw())
    }
}

/// What one token became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Paired { a: usize, b: usize },
    Gone { side: Side, token: usize },
    Elsewhere { side: Side, token: usize },
}

/// Returns the changes of a link, in order. The spans of each side tile its sentence.
///
/// Words that another link explains are set aside first; the rest is aligned with affine gaps; then changes are joined,
/// classed and given the white space between them.
pub fn changes(view: &LinkView<'_>, cells: &mut Cells) -> Vec<Change> {
    let fates = fates(view, cells);
    let mut out = Builder { view, changes: Vec::new(), end: Pair::new(0, 0), at: Pair::new(0, 0) };
    for side in Side::BOTH {
        out.end[side] = view.stories[side].sentences()[view.sentence[side]].span.start;
    }
    for fate in fates {
        out.push(fate);
    }
    out.finish()
}

/// Aligns the tokens that are not explained elsewhere and merges the others back in.
fn fates(view: &LinkView<'_>, cells: &mut Cells) -> Vec<Fate> {
    let here = |side: Side| {
        (0..view.tokens(side).len()).filter(|t| !view.elsewhere[side][*t]).collect::<Vec<usize>>()
    };
    let at = Pair::new(here(Side::Left), here(Side::Right));
    let pick = |side: Side| at[side].iter().map(|t| view.tokens(side)[*t]).collect::<Vec<Token>>();
    let (left, right) = (pick(Side::Left), pick(Side::Right));
    let mut partner = vec![usize::MAX; view.tokens(Side::Left).len()];
    for (x, y) in view.matched {
        partner[*x as usize] = *y as usize;
    }
    let known = Here { view, at: &at, partner: &partner };
    let pairs = affine(&left, &right, &known, cells);
    let pairs: Vec<(usize, usize)> = pairs.into_iter().map(|(i, j)| (at.left[i], at.right[j])).collect();
    let mut fates = Vec::new();
    let (mut i, mut j) = (0, 0);
    let lengths = Pair::new(view.tokens(Side::Left).len(), view.tokens(Side::Right).len());
    for (a, b) in pairs.into_iter().chain(std::iter::once((lengths.left, lengths.right))) {
        one_sided(view, Side::Left, i..a, &mut fates);
        one_sided(view, Side::Right, j..b, &mut fates);
        if a < lengths.left {
            fates.push(Fate::Paired { a, b });
        }
        (i, j) = (a + 1, b + 1);
    }
    fates
}

/// What the alignment may ask about the tokens that are not explained elsewhere.
struct Here<'a> {
    view: &'a LinkView<'a>,
    /// Their indices in the sentences.
    at: &'a Pair<Vec<usize>>,
    /// The partner of each token of A.
    partner: &'a [usize],
}

impl Known for Here<'_> {
    fn same(&self, i: usize, j: usize) -> bool {
        self.view.text(Side::Left, self.at.left[i]) == self.view.text(Side::Right, self.at.right[j])
    }

    fn claimed(&self, i: usize, j: usize) -> bool {
        self.partner[self.at.left[i]] == self.at.right[j]
    }

    fn value(&self, i: usize, j: usize) -> bool {
        let quantity = |side: Side, token: usize| {
            let view = self.view;
            view.stories[side].quantity(&view.tokens(side)[token])
        };
        match (quantity(Side::Left, self.at.left[i]), quantity(Side::Right, self.at.right[j])) {
            (Some(x), Some(y)) => x.kind == y.kind && x.unit == y.unit,
            _ => false,
        }
    }
}

fn one_sided(view: &LinkView<'_>, side: Side, range: std::ops::Range<usize>, fates: &mut Vec<Fate>) {
    for token in range {
        fates.push(if view.elsewhere[side][token] {
            Fate::Elsewhere { side, token }
        } else {
            Fate::Gone { side, token }
        });
    }
}

struct Builder<'a> {
    view: &'a LinkView<'a>,
    changes: Vec<Change>,
    /// First byte not yet covered, on each side.
    end: Pair<u32>,
    /// First token not yet covered, on each side.
    at: Pair<usize>,
}

impl Builder<'_> {
    fn push(&mut self, fate: Fate) {
        match fate {
            Fate::Paired { a, b } => self.push_pair(a, b),
            Fate::Gone { side, token } => self.push_gone(side, token, false),
            Fate::Elsewhere { side, token } => self.push_gone(side, token, true),
        }
    }

    fn span(&self, side: Side, token: usize) -> Span {
        self.view.tokens(side)[token].span
    }

    fn gap(&self, side: Side, token: usize) -> &str {
        Span { start: self.end[side], end: self.span(side, token).start }.of(self.view.stories[side].raw())
    }

    fn push_pair(&mut self, a: usize, b: usize) {
        let (gap_a, gap_b) = (self.gap(Side::Left, a), self.gap(Side::Right, b));
        let mut gaps_equal = gap_a == gap_b;
        if !gaps_equal {
            self.settle_gap(a, b, gap_a.is_empty() || gap_b.is_empty());
            gaps_equal = true;
        }
        let (x, y) = (self.span(Side::Left, a), self.span(Side::Right, b));
        let (text_a, text_b) = (self.view.text(Side::Left, a), self.view.text(Side::Right, b));
        let (token_a, token_b) = (&self.view.tokens(Side::Left)[a], &self.view.tokens(Side::Right)[b]);
        if text_a == text_b {
            self.extend(ChangeKind::Equal, Class::Same, None, Some(a), Some(b), gaps_equal);
            return;
        }
        // The white space before a restyled token is equal text of its own.
        if self.end.left < x.start || self.end.right < y.start {
            let span = Pair::new(
                Span { start: self.end.left, end: x.start },
                Span { start: self.end.right, end: y.start },
            );
            self.cover(ChangeKind::Equal, span, Pair::new((a, a), (b, b)), Class::Same, None);
        }
        match style_rule(token_a, token_b, text_a, text_b) {
            Some((class, rule)) => {
                self.extend(ChangeKind::Replace, class, Some(rule), Some(a), Some(b), true)
            }
            None => self.extend(ChangeKind::Replace, Class::Wording, None, Some(a), Some(b), true),
        }
    }

    /// White space that differs before a pair goes to the change before it when it stands on one side only, else it is
    /// a change of its own.
    fn settle_gap(&mut self, a: usize, b: usize, one_sided: bool) {
        let start = Pair::new(self.span(Side::Left, a).start, self.span(Side::Right, b).start);
        let extra = if self.end.left < start.left { Side::Left } else { Side::Right };
        let takes = self.changes.last().is_some_and(|c| {
            c.class > Class::Typography && c.kind != ChangeKind::Equal && !c.span[extra].is_empty()
                || c.kind == ChangeKind::Elsewhere && !c.span[extra].is_empty()
        });
        if one_sided && takes {
            if let Some(last) = self.changes.last_mut() {
                last.span[extra].end = start[extra];
                self.end[extra] = start[extra];
            }
            return;
        }
        let span = Pair::new(
            Span { start: self.end.left, end: start.left },
            Span { start: self.end.right, end: start.right },
        );
        let kind = match (span.left.is_empty(), span.right.is_empty()) {
            (true, _) => ChangeKind::Insert,
            (_, true) => ChangeKind::Delete,
            _ => ChangeKind::Replace,
        };
        self.cover(kind, span, Pair::new((a, a), (b, b)), Class::Typography, Some("spacing"));
    }

    fn push_gone(&mut self, side: Side, token: usize, elsewhere: bool) {
        let (kind, class, rule) = if elsewhere {
            (ChangeKind::Elsewhere, Class::Same, None)
        } else {
            let kind = if side == Side::Left { ChangeKind::Delete } else { ChangeKind::Insert };
            let tokens = self.view.tokens(side);
            let next = tokens.get(token + 1).map(|t| (t, self.view.text(side, token + 1)));
            match one_sided_rule(&tokens[token], self.view.text(side, token), next) {
                Some((class, rule)) => (kind, class, Some(rule)),
                None => (kind, Class::Wording, None),
            }
        };
        let (a, b) = if side == Side::Left { (Some(token), None) } else { (None, Some(token)) };
        self.extend(kind, class, rule, a, b, true);
    }

    /// Adds tokens to the last change when it is of the same kind, else begins a new one.
    fn extend(
        &mut self,
        kind: ChangeKind,
        class: Class,
        rule: Option<&'static str>,
        a: Option<usize>,
        b: Option<usize>,
        join: bool,
    ) {
        let stop = |end: &Pair<u32>, side: Side, token: Option<usize>| match token {
            Some(t) => self.view.tokens(side)[t].span.end,
            None => end[side],
        };
        let end = Pair::new(stop(&self.end, Side::Left, a), stop(&self.end, Side::Right, b));
        let span = Pair::new(
            Span { start: self.end.left, end: end.left },
            Span { start: self.end.right, end: end.right },
        );
        let tokens = Pair::new(
            a.map_or((self.at.left, self.at.left), |t| (t, t + 1)),
            b.map_or((self.at.right, self.at.right), |t| (t, t + 1)),
        );
        if join
            && let Some(last) = self.changes.last_mut()
            && last.kind == kind
            && last.class == class
            && last.rule == rule
            && (kind != ChangeKind::Elsewhere || last.span.left.is_empty() == span.left.is_empty())
        {
            for side in Side::BOTH {
                last.span[side].end = span[side].end;
                last.tokens[side].1 = tokens[side].1.max(last.tokens[side].1);
                self.end[side] = span[side].end;
                self.at[side] = last.tokens[side].1;
            }
            return;
        }
        self.cover(kind, span, tokens, class, rule);
    }

    fn cover(
        &mut self,
        kind: ChangeKind,
        span: Pair<Span>,
        tokens: Pair<(usize, usize)>,
        class: Class,
        rule: Option<&'static str>,
    ) {
        for side in Side::BOTH {
            self.end[side] = span[side].end;
            self.at[side] = tokens[side].1;
        }
        self.changes.push(Change { kind, span, tokens, class, rule });
    }

    /// Joins deletions with the insertions beside them, and finds changes that are style after all.
    fn finish(self) -> Vec<Change> {
        let view = self.view;
        let mut out: Vec<Change> = Vec::with_capacity(self.changes.len());
        for change in self.changes {
            match out.last_mut() {
                Some(last) if is_wording(last) && is_wording(&change) => join(last, &change),
                // A mark between two pieces of one change belongs to it: "[-a, b-]" rather than three steps.
                _ => out.push(change),
            }
        }
        absorb_marks(&mut out);
        out = split_each(out, |change| compounds(view, change));
        let moved = moved_words(view, &out);
        out = split_each(out, |change| word_order(view, change, &moved));
        split_each(out, |change| trim(view, change))
    }
}

/// Replaces each wording change by the pieces that `split` makes of it; none leaves it as it is.
fn split_each(changes: Vec<Change>, split: impl Fn(&Change) -> Vec<Change>) -> Vec<Change> {
    let mut out = Vec::with_capacity(changes.len());
    for change in changes {
        let pieces = if is_wording(&change) { split(&change) } else { Vec::new() };
        if pieces.is_empty() {
            out.push(change);
        } else {
            out.extend(pieces);
        }
    }
    out
}

fn is_wording(change: &Change) -> bool {
    change.class == Class::Wording && change.kind != ChangeKind::Elsewhere
}

fn join(last: &mut Change, next: &Change) {
    for side in Side::BOTH {
        last.span[side].end = next.span[side].end;
        last.tokens[side].1 = next.tokens[side].1.max(last.tokens[side].1);
    }
    last.kind = match (last.span.left.is_empty(), last.span.right.is_empty()) {
        (true, _) => ChangeKind::Insert,
        (_, true) => ChangeKind::Delete,
        _ => ChangeKind::Replace,
    };
}

/// Joins wording changes that only one-sided marks separate.
fn absorb_marks(changes: &mut Vec<Change>) {
    let mut at = 1;
    while at + 1 < changes.len() {
        let thin = changes[at].class <= Class::Style
            && matches!(changes[at].kind, ChangeKind::Delete | ChangeKind::Insert)
            && changes[at].rule != Some("dateline")
            && changes[at].rule != Some("honorific");
        if thin && is_wording(&changes[at - 1]) && is_wording(&changes[at + 1]) {
            let (mark, next) = (changes[at].clone(), changes[at + 1].clone());
            join(&mut changes[at - 1], &mark);
            join(&mut changes[at - 1], &next);
            changes.drain(at..at + 2);
        } else {
            at += 1;
        }
    }
}

/// Cuts a change into pieces at token indices, white space before a token going with it.
struct Cutter<'a> {
    view: &'a LinkView<'a>,
    change: &'a Change,
    at: Pair<usize>,
    pieces: Vec<Change>,
}

impl<'a> Cutter<'a> {
    fn new(view: &'a LinkView<'a>, change: &'a Change) -> Cutter<'a> {
        let at = Pair::new(change.tokens.left.0, change.tokens.right.0);
        Cutter { view, change, at, pieces: Vec::new() }
    }

    /// Takes the tokens up to `left` and `right` as one piece; nothing when there are none.
    fn take(&mut self, left: usize, right: usize, class: Class, rule: Option<&'static str>) {
        let to = Pair::new(left, right);
        let mut span = Pair::new(Span::default(), Span::default());
        for side in Side::BOTH {
            let begin = self.pieces.last().map_or(self.change.span[side].start, |p| p.span[side].end);
            let last = to[side] == self.change.tokens[side].1;
            let end = if to[side] == self.at[side] && !(last && self.done(to)) {
                begin
            } else if last {
                self.change.span[side].end
            } else {
                self.view.tokens(side)[to[side] - 1].span.end
            };
            span[side] = Span { start: begin, end: end.max(begin) };
        }
        let kind = match (span.left.is_empty(), span.right.is_empty()) {
            (true, true) => return,
            (true, false) => ChangeKind::Insert,
            (false, true) => ChangeKind::Delete,
            _ => ChangeKind::Replace,
        };
        let tokens = Pair::new((self.at.left, left), (self.at.right, right));
        self.at = to;
        self.pieces.push(Change { kind, span, tokens, class, rule });
    }

    fn done(&self, to: Pair<usize>) -> bool {
        to.left == self.change.tokens.left.1 && to.right == self.change.tokens.right.1
    }
}

/// Longest compound in tokens.
const COMPOUND: usize = 3;

/// Finds words written together on one side and apart on the other (`coast guard`, `coastguard`) inside a change.
fn compounds(view: &LinkView<'_>, change: &Change) -> Vec<Change> {
    if change.kind != ChangeKind::Replace {
        return Vec::new();
    }
    let mut cut = Cutter::new(view, change);
    let mut found = false;
    let mut from = change.tokens.right.0;
    let mut x = change.tokens.left.0;
    while x < change.tokens.left.1 {
        match compound_at(view, change, x, from) {
            Some((end, y, stop)) => {
                found = true;
                cut.take(x, y, Class::Wording, None);
                cut.take(end, stop, Class::Style, Some("compound"));
                (x, from) = (end, stop);
            }
            None => x += 1,
        }
    }
    if !found {
        return Vec::new();
    }
    cut.take(change.tokens.left.1, change.tokens.right.1, Class::Wording, None);
    cut.pieces
}

/// Returns the end of the compound at token `x` of A, and where it stands in B.
fn compound_at(view: &LinkView<'_>, change: &Change, x: usize, from: usize) -> Option<(usize, usize, usize)> {
    let text = |side: Side, from: usize, to: usize| {
        let tokens = view.tokens(side);
        tokens[from].span.join(tokens[to - 1].span).of(view.stories[side].raw())
    };
    let ends = |side: Side, at: usize| (at + 1)..=(at + COMPOUND).min(change.tokens[side].1);
    for end in ends(Side::Left, x) {
        for y in from..change.tokens.right.1 {
            for stop in ends(Side::Right, y) {
                let apart = end - x != stop - y;
                if apart && same_letters(text(Side::Left, x, end), text(Side::Right, y, stop)) {
                    return Some((end, y, stop));
                }
            }
        }
    }
    None
}

/// Share of matched words, in hundredths, under which the order of words is no change of its own.
const FREE_ORDER: usize = 70;

/// Marks the words that stand on both sides in another order, where that is style: they move as a group, or are a name,
/// figure, date or verb of attribution (`Roe said` / `said Roe`). A lone adjective that moves to another noun stays a
/// change of wording.
fn moved_words(view: &LinkView<'_>, changes: &[Change]) -> Pair<Vec<bool>> {
    let tokens = Pair::new(view.tokens(Side::Left), view.tokens(Side::Right));
    let gone = |side: Side, token: usize| {
        changes.iter().any(|c| is_wording(c) && c.tokens[side].0 <= token && token < c.tokens[side].1)
    };
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
fn word_order(view: &LinkView<'_>, change: &Change, moved: &Pair<Vec<bool>>) -> Vec<Change> {
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

/// Splits off the whole words that a replacement has in common at its ends: `55 million euros` for `65 million euros`
/// changes one word, though each is one figure.
fn trim(view: &LinkView<'_>, change: &Change) -> Vec<Change> {
    if change.kind != ChangeKind::Replace {
        return Vec::new();
    }
    let text = |side: Side| change.span[side].of(view.stories[side].raw());
    let (a, b) = (text(Side::Left), text(Side::Right));
    let head = common_words(a, b);
    let tail = common_words_at_end(&a[head..], &b[head..]);
    if head == 0 && tail == 0 || head + tail >= a.len().min(b.len()) {
        return Vec::new();
    }
    let whole = &change.span;
    let piece =
        |kind: ChangeKind, from: Pair<usize>, to: Pair<usize>, tokens: Pair<(usize, usize)>, class: Class| {
            let span = |side: Side| Span {
                start: whole[side].start + from[side] as u32,
                end: whole[side].start + to[side] as u32,
            };
            Change { kind, span: Pair::new(span(Side::Left), span(Side::Right)), tokens, class, rule: None }
        };
    let none = |at: fn((usize, usize)) -> usize| change.tokens.map(|t| (at(t), at(t)));
    let mut out = Vec::new();
    let (starts, ends) = (Pair::new(0, 0), Pair::new(a.len(), b.len()));
    let (inner, outer) = (Pair::new(head, head), Pair::new(a.len() - tail, b.len() - tail));
    if head > 0 {
        out.push(piece(ChangeKind::Equal, starts, inner, none(|t| t.0), Class::Same));
    }
    out.push(piece(ChangeKind::Replace, inner, outer, change.tokens, Class::Wording));
    if tail > 0 {
        out.push(piece(ChangeKind::Equal, outer, ends, none(|t| t.1), Class::Same));
    }
    out
}

/// Bytes of the whole words that both begin with; the words must end at white space in both.
fn common_words(a: &str, b: &str) -> usize {
    let mut best = 0;
    for ((at, x), y) in a.char_indices().zip(b.chars()) {
        if x != y {
            break;
        }
        if y.is_whitespace() && at > 0 {
            best = at;
        }
    }
    best
}

/// Bytes of the whole words that both end with; the words must begin after white space in both.
fn common_words_at_end(a: &str, b: &str) -> usize {
    let mut length = 0;
    let mut best = 0;
    for (x, y) in a.chars().rev().zip(b.chars().rev()) {
        if x != y {
            break;
        }
        length += x.len_utf8();
        if x.is_whitespace() && length > x.len_utf8() {
            best = length;
        }
    }
    best
}
