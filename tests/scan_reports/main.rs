//! Reports of a scan: every format over the same lines, kept as a reader sees them, and over hostile ones.
//!
//! The lines are `testdata/scan/night.jsonl`. After a wanted change of a report: `INSTA_UPDATE=always cargo test --test
//! scan_reports`, then read the differences.

mod hostile;

use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;
use unicode_width::UnicodeWidthStr;
use wirediff::feed::{ClusterLine, Line, Version};
use wirediff::report::scan::{Csv, Digest, Html, JsonLines, Level, Report, Top, markdown, table};
use wirediff::report::schema::{Document, schema};
use wirediff::report::{Depth, Palette};

/// The text of `night.jsonl`.
fn night_text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/scan/night.jsonl");
    std::fs::read_to_string(path).expect("testdata")
}

/// The lines of a scan of twelve stories of three outlets.
fn night() -> Vec<Line> {
    night_text().lines().map(|line| serde_json::from_str(line).expect("a line of a scan")).collect()
}

/// Runs the lines through a streaming format.
fn written<'o, R: Report + 'o>(report: R, lines: &[Line]) {
    let mut report: Box<dyn Report + 'o> = Box::new(report);
    lines.iter().for_each(|line| report.line(line).expect("a Vec takes all"));
    report.finish().expect("a Vec takes all");
}

fn json_lines(lines: &[Line]) -> String {
    let mut out = Vec::new();
    written(JsonLines::new(&mut out), lines);
    String::from_utf8(out).expect("UTF-8")
}

fn csv(lines: &[Line], level: Level) -> String {
    let mut out = Vec::new();
    written(Csv::new(&mut out, level).expect("a Vec takes all"), lines);
    String::from_utf8(out).expect("UTF-8")
}

fn digest(lines: &[Line], top: Top) -> Digest {
    let mut digest = Digest::new(top);
    lines.iter().for_each(|line| digest.line(line));
    digest
}

fn screen(lines: &[Line], top: Top, width: usize, depth: Depth) -> String {
    table(&digest(lines, top), width, Palette::new(depth))
}

#[test]
fn tables() {
    for width in [48, 80, 120] {
        assert_snapshot!(format!("table-{width}"), screen(&night(), Top::First(20), width, Depth::None));
    }
}

#[test]
fn a_short_table_says_how_much_more_there_is() {
    let short = screen(&night(), Top::First(1), 80, Depth::None);
    assert!(short.contains("and 2 more clusters"), "{short}");
    assert!(short.contains("and 2 more outlets"), "{short}");
    assert!(short.lines().count() < screen(&night(), Top::All, 80, Depth::None).lines().count());
}

#[test]
fn an_empty_scan_is_told_in_words() {
    assert_snapshot!("table-empty", screen(&[], Top::First(20), 80, Depth::None));
}

#[test]
fn a_large_cluster_shows_its_first_members_and_its_lead() {
    let version = |n: usize| Version { story: format!("s{n:03}"), words: 100, ..Version::default() };
    let versions: Vec<Version> = (0..500).map(version).collect();
    let members = versions.iter().map(|v| v.story.clone()).collect();
    let cluster =
        ClusterLine { id: "s000".into(), members, lead: "s400".into(), versions, ..Default::default() };
    let lines = [Line::Cluster(cluster)];
    let text = screen(&lines, Top::First(20), 100, Depth::None);
    assert!(text.contains("s400") && text.contains("s011") && !text.contains("s012"), "{text}");
    assert!(text.contains("and 487 more stories of this cluster"), "{text}");
    assert!(screen(&lines, Top::All, 100, Depth::None).contains("s499"));
}

#[test]
fn colours_change_no_word_and_carry_no_meaning_alone() {
    let plain = screen(&night(), Top::All, 120, Depth::None);
    for depth in [Depth::Basic, Depth::Extended] {
        let painted = screen(&night(), Top::All, 120, depth);
        assert!(painted.contains("\u{1b}["));
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
    }
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for lines in [night(), hostile::lines(&night())] {
        for width in [48, 60, 77, 78, 80, 100, 104, 120, 160, 300] {
            for line in screen(&lines, Top::All, width, Depth::None).lines() {
                assert!(line.width() <= width, "{} columns at {width}: {line:?}", line.width());
            }
        }
    }
}

#[test]
fn markdown_report() {
    assert_snapshot!("markdown", markdown(&digest(&night(), Top::First(20))));
}

fn page(lines: &[Line]) -> String {
    let mut page = Html::new();
    lines.iter().for_each(|line| page.line(line));
    page.render()
}

/// What the browser tests cannot say where no browser is: the page without scripts, and its data block.
#[test]
fn a_page_holds_every_member_twice() {
    let page = page(&night());
    let (text, data) = page.split_once("type=\"application/json\">").expect("a data block");
    let data = data.split("</script>").next().expect("its end");
    let data: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(data["clusters"].as_array().map(Vec::len), Some(3));
    for line in night() {
        let Line::Cluster(cluster) = line else { continue };
        for id in cluster.members {
            assert!(text.contains(&id), "{id} is written out");
            assert!(
                data["stories"].as_array().is_some_and(|s| s.iter().any(|s| s[0] == id.as_str())),
                "{id}"
            );
        }
    }
    let pairs = data["clusters"][0]["p"].as_array().expect("pairs");
    assert_eq!(pairs[0], serde_json::json!([0, 1, [819, 770, 0, 0, 118, 161], [1, 2, 268, 1, 3, 4, 401, 0]]));
}

#[test]
fn nothing_of_others_is_markup_on_a_page() {
    let lines = hostile::lines(&night());
    let page = page(&lines);
    hostile::check(&page);
    assert_eq!(page.matches("<script").count(), 4, "three scripts of ours and the data");
    assert!(page.contains("&lt;script&gt;") && page.contains("\\u003cscript\\u003e"));
    for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(link.starts_with('#') || link.starts_with("http"), "{link}");
    }
}

#[test]
fn an_empty_scan_makes_a_page() {
    assert!(page(&[]).contains("No story is a copy of another."));
}

#[test]
fn csv_rows() {
    assert_snapshot!("csv-story", csv(&night(), Level::Story));
    assert_snapshot!("csv-paragraph", csv(&night(), Level::Paragraph));
}

#[test]
fn json_lines_come_back_as_they_were() {
    assert_eq!(json_lines(&night()), night_text());
    let hostile = hostile::lines(&night());
    let text = json_lines(&hostile);
    let read: Vec<Line> = text.lines().map(|l| serde_json::from_str(l).expect("a line of a scan")).collect();
    assert_eq!(read, hostile);
}

/// The lines obey the schema that is printed; what breaks a line is refused.
#[test]
fn json_lines_obey_the_schema() {
    let schema = serde_json::to_value(schema(Document::Scan)).expect("JSON");
    jsonschema::draft202012::meta::validate(&schema).expect("a schema of draft 2020-12");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut types = std::collections::BTreeSet::new();
    for line in json_lines(&night()).lines() {
        let mut value: Value = serde_json::from_str(line).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:#?}");
        types.insert(value["type"].as_str().expect("a type").to_owned());
        value["type"] = "cousin".into();
        assert!(!validator.is_valid(&value), "{line} passes as a cousin");
    }
    assert_eq!(types.len(), 10, "{types:?}");
}

#[test]
fn nothing_of_others_steers_a_terminal_or_a_spreadsheet() {
    let lines = hostile::lines(&night());
    let mut texts = vec![
        json_lines(&lines),
        csv(&lines, Level::Story),
        csv(&lines, Level::Paragraph),
        markdown(&digest(&lines, Top::All)),
    ];
    for width in [48, 80, 120] {
        texts.push(screen(&lines, Top::All, width, Depth::None));
    }
    for text in &texts {
        hostile::check(text);
    }
    for level in [Level::Story, Level::Paragraph] {
        for cell in csv(&lines, level).split([',', '\n', '"']) {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!formula, "{cell:?}");
        }
    }
    let report = markdown(&digest(&lines, Top::All)).replace("\\]", "");
    for live in ["](", "<script", "http://", "www.evil"] {
        assert!(!report.contains(live), "{live} in {report}");
    }
}
