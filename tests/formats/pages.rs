//! Web pages.

use std::fs;

use crate::binary::{folder, run};

/// The pages of `testdata/formats/html` that stand beside their story as text.
fn pages() -> Vec<String> {
    let files = fs::read_dir(folder("testdata/formats/html")).expect("the folder is there");
    let names = files.map(|f| f.expect("a file").file_name().to_string_lossy().into_owned());
    let mut pages: Vec<String> = names.filter_map(|n| n.strip_suffix(".html").map(str::to_owned)).collect();
    pages.sort();
    pages
}

#[test]
fn a_page_is_the_same_as_its_story_as_text() {
    let pages = pages();
    assert!(pages.len() >= 8, "{pages:?}");
    for page in pages {
        let (html, text) = (format!("{page}.html"), format!("{page}.txt"));
        let found =
            run(&folder("testdata/formats/html"), &["compare", &html, &text, "--exit-code", "--json"]);
        assert_eq!((found.code, found.err.as_str()), (Some(0), ""), "{page}: they differ");
        let told: serde_json::Value = serde_json::from_str(&found.out).expect("JSON");
        let links = told["links"].as_array().expect("links");
        assert!(!links.is_empty() && links.iter().all(|l| l["relation"] == "identical"), "{page}");
        let headlines: Vec<_> =
            told["stories"].as_array().expect("stories").iter().map(|s| &s["headline"]).collect();
        assert_eq!(headlines[0], headlines[1], "{page}");
    }
}
