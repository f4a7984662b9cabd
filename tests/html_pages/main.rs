//! The pages: they say what the model says, and hostile text in them stays text.

#[path = "../binary/mod.rs"]
mod binary;
mod command;
mod markup;

use std::fs;
use std::path::Path;

use markup::Page;
use wirediff::compare::{Comparison, Op, OpKind};
use wirediff::report::{Stance, html};
use wirediff::text::Pair;
use wirediff::{Coverage, Options, Story, compare, coverage};

/// Stories that try to be more than text.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script> said the minister on Tuesday that the bridge would reopen in May.",
    "</script></style></title></textarea></bdi></p><img src=x onerror=alert(1)> he told reporters in Calder.",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1) `onclick=alert(1)` the union said on Monday in Calder.",
    "<a href=\"javascript:alert(1)\">click</a> javascript:alert(1) http://evil.example/ the court ruled in June.",
    "The ferry \u{202e}gnitrats\u{202c} sank \u{2066}off\u{2069} the \u{200b}coast with 14 sailors on board.",
    "<!-- the mayor --> ]]> <![CDATA[ said ]]> -->  <?php echo 1 ?> {{7*7}} ${7*7} <% 1 %> that 12 died.",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b&#x3e; &amp; he said “&quot;no&quot;” in the hall on Friday.",
    "\u{0}\u{1b}[31m\u{7}\u{85}\u{2028}\u{2029} the minister <base href=//evil.example> resigned on Sunday evening.",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example/x.css> the strike goes on in Calder.",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe><meta http-equiv=refresh content=0> he added.",
    "<form action=//evil.example><input name=a autofocus onfocus=alert(1)></form> the price rose to $1.2 million.",
    "\u{feff}\u{fffe}<\u{0}script>alert(1)<\u{0}/script> <scr<script>ipt> the water rose by 3 metres in a night.",
];

fn story(name: &str, text: &str) -> Story {
    Story::new(name, text.to_owned())
}

fn page(a: &Story, b: &Story) -> (Comparison, Page) {
    let model = compare(a, b, &Options::default());
    let page = Page::read(&html::comparison(&model, Pair::new(a.raw(), b.raw()), Stance::Neutral, false));
    page.check();
    (model, page)
}

fn changed(op: OpKind) -> bool {
    !matches!(op, OpKind::Equal | OpKind::Elsewhere)
}

/// Whether an operation touches more than white space.
fn shows(op: &Op, raw: Pair<&str>) -> bool {
    !op.a.of(raw.left).trim().is_empty() || !op.b.of(raw.right).trim().is_empty()
}

/// Checks that a page shows what the model holds: no less and no more.
#[track_caller]
fn counts(model: &Comparison, page: &Page, raw: Pair<&str>) {
    let of = |class: &str| page.with(class).count();
    let blocks = page.with("row").filter(|t| t.get("data-b").is_some()).count();
    assert_eq!(blocks, model.blocks.len(), "blocks");
    let moved = model.blocks.iter().filter(|b| b.moved.is_some()).count();
    assert_eq!(page.with("row").filter(|t| t.has("moved")).count(), moved, "moved blocks");
    assert_eq!(of("arrival"), moved, "notes at the place in B");
    assert_eq!(moved as u32, model.summary.moved);
    let rows = |prefix: &str| {
        let ids = page.tags.iter().filter(|t| t.name == "tr").filter_map(|t| t.get("id"));
        ids.filter(|id| id.starts_with(prefix)).count()
    };
    assert_eq!(rows("f"), model.facts.len(), "facts");
    assert_eq!(of("turned") as u32, model.summary.facts_changed, "changed facts");
    assert_eq!(rows("q"), model.quotes.len(), "quotations");
    assert_eq!(page.data()["links"].as_array().map_or(0, Vec::len), model.links.len(), "links");
    // What another link of the sentence explains, and changed white space, have no mark; all others have.
    let ops: usize = model.links.iter().map(|l| l.ops.iter().filter(|o| changed(o.op)).count()).sum();
    let certain: usize = model
        .links
        .iter()
        .filter(|l| model.links.iter().filter(|m| m.a == l.a || m.b == l.b).count() == 1)
        .map(|l| l.ops.iter().filter(|o| changed(o.op) && shows(o, raw)).count())
        .sum();
    let entries = page.tags.iter().filter_map(|t| t.get("data-ops"));
    let listed: usize = entries.map(|n| n.parse::<usize>().expect("a number")).sum();
    assert!(certain <= listed && listed <= ops, "{listed} listed of {ops}, {certain} certain");
    let kinds = page.tags.iter().filter(|t| t.name == "li");
    let of_kind = |kind: &str| kinds.clone().filter(|t| t.get("data-kind") == Some(kind)).count();
    assert_eq!(of_kind("move"), moved);
    let only = model.blocks.iter().filter(|b| b.a.is_empty() || b.b.is_empty()).count();
    assert!(of_kind("only-a") + of_kind("only-b") <= model.only_a.len() + model.only_b.len());
    assert!(
        model.only_a.is_empty() && model.only_b.is_empty()
            || of_kind("only-a") + of_kind("only-b") > 0
            || only == 0
    );
}

/// The pairs of `testdata/rewrites`: every outlet with its wire story.
fn pairs() -> Vec<(Story, Story)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/rewrites");
    let read = |name: &str| story(name, &fs::read_to_string(folder.join(name)).expect("readable"));
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|n| n.ends_with(".txt") && !n.ends_with(".wire.txt"))
        .collect();
    names.sort();
    let wire = |name: &str| format!("{}.wire.txt", name.split('.').next().unwrap_or_default());
    names.iter().filter(|n| folder.join(wire(n)).exists()).map(|n| (read(&wire(n)), read(n))).collect()
}

#[test]
fn pages_say_what_the_model_says() {
    let pairs = pairs();
    assert!(pairs.len() >= 10, "{} pairs", pairs.len());
    for (a, b) in &pairs {
        let (model, page) = page(a, b);
        counts(&model, &page, Pair::new(a.raw(), b.raw()));
        let (model, page) = self::page(b, a);
        counts(&model, &page, Pair::new(b.raw(), a.raw()));
    }
}

#[test]
fn hostile_text_stays_text() {
    let a = story("<script>alert(1)</script>.txt", &HOSTILE.join("\n\n"));
    let mut turned = HOSTILE.map(|t| t.replace("alert(1)", "alert(2)").replace("12", "21"));
    turned.reverse();
    let b = story(
        "\" onload=\"alert(1)",
        &format!(
            "Outlet: </title><script>x</script>\nHeadline: <b onclick=x>\u{202e}\n\n{}",
            turned.join("\n\n")
        ),
    );
    let (model, page) = page(&a, &b);
    counts(&model, &page, Pair::new(a.raw(), b.raw()));
    assert!(page.text.contains("<script>alert(1)</script> said the minister"), "it is shown as it is");
    let scripts = page.embedded.iter().filter(|e| e.0 == "script" && e.1.is_none()).count();
    assert_eq!(scripts, 3);
}

#[test]
fn hostile_outlets_stay_text_in_the_matrix() {
    let stories: Vec<Story> = (0..4)
        .map(|i| {
            let text: Vec<&str> = HOSTILE.iter().copied().skip(i).collect();
            story(
                &format!("<i>\"{i}'.txt"),
                &format!("Outlet: </a><script>{i}</script>\n\n{}", text.join("\n\n")),
            )
        })
        .collect();
    matrix(&stories);
}

/// Checks the page of a base and its outlets against the model.
#[track_caller]
fn matrix(stories: &[Story]) {
    let (base, outlets) = stories.split_first().expect("a base");
    let model: Coverage = coverage(base, outlets, &Options::default());
    let raw: Vec<&str> = stories.iter().map(Story::raw).collect();
    let page = Page::read(&html::coverage(&model, &raw, Stance::Base, true));
    page.check();
    let cells = page.with("state").filter(|t| t.name == "td" && !t.has("own")).count();
    assert_eq!(cells, model.rows.len() * outlets.len());
    for state in ["verbatim", "restyled", "edited", "moved", "cut"] {
        let shown = page.with(state).filter(|t| t.name == "td").count();
        let held = model.rows.iter().flat_map(|r| &r.cells).filter(|c| c.state.name() == state).count();
        assert_eq!(shown, held, "{state}");
    }
    assert_eq!(page.with("addition").count(), model.additions.len());
    let blocks = page.with("row").filter(|t| t.get("data-b").is_some()).count();
    assert_eq!(blocks, model.comparisons.iter().map(|c| c.blocks.len()).sum::<usize>());
}

#[test]
fn the_matrix_says_what_the_model_says() {
    let pairs = pairs();
    let ferry: Vec<&(Story, Story)> = pairs.iter().filter(|p| p.1.id().starts_with("ferry.")).collect();
    let mut stories = vec![ferry.first().expect("a pair").0.clone()];
    stories.extend(ferry.iter().map(|p| p.1.clone()));
    assert!(stories.len() > 3);
    matrix(&stories);
}

#[test]
fn a_word_of_a_megabyte_and_an_empty_story_make_pages() {
    let long =
        story("long", &format!("The word {} was read out in the hall on Tuesday.", "<b>&".repeat(1 << 18)));
    let short = story("short", "The word was read out in the hall on Tuesday.");
    let empty = story("empty", "");
    for (a, b) in [(&long, &short), (&short, &long), (&empty, &short), (&short, &empty), (&empty, &empty)] {
        let (model, page) = page(a, b);
        counts(&model, &page, Pair::new(a.raw(), b.raw()));
    }
}

#[test]
fn a_page_of_700_words_is_small() {
    let about = |s: &Story| (500..800).contains(&s.word_count());
    let pairs: Vec<(Story, Story)> = pairs().into_iter().filter(|p| about(&p.0) && about(&p.1)).collect();
    assert!(pairs.len() >= 3, "{} pairs", pairs.len());
    for (a, b) in pairs {
        let model = compare(&a, &b, &Options::default());
        let page = html::comparison(&model, Pair::new(a.raw(), b.raw()), Stance::Neutral, false);
        assert!(page.len() < 200_000, "{} and {}: {} bytes", a.id(), b.id(), page.len());
    }
}

#[test]
fn a_story_and_itself_have_nothing_marked() {
    let (a, _) = pairs().swap_remove(0);
    let (_, page) = page(&a, &a);
    assert_eq!(page.tags.iter().filter(|t| t.get("data-c").is_some()).count(), 0);
    assert_eq!(page.tags.iter().filter(|t| t.name == "li" && t.get("data-kind").is_some()).count(), 0);
}

#[test]
fn every_change_in_the_list_has_its_mark_and_the_other_way_round() {
    for (a, b) in pairs() {
        let (_, page) = page(&a, &b);
        let marks: std::collections::BTreeSet<&str> =
            page.tags.iter().filter_map(|t| t.get("data-c")).collect();
        let listed: std::collections::BTreeSet<&str> = page
            .tags
            .iter()
            .filter(|t| t.name == "a")
            .filter_map(|t| t.get("href")?.strip_prefix("#c"))
            .filter(|n| n.bytes().all(|b| b.is_ascii_digit()))
            .collect();
        assert_eq!(marks, listed, "{} and {}", a.id(), b.id());
    }
}
