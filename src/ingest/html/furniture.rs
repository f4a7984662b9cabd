//! Names by which pages mark what stands beside a story: share bars, newsletter boxes, advertisements, comments.

use html5ever::Attribute;

/// How markup names an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Beside the story.
    pub furniture: bool,
    /// Not shown at all, or only to a screen reader.
    pub unseen: bool,
    /// Who wrote the story, with what else is said there.
    pub byline: bool,
    /// The name of an author.
    pub author: bool,
    /// The text of the story and little else.
    pub body: bool,
    /// A caption or a credit of a picture.
    pub caption: bool,
}

/// Words that name furniture wherever they stand in a name: `share-bar`, `articleShare`, `c-newsletter__box`.
const WORDS: [&str; 82] = [
    "ad",
    "addthis",
    "adslot",
    "adsbygoogle",
    "advert",
    "advertisement",
    "advertising",
    "adverts",
    "ads",
    "adunit",
    "adwrapper",
    "anzeige",
    "banner",
    "bio",
    "breadcrumb",
    "breadcrumbs",
    "byline",
    "bylines",
    "authorbio",
    "authorbox",
    "carousel",
    "comment",
    "commentaires",
    "comments",
    "consent",
    "cookie",
    "cookies",
    "disqus",
    "donate",
    "donation",
    "dropdown",
    "flyout",
    "footer",
    "gallery",
    "galleries",
    "gdpr",
    "infobox",
    "kommentare",
    "masthead",
    "menu",
    "modal",
    "mostread",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "newsletters",
    "noprint",
    "outbrain",
    "overlay",
    "pager",
    "pagination",
    "player",
    "popup",
    "promo",
    "promos",
    "promotion",
    "publicidad",
    "pullquote",
    "readmore",
    "recirc",
    "recirculation",
    "recommendations",
    "recommended",
    "related",
    "relateds",
    "share",
    "sharebar",
    "sharedaddy",
    "sharing",
    "sidebar",
    "slideshow",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "taboola",
    "teads",
    "inread",
    "teaser",
    "toolbar",
    "trending",
];

/// Beginnings of words that do: `relatedposts`, `newsletterbox`.
const BEGINNINGS: [&str; 12] = [
    "advertis",
    "breadcrumb",
    "newsletter",
    "outbrain",
    "promobox",
    "pullquote",
    "recommend",
    "related",
    "share",
    "sponsor",
    "subscri",
    "taboola",
];

/// Words that name furniture only at the end of a name, because they also begin names of other things: `article-author`, but
/// not `author-jane` or `tag-politics` on the element that holds a whole post.
const LAST_WORDS: [&str; 20] = [
    "actions",
    "also",
    "author",
    "authors",
    "credits",
    "kicker",
    "meta",
    "metadata",
    "published",
    "reactions",
    "signup",
    "tags",
    "taglist",
    "teasers",
    "tools",
    "timestamp",
    "topics",
    "updated",
    "video",
    "widget",
];

/// First words of names that say how a page is laid out, not what an element holds: `has-sidebar`, `tag-promo`.
const LAYOUT: [&str; 14] = [
    "has", "with", "no", "not", "is", "tag", "category", "type", "status", "format", "js", "hide", "show",
    "without",
];

/// Last words of names that say the same: `comments-open`, `ads-enabled`.
const STATES: [&str; 7] = ["open", "closed", "enabled", "disabled", "active", "loaded", "none"];

/// Names, without separators, under which well-known systems and outlets hold the text of a story.
const BODIES: [&str; 38] = [
    "articlebody",
    "articlebodycontent",
    "articlebodytext",
    "articlecontent",
    "articlecontentbody",
    "articlemaincontent",
    "articletext",
    "artikeltext",
    "artikelbody",
    "articlecopy",
    "articledetailbody",
    "articleparagraphs",
    "articlestory",
    "bodycontent",
    "bodycopy",
    "caasbody",
    "carticlebody",
    "contentarticlebody",
    "contentbody",
    "cuerpoarticulo",
    "entrybody",
    "entrycontent",
    "fieldnamebody",
    "maincontentarticle",
    "newsbody",
    "newstext",
    "postbody",
    "postcontent",
    "richtextarticlebody",
    "richtextstorybody",
    "singlecontent",
    "storybody",
    "storybodyinner",
    "storybodytext",
    "storycontent",
    "storytext",
    "tdpostcontent",
    "wysiwygallcontent",
];

/// Longest list of names that is read.
const LONGEST: usize = 2048;

/// Returns what the attributes of an element say of it.
pub(super) fn marks(attributes: &[Attribute]) -> Marks {
    let mut marks = Marks::default();
    for attribute in attributes {
        let value: &str = &attribute.value;
        let value = &value[..value.floor_char_boundary(LONGEST)];
        match &*attribute.name.local {
            "class"
            | "id"
            | "data-component"
            | "data-testid"
            | "data-module"
            | "data-block"
            | "data-component-name" => {
                for name in value.split_ascii_whitespace() {
                    read_name(name, &mut marks);
                }
            }
            "itemprop" | "property" if value.contains("articleBody") => marks.body = true,
            "itemprop" | "rel" if value.split_ascii_whitespace().any(|v| v == "author") => {
                marks.author = true;
            }
            "role" => {
                marks.furniture |= matches!(
                    value.trim(),
                    "navigation"
                        | "complementary"
                        | "banner"
                        | "contentinfo"
                        | "search"
                        | "dialog"
                        | "alertdialog"
                        | "menu"
                        | "menubar"
                        | "toolbar"
                );
            }
            "aria-label" => {
                marks.furniture |= words(value).iter().any(|w| is_furniture(w)) && value.len() < 60;
            }
            "hidden" => marks.unseen = true,
            "style" => {
                let style: String = value.chars().filter(|c| !c.is_whitespace()).collect();
                marks.unseen |= style.to_ascii_lowercase().contains("display:none");
            }
            _ => {}
        }
    }
    if marks.body {
        marks.furniture = false;
        marks.byline = false;
    }
    marks
}

/// Reads one class or id.
fn read_name(name: &str, marks: &mut Marks) {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
    marks.body |= BODIES.contains(&plain.as_str());
    marks.unseen |= matches!(
        plain.as_str(),
        "sronly"
            | "visuallyhidden"
            | "screenreadertext"
            | "screenreaderonly"
            | "hidden"
            | "uvh"
            | "offscreen"
    );
    let words = words(name);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
    let layout = words.len() > 1 && (LAYOUT.contains(&first.as_str()) || STATES.contains(&last.as_str()));
    if layout {
        return;
    }
    marks.furniture |= words.iter().any(|w| is_furniture(w)) || LAST_WORDS.contains(&last.as_str());
    marks.byline |= words.iter().any(|w| w == "byline") || matches!(last.as_str(), "author" | "authors");
    marks.caption |= words.iter().any(|w| matches!(w.as_str(), "caption" | "imagecredit" | "photocredit"));
}

fn is_furniture(word: &str) -> bool {
    WORDS.contains(&word) || BEGINNINGS.iter().any(|b| word.starts_with(b))
}

/// The words of a name in lower case: `articleShare-bar` is article, share, bar.
fn words(name: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut lower = false;
    for c in name.chars() {
        let begins = !c.is_alphanumeric() || (c.is_uppercase() && lower);
        if begins && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        lower = c.is_lowercase();
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_class(class: &str) -> Marks {
        let mut marks = Marks::default();
        for name in class.split_ascii_whitespace() {
            read_name(name, &mut marks);
        }
        marks
    }

    #[test]
    fn names_of_furniture_are_known() {
        for class in [
            "share-bar",
            "articleShare",
            "c-newsletter__box",
            "jp-relatedposts",
            "ad",
            "ad-slot",
            "AdSlot",
            "story__comments",
            "entry-meta",
            "tags",
            "post-author",
            "byline-block",
            "teads-inread",
            "js-x most-read promo",
        ] {
            assert!(of_class(class).furniture, "{class}");
        }
    }

    #[test]
    fn names_of_layout_and_text_are_no_furniture() {
        for class in [
            "story",
            "has-sidebar",
            "with-share-bar",
            "tag-promo",
            "category-advertising",
            "comments-open",
            "shadow",
            "post-4471",
            "author-jane",
            "lead",
            "commentary",
            "adventure",
            "paragraph",
            "dateline",
            "no-ads",
        ] {
            assert!(!of_class(class).furniture, "{class}");
        }
    }

    #[test]
    fn names_of_the_text_are_known() {
        for class in ["article-body", "ArticleBody", "entry-content", "field--name-body", "RichTextStoryBody"]
        {
            assert!(of_class(class).body, "{class}");
        }
        for class in ["article-body-share", "body", "content"] {
            assert!(!of_class(class).body, "{class}");
        }
    }
}
