//! A page -> the story on it.

use super::fragment::text_of_fragment;
use super::head::Head;
use super::limits::Refusal;
use super::linked_data::{self, LinkedData};
use super::readable::readable;
use super::select::{self, Choice};
use super::walk::{Input, Kind, Walked, walk};

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
    let titles = titles(walked);
    let mut headline: Vec<&str> = titles.iter().map(String::as_str).collect();
    headline.extend(page.headline.as_deref());
    let all = select::paragraphs(walked, &headline);
    if let Some(marked) = select::marked(walked, &headline)
        && marked.prose >= all.prose / 3
    {
        return marked.paragraphs;
    }
    let found = if refusal.is_none() { readable(html) } else { None };
    let found = found.map(|w| select::all(&w, &headline)).unwrap_or_default();
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
    if best.prose > 0 { best.paragraphs } else { better(all, select::all(walked, &headline)).paragraphs }
}

/// What stands in `<title>` and the names of the story in other places: none of them is a paragraph when it is a heading.
fn titles(walked: &Walked) -> Vec<String> {
    let head = &walked.head;
    let mut titles: Vec<String> = ["og:title", "twitter:title", "headline", "title"]
        .iter()
        .flat_map(|n| head.all(n).iter().take(1).cloned())
        .collect();
    titles.push(one_line(&head.title));
    titles
}

fn statements(walked: &Walked, data: &LinkedData) -> Page {
    let head = &walked.head;
    let meta = |names: &[&str]| head.meta(names).map(str::to_owned);
    let outlet = data.outlet.clone().or_else(|| {
        meta(&["og:site_name", "application-name", "publisher", "dc.publisher", "al:ios:app_name"])
    });
    let address = |u: &String| u.starts_with("http");
    Page {
        headline: headline(walked, data, outlet.as_deref()),
        byline: byline(head, data),
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

/// The headline: as stated for machines, else the title that readers see, else that of the window.
fn headline(walked: &Walked, data: &LinkedData, outlet: Option<&str>) -> Option<String> {
    let stated = data.headline.clone();
    let shown = || {
        let of = |p: &&super::walk::Piece| p.kind == Kind::Title && !p.nested;
        let inside = walked.pieces.iter().filter(of).find(|p| p.article > 0 || p.in_main);
        let text = inside.or_else(|| walked.pieces.iter().find(of)).map(|p| walked.text(p).to_owned());
        text.filter(|t| !outlet.is_some_and(|o| select::same_words(o, t)))
    };
    let meta = || {
        let title = walked.head.meta(&["og:title", "headline", "twitter:title", "dc.title", "title"])?;
        Some(without_outlet(title, outlet).to_owned())
    };
    let window = || {
        let title = one_line(&walked.head.title);
        Some(without_outlet(&title, outlet).to_owned()).filter(|t| !t.is_empty())
    };
    stated.or_else(meta).or_else(shown).or_else(window)
}

/// A title without ` | Outlet` or ` - Outlet` at its end or its beginning.
fn without_outlet<'a>(title: &'a str, outlet: Option<&str>) -> &'a str {
    let Some(outlet) = outlet else { return title };
    for separator in [" | ", " - ", " \u{2013} ", " \u{2014} ", " \u{b7} ", " :: ", " \u{bb} ", " // "] {
        if let Some((story, site)) = title.rsplit_once(separator)
            && select::same_words(site, outlet)
        {
            return story.trim();
        }
        if let Some((site, story)) = title.split_once(separator)
            && select::same_words(site, outlet)
        {
            return story.trim();
        }
    }
    title
}

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
