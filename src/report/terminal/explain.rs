//! Why sentences were linked, or why not: the evidence pair by pair.

use crate::compare::{ExplainedSentences, Explanation};
use crate::report::palette::Label;
use crate::report::styled::Styled;
use crate::report::vocabulary::count;
use crate::text::{Pair, Side};

use crate::report::screen::{Screen, clip};

/// Appends the verdict on the stories, then every pair.
pub(super) fn render(screen: &mut Screen, model: &Explanation, raw: Pair<&str>) {
    let e = &model.story_evidence;
    let verdict = if model.linked_stories {
        "The stories are versions of one text."
    } else {
        "The stories are not linked."
    };
    screen.text(&Styled::of(Label::Title, verdict), 2);
    let evidence = format!(
        "best paragraph pair S {} (enough alone: {}), all strong pairs together {} bits (enough: {})",
        e.best_score, e.threshold, e.strong_bits, e.strong_threshold
    );
    screen.text(&Styled::of(Label::Plain, evidence), 2);
    for (side, story) in Side::BOTH.into_iter().zip(&model.stories) {
        let line = Styled::of(Label::Fact(side), side.letter()).add(Label::Plain, "  ");
        let line = line.add_foreign(Label::Title, story.outlet.as_deref().unwrap_or(&story.id));
        screen.text(&line.add(Label::Plain, format!("  {}", count(story.words, "word"))), 3);
    }
    let linked = model.pairs.iter().filter(|p| p.linked).count() as u32;
    let pairs = count(model.pairs.len() as u32, "paragraph pair");
    screen.text(
        &Styled::of(Label::Plain, format!("{pairs} with a content word in common, {linked} linked")),
        2,
    );
    if model.approximate {
        screen.text(&Styled::of(Label::Alert, "approximate: pairs were left out because of a work limit"), 2);
    }
    for pair in &model.pairs {
        screen.blank();
        let sign = if pair.linked { " ~ " } else { " / " };
        let title = Styled::of(Label::Fact(Side::Left), format!("A{}", pair.a))
            .add(Label::Title, sign)
            .add(Label::Fact(Side::Right), format!("B{}", pair.b))
            .add(Label::Plain, if pair.linked { "  linked" } else { "  not linked" });
        screen.rule(&title, "");
        for sentences in &pair.sentences {
            sentence(screen, model, sentences, raw);
        }
    }
    if model.pairs.is_empty() {
        screen.blank();
        screen.text(&Styled::of(Label::Plain, "No pair of paragraphs shares a content word."), 2);
    }
}

/// One pair of sentences: decision, numbers, shared words, both texts.
fn sentence(screen: &mut Screen, model: &Explanation, s: &ExplainedSentences, raw: Pair<&str>) {
    let mut line = Styled::of(Label::Title, format!("A{} B{}", s.a, s.b));
    line.push(Label::Plain, format!("  {}: ", s.step.name()));
    line.push_foreign(Label::Plain, &s.reason);
    screen.text(&line, 2);
    let mut numbers = format!("S {} = {} bits + 80 x {:.2} covered", s.score, s.bits, s.coverage);
    if let Some(threshold) = s.threshold {
        numbers.push_str(&format!("; bar {threshold}"));
    }
    screen.indented(&Styled::of(Label::Quiet, numbers), 2);
    if !s.shared.is_empty() {
        let mut shared = Styled::of(Label::Quiet, "shared, rarest first: ");
        shared.push_foreign(Label::Plain, &s.shared.join(", "));
        screen.indented(&shared, 2);
    }
    if let Some(span) = s.longest_run_span {
        let mut run = Styled::of(Label::Quiet, format!("longest run, {}: ", count(s.longest_run, "word")));
        run.push_foreign(Label::Plain, span.of(raw.left).trim());
        screen.indented(&run, 2);
    }
    for (side, id) in [(Side::Left, s.a), (Side::Right, s.b)] {
        let span = model
            .stories
            .get(side as usize)
            .and_then(|o| o.paragraphs.iter().find(|p| p.n == id.paragraph))
            .and_then(|p| p.sentences.iter().find(|o| o.id == id))
            .map(|o| o.span);
        if let Some(span) = span {
            let text = Styled::of(Label::Mark(side), format!("{} ", side.letter()));
            let text = text.add_foreign(Label::Plain, span.of(raw[side]));
            let text = if s.linked { text } else { clip(&text, screen.width() - 2) };
            screen.indented(&text, 2);
        }
    }
}
