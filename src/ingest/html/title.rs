//! The headline of a page and the outlet's name, out of titles that hold both.

use super::head::Head;
use super::linked_data::LinkedData;
use super::walk::{Kind, Piece, Walked};

/// What stands between the headline and the name of the outlet.
const SEPARATORS: [&str; 8] =
    [" | ", " - ", " \u{2013} ", " \u{2014} ", " \u{b7} ", " :: ", " \u{bb} ", " // "];

/// Longest name of an outlet that is believed, in characters.
const LONGEST_OUTLET: usize = 40;

/// Names under which pages state the headline.
const HEADLINE: [&str; 5] = ["og:title", "headline", "twitter:title", "dc.title", "title"];
/// Names under which they state the outlet.
const OUTLET: [&str; 5] =
    ["og:site_name", "application-name", "publisher", "dc.publisher", "al:ios:app_name"];

/// The headline and the outlet of a page. `byline` helps to see that a title ends in the author's name.
pub(super) fn headline_and_outlet(
    walked: &Walked,
    data: &LinkedData,
    byline: Option<&str>,
) -> (Option<String>, Option<String>) {
    let head = &walked.head;
    let outlet = data.outlet.clone().or_else(|| head.meta(&OUTLET).map(str::to_owned));
    let names: Vec<&str> = outlet.as_deref().into_iter().chain(byline).collect();
    let title = window(head);
    let headline = data
        .headline
        .clone()
        .or_else(|| head.meta(&HEADLINE).map(|t| without_names(t, &names).to_owned()))
        .or_else(|| shown(walked, outlet.as_deref()))
        .or_else(|| part_shown(walked, &title).map(str::to_owned))
        .or_else(|| Some(without_names(&title, &names).to_owned()).filter(|t| !t.is_empty()));
    let outlet = outlet.or_else(|| headline.as_deref().and_then(|h| outlet_behind(&title, h)));
    (headline, outlet)
}

/// All that the page gives as its title: none of it is a paragraph where it stands as a heading.
pub(super) fn titles(walked: &Walked, headline: Option<&str>) -> Vec<String> {
    let stated = HEADLINE.iter().filter_map(|n| walked.head.meta(&[n])).map(str::to_owned);
    let mut titles: Vec<String> = stated.collect();
    titles.push(window(&walked.head));
    titles.extend(headline.map(str::to_owned));
    titles
}

/// `<title>` as one line.
fn window(head: &Head) -> String {
    head.title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first `<h1>`, one within an article or the main part before others.
fn shown(walked: &Walked, outlet: Option<&str>) -> Option<String> {
    let is_title = |p: &&Piece| {
        p.kind == Kind::Title && !p.nested && !outlet.is_some_and(|o| same_words(o, walked.text(p)))
    };
    let titles = || walked.pieces.iter().filter(is_title);
    let found = titles().find(|p| p.article > 0 || p.in_main).or_else(|| titles().next())?;
    Some(walked.text(found).to_owned())
}

/// The longest part of a title that stands on the page as a block of its own.
fn part_shown<'a>(walked: &Walked, title: &'a str) -> Option<&'a str> {
    let mut parts = vec![title];
    for separator in SEPARATORS {
        parts = parts.iter().flat_map(|p| p.split(separator)).collect();
    }
    let stands = |part: &&&str| walked.pieces.iter().any(|p| same_words(part, walked.text(p)));
    parts.iter().take(8).filter(stands).max_by_key(|p| p.len()).copied()
}

/// A title without ` | Outlet` or ` - Author` at its end or beginning.
fn without_names<'a>(title: &'a str, names: &[&str]) -> &'a str {
    let is_name = |part: &str| names.iter().any(|n| same_words(n, part));
    for separator in SEPARATORS {
        if let Some((story, name)) = title.rsplit_once(separator)
            && is_name(name)
        {
            return story.trim();
        }
        if let Some((name, story)) = title.split_once(separator)
            && is_name(name)
        {
            return story.trim();
        }
    }
    title
}

/// What stands behind the headline in a title, when that can be the name of an outlet.
fn outlet_behind(title: &str, headline: &str) -> Option<String> {
    SEPARATORS.iter().find_map(|separator| {
        let (story, outlet) = title.rsplit_once(separator)?;
        let begins = same_words(story, headline) || story.starts_with(headline);
        (begins && outlet.chars().count() <= LONGEST_OUTLET).then(|| outlet.trim().to_owned())
    })
}

/// Whether two texts differ in nothing but case, spaces and punctuation.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    fn letters(s: &str) -> impl Iterator<Item = char> {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(a).next().is_some() && letters(a).eq(letters(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_off_titles() {
        let check = |title: &str, names: &[&str], story: &str| {
            assert_eq!(without_names(title, names), story, "{title}");
        };
        check("Ferry sinks | The Kellan Courier", &["The Kellan Courier"], "Ferry sinks");
        check("Ferry sinks - island mourns - COURIER", &["Courier"], "Ferry sinks - island mourns");
        check("Courier \u{2013} Ferry sinks", &["Courier"], "Ferry sinks");
        check("Why it sank | Ida Brandl", &["Courier", "Ida Brandl"], "Why it sank");
        check("Ferry sinks - island mourns", &["Courier"], "Ferry sinks - island mourns");
        check("", &[""], "");
    }

    #[test]
    fn an_outlet_stands_behind_the_headline() {
        let check = |title: &str, headline: &str, outlet: Option<&str>| {
            assert_eq!(outlet_behind(title, headline).as_deref(), outlet, "{title}");
        };
        check("Ferry sinks - The Courier", "Ferry sinks", Some("The Courier"));
        check("Ferry sinks - News - The Courier", "Ferry sinks", Some("The Courier"));
        check("Ferry sinks", "Ferry sinks", None);
        check("The Courier - Ferry sinks", "Ferry sinks", None);
    }
}
