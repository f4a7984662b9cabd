//! A page -> the story on it.

use super::fragment::text_of_fragment;
use super::head::Head;
use super::limits::Refusal;
use super::linked_data::{self, LinkedData};
use super::readable::readable;
use super::select::{self, Choice};
use super::title;
use super::walk::{Input, Walked, walk};

/// What a page says, nothing of it checked.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub headline: Option<String>,
    /// The names of the authors, or the byline.
    pub byline: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub language: Option<String>,
    pub identifier: Option<String>,
    pub usage: Option<String>,
    /// The paragraphs of the story, none of them blank or holding a line end.
    pub paragraphs: Vec<String>,
    /// What was odd: a stable word and a clause.
    pub notes: Vec<(&'static str, String)>,
}

/// Reads a page. Linear in its length but for pages whose markup does not say where the story is: those are read with a tree
/// when they keep within bounds.
pub(crate) fn page(html: &str) -> Page {
    let walked = walk(html, Input::Page);
    let refusal = walked.tree.refusal(html.len(), walked.whole);
    let data = linked_data::read(&walked.head.data);
    let mut page = statements(&walked, &data);
    page.notes.extend(refusal.map(Refusal::note));
    page.paragraphs = story(html, &walked, &page, data.body.as_deref(), refusal);
    page
}

/// The paragraphs of the story: from the place that is marked as its text, else from what reads like a story, else from the
/// elements that usually hold one.
fn story(
    html: &str,
    walked: &Walked,
    page: &Page,
    stated: Option<&str>,
    refusal: Option<Refusal>,
) -> Vec<String> {
    let titles = title::titles(walked, page.headline.as_deref());
    let headline: Vec<&str> = titles.iter().map(String::as_str).collect();
    let all = select::paragraphs(walked, &headline);
    if let Some(marked) = select::marked(walked, &headline)
        && marked.prose >= all.prose / 3
    {
        return marked.paragraphs;
    }
    let found = if refusal.is_none() { readable(html) } else { None };
    let found = found
        .map(|f| select::mapped(walked, &f, &headline).unwrap_or_else(|| select::all(&f, &headline)))
        .unwrap_or_default();
    let article = select::article(walked, &headline).unwrap_or_default();
    let main = select::main(walked, &headline);
    let better =
        |best: Choice, next: Choice| if next.prose > best.prose.saturating_mul(2) { next } else { best };
    let best = better(better(found, article), main);
    let stated = stated.map(|s| text_of_fragment(s).split("\n\n").map(str::to_owned).collect());
    let stated = stated.map(|paragraphs: Vec<String>| Choice {
        prose: paragraphs.iter().fold(0, |sum: usize, p| sum.saturating_add(p.len())),
        paragraphs,
    });
    let best = better(best, stated.unwrap_or_default());
    let last = [best, all].into_iter().find(|c| c.prose > 0);
    last.unwrap_or_else(|| select::all(walked, &headline)).paragraphs
}

fn statements(walked: &Walked, data: &LinkedData) -> Page {
    let head = &walked.head;
    let meta = |names: &[&str]| head.meta(names).map(str::to_owned);
    let byline = byline(head, data);
    let (headline, outlet) = title::headline_and_outlet(walked, data, byline.as_deref());
    let address = |u: &String| u.starts_with("http");
    Page {
        headline,
        byline,
        url: head
            .canonical
            .clone()
            .filter(address)
            .or_else(|| data.url.clone())
            .or_else(|| meta(&["og:url"]).filter(address)),
        published: data.published.clone().or_else(|| meta(&PUBLISHED)).or_else(|| head.time.clone()),
        updated: data.updated.clone().or_else(|| meta(&UPDATED)),
        language: data
            .language
            .clone()
            .or_else(|| head.language.clone())
            .or_else(|| meta(&["og:locale", "language", "content-language", "dc.language", "inlanguage"])),
        identifier: data.identifier.clone(),
        usage: data.usage.clone().or_else(|| meta(&["copyright", "dc.rights", "dcterms.rights", "rights"])),
        outlet,
        paragraphs: Vec::new(),
        notes: Vec::new(),
    }
}

/// Names under which pages say when a story was published, the surest first.
const PUBLISHED: [&str; 20] = [
    "article:published_time",
    "article:published",
    "datepublished",
    "og:article:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "publication_date",
    "article.published",
    "publishdate",
    "publish-date",
    "pubdate",
    "ptime",
    "dcterms.created",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "article_date_original",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "date",
];

/// Names under which pages say when a story was changed.
const UPDATED: [&str; 9] = [
    "article:modified_time",
    "article:modified",
    "datemodified",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "article.updated",
    "utime",
];

/// Who wrote it: as stated for machines, else as the page marks it.
fn byline(head: &Head, data: &LinkedData) -> Option<String> {
    let fits = |name: &String| !name.is_empty() && name.len() <= 80 && !name.starts_with("http");
    let lists: [Vec<String>; 4] = [
        data.authors.clone(),
        [
            "author",
            "parsely-author",
            "dc.creator",
            "dcterms.creator",
            "sailthru.author",
            "byl",
            "article:author",
        ]
        .iter()
        .map(|n| head.all(n).to_vec())
        .find(|names| names.iter().any(fits))
        .unwrap_or_default(),
        head.authors.iter().map(|a| one_line(a)).collect(),
        vec![one_line(&head.byline)],
    ];
    lists.iter().find_map(|names| {
        let mut kept: Vec<&str> = Vec::new();
        for name in names.iter().filter(|n| fits(n)) {
            if !kept.contains(&name.as_str()) {
                kept.push(name);
            }
        }
        (!kept.is_empty()).then(|| kept.join(", "))
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
