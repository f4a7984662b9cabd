//! What a page says of its story as JSON-LD.

use std::borrow::Cow;

use serde_json::Value;

/// Nodes of linked data that are looked at.
const MOST_NODES: usize = 10_000;

/// The statements of the first node that is a story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LinkedData {
    pub headline: Option<String>,
    pub authors: Vec<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub outlet: Option<String>,
    pub language: Option<String>,
    pub url: Option<String>,
    pub identifier: Option<String>,
    pub usage: Option<String>,
    pub body: Option<String>,
}

/// Reads all blocks of a page. Blocks that are no JSON are passed over.
pub(super) fn read(blocks: &[String]) -> LinkedData {
    let documents: Vec<Value> = blocks.iter().filter_map(|b| parse(b)).collect();
    let nodes: Vec<&Value> = nodes(&documents);
    let story = nodes.iter().filter(|n| is_story(n)).max_by_key(|n| weight(n));
    let mut data = story.map(|story| of_story(story, &nodes)).unwrap_or_default();
    if data.outlet.is_none() {
        let site = nodes.iter().find(|n| has_type(n, &|t| t == "NewsMediaOrganization" || t == "WebSite"));
        data.outlet = site.and_then(|n| text(n.get("name")));
    }
    data
}

/// A block of JSON, with the mistakes mended that templates make: comments around it, raw line ends in strings.
fn parse(block: &str) -> Option<Value> {
    // The brackets of `<![CDATA[ ... ]]>` are none of JSON.
    let block = block.split_once("<![CDATA[").map_or(block, |(_, inside)| inside);
    let block = block.rsplit_once("]]>").map_or(block, |(inside, _)| inside);
    let (Some(start), Some(end)) = (block.find(['{', '[']), block.rfind(['}', ']'])) else { return None };
    let json = block.get(start..=end)?;
    let mended: Cow<str> = if json.contains(char::is_control) {
        json.replace(char::is_control, " ").into()
    } else {
        json.into()
    };
    serde_json::from_str(&mended).ok()
}

/// The nodes of all documents, those of graphs and of main entities included, in order.
fn nodes(documents: &[Value]) -> Vec<&Value> {
    let mut out = Vec::new();
    let mut next: Vec<&Value> = documents.iter().rev().collect();
    while let Some(value) = next.pop() {
        if out.len() >= MOST_NODES {
            break;
        }
        match value {
            Value::Array(values) => next.extend(values.iter().rev().take(MOST_NODES)),
            Value::Object(object) => {
                out.push(value);
                for key in ["mainEntityOfPage", "mainEntity", "@graph"] {
                    next.extend(object.get(key));
                }
            }
            _ => {}
        }
    }
    out
}

fn has_type(node: &Value, is: &dyn Fn(&str) -> bool) -> bool {
    let name = |v: &Value| v.as_str().is_some_and(|t| is(t.rsplit(['/', ':', '#']).next().unwrap_or(t)));
    match node.get("@type") {
        Some(Value::Array(types)) => types.iter().any(name),
        Some(one) => name(one),
        None => false,
    }
}

fn is_story(node: &Value) -> bool {
    has_type(node, &|t| {
        t.ends_with("Article") || t.ends_with("BlogPosting") || matches!(t, "Report" | "BlogPost" | "Review")
    })
}

/// How much a node tells: a page may name related stories in the same way.
fn weight(node: &Value) -> (bool, usize) {
    let keys = ["headline", "datePublished", "author", "articleBody", "publisher", "mainEntityOfPage"];
    let told = keys.iter().filter(|k| node.get(**k).is_some()).count();
    (node.get("headline").or(node.get("name")).is_some(), told)
}

fn of_story(story: &Value, nodes: &[&Value]) -> LinkedData {
    let url = |v: Option<&Value>| match v {
        Some(Value::Object(o)) => text(o.get("@id")).or_else(|| text(o.get("url"))),
        v => text(v),
    };
    let is_address = |u: &String| u.starts_with("http");
    LinkedData {
        headline: text(story.get("headline")).or_else(|| text(story.get("name"))),
        authors: names(story.get("author").or(story.get("creator")), nodes),
        published: text(story.get("datePublished")).or_else(|| text(story.get("dateCreated"))),
        updated: text(story.get("dateModified")),
        outlet: names(story.get("publisher").or(story.get("sourceOrganization")), nodes).into_iter().next(),
        language: language(story.get("inLanguage")),
        url: url(story.get("url"))
            .filter(is_address)
            .or_else(|| url(story.get("mainEntityOfPage")).filter(is_address)),
        identifier: match story.get("identifier") {
            Some(Value::Object(o)) => text(o.get("value")),
            v => text(v),
        },
        usage: text(story.get("copyrightNotice"))
            .or_else(|| text(story.get("usageInfo")))
            .or_else(|| text(story.get("license"))),
        body: story.get("articleBody").and_then(Value::as_str).map(str::to_owned),
    }
}

/// Names of persons or organisations: a string, an object with a name, a reference to another node, or a list of them.
fn names(value: Option<&Value>, nodes: &[&Value]) -> Vec<String> {
    let list: &[Value] = match value {
        Some(Value::Array(list)) => list,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let name = |v: &Value| match v {
        Value::Object(object) => match object.get("name") {
            Some(Value::Array(names)) => text(names.first()),
            Some(name) => text(Some(name)),
            None => {
                let id = object.get("@id")?.as_str()?;
                let named = nodes.iter().find(|n| n.get("@id").and_then(Value::as_str) == Some(id))?;
                text(named.get("name"))
            }
        },
        v => text(Some(v)).filter(|t| !t.starts_with("http")),
    };
    let mut out: Vec<String> = Vec::new();
    for found in list.iter().take(50).filter_map(name) {
        if !out.contains(&found) {
            out.push(found);
        }
    }
    out
}

fn language(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Array(list)) => language(list.first().filter(|v| !v.is_array())),
        Some(Value::Object(o)) => text(o.get("alternateName")).or_else(|| text(o.get("name"))),
        v => text(v),
    }
}

/// A string or a number as one line, entities resolved; nothing when blank.
fn text(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => super::fragment::text_of_fragment(text).replace("\n\n", " "),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(blocks: &[&str], expected: LinkedData) {
        let blocks: Vec<String> = blocks.iter().map(|b| (*b).to_owned()).collect();
        assert_eq!(read(&blocks), expected);
    }

    fn headline(text: &str) -> LinkedData {
        LinkedData { headline: Some(text.to_owned()), ..LinkedData::default() }
    }

    #[test]
    fn a_story_is_found_wherever_it_stands() {
        check(&[r#"{"@type":"NewsArticle","headline":"One"}"#], headline("One"));
        check(
            &[r#"[{"@type":"WebPage"},{"@type":["Article","NewsArticle"],"headline":"One"}]"#],
            headline("One"),
        );
        check(&[r#"{"@graph":[[{"@type":"schema:BlogPosting","headline":"One"}]]}"#], headline("One"));
        check(&[r#"{"@type":"WebPage","mainEntity":{"@type":"Report","name":"One"}}"#], headline("One"));
        check(&["{broken", r#"{"@type":"http://schema.org/NewsArticle","headline":"One"}"#], headline("One"));
        check(&[r#"{"@type":"Product","name":"One"}"#], LinkedData::default());
    }

    #[test]
    fn slips_of_templates_are_mended() {
        check(
            &["<!-- {\"@type\":\"NewsArticle\",\"headline\":\"One\ntwo\t&amp; three\"}; -->"],
            headline("One two & three"),
        );
        check(&["//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"One\"}\n//]]>"], headline("One"));
        check(&[r#"{"@type":"Article","headline":7,"author":null,"publisher":[]}"#], headline("7"));
    }

    #[test]
    fn names_are_read_in_every_form() {
        let authors = |json: &str| {
            read(&[format!(r#"[{{"@id":"p","name":"Ida"}},{{"@type":"Article","author":{json}}}]"#)]).authors
        };
        assert_eq!(authors(r#""Ida""#), ["Ida"]);
        assert_eq!(authors(r#"{"name":"Ida"}"#), ["Ida"]);
        assert_eq!(authors(r#"[{"name":["Ida"]},"Jan",{"name":"Ida"},{"@type":"Person"}]"#), ["Ida", "Jan"]);
        assert_eq!(authors(r#"{"@id":"p"}"#), ["Ida"]);
        assert_eq!(authors(r#""https://a.example/ida""#), [""; 0]);
    }

    #[test]
    fn depth_is_harmless() {
        check(&[&"[".repeat(100_000), &"{\"@graph\":".repeat(100_000)], LinkedData::default());
    }
}
