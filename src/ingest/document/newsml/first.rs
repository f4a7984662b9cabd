//! Items of NewsML 1.2.

use std::collections::{BTreeMap, BTreeSet};

use super::super::item::{Found, Item};
use super::super::wire::{self, fill as set, joined};
use super::super::{body, when};
use crate::ingest::xml::{Node, attribute, child, is_named, path, string_of};

/// Adds what a `NewsItem` holds: a story for each of its components that has a headline of its own and a text.
pub(super) fn read(node: Node<'_>, out: &mut Vec<Found>) {
    let common = common(node);
    let mut stories: Vec<Item> = Vec::new();
    let mut owners: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let places = places(node);
    for content in contents(node) {
        let place = place_of(content, &places);
        // Of equal versions (NITF, HTML, plain) the first that can be read is enough.
        if place.is_caption || place.equals.is_some_and(|equals| taken.contains(&equals)) {
            continue;
        }
        let mut item = Item::default();
        let owner = place.owner.map(|owner| owner.id().get());
        let known = owners.get(&owner).copied();
        if let (None, Some(owner)) = (&known, place.owner) {
            component(owner, &mut item);
        }
        body::read(content, &mut item);
        if item.text.is_empty() {
            continue;
        }
        taken.extend(place.equals);
        match known {
            Some(at) => {
                let story = &mut stories[at];
                story.text.push_str("\n\n");
                story.text.push_str(&item.text);
            }
            None => {
                owners.insert(owner, stories.len());
                stories.push(item);
            }
        }
    }
    if stories.is_empty() {
        return wire::finish(common, None, "an item", out);
    }
    let several = stories.len() > 1;
    for (at, mut item) in stories.into_iter().enumerate() {
        if several {
            item.id = common.release.guid.as_ref().map(|guid| format!("{guid}#{}", at + 1));
        }
        complete(&mut item, &common);
        if several {
            // Parts of an item are no versions of one another.
            item.release.guid.clone_from(&item.id);
        }
        wire::finish(item, None, "an item", out);
    }
}

/// The contents of an item. One inside another is a part of it.
fn contents<'a>(item: Node<'a>) -> impl Iterator<Item = Node<'a>> {
    let is_content = |n: &Node<'a>| is_named(*n, "DataContent");
    item.descendants().filter(is_content).filter(move |n| !n.ancestors().skip(1).any(|a| is_content(&a)))
}

/// What the components around a content say of it.
#[derive(Clone, Copy, Default)]
struct Place<'a> {
    /// The innermost component with a headline.
    owner: Option<Node<'a>>,
    /// The innermost component whose parts say the same in several forms.
    equals: Option<u32>,
    is_caption: bool,
}

/// The places that the components of an item make, in the order of their ids. Each component is looked at once, however many
/// contents are in it.
fn places(item: Node<'_>) -> Vec<(u32, Place<'_>)> {
    let mut places = Vec::new();
    for component in item.descendants().filter(|n| is_named(*n, "NewsComponent")) {
        let mut place = place_of(component, &places);
        if path(component, &["NewsLines", "HeadLine"]).is_some_and(has_text) {
            place.owner = Some(component);
        }
        if component.attribute("EquivalentsList") == Some("yes") {
            place.equals = Some(component.id().get());
        }
        let role = child(component, "Role").and_then(|n| attribute(n, "FormalName"));
        place.is_caption |= role.is_some_and(|r| r.eq_ignore_ascii_case("caption"));
        places.push((component.id().get(), place));
    }
    places
}

fn has_text(node: Node<'_>) -> bool {
    node.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).any(|text| !text.trim().is_empty())
}

/// The place inside the innermost component around a node.
fn place_of<'a>(node: Node<'a>, places: &[(u32, Place<'a>)]) -> Place<'a> {
    let around = node.ancestors().skip(1).find(|n| is_named(*n, "NewsComponent"));
    let known = around.and_then(|n| places.binary_search_by_key(&n.id().get(), |(id, _)| *id).ok());
    known.and_then(|at| places.get(at)).map(|(_, place)| *place).unwrap_or_default()
}

/// What the item says of all its stories.
fn common(node: Node<'_>) -> Item {
    let mut item = Item { language: attribute(node, "lang"), ..Item::default() };
    if let Some(id) = path(node, &["Identification", "NewsIdentifier"]) {
        identifier(id, &mut item);
    }
    if let Some(management) = child(node, "NewsManagement") {
        self::management(management, &mut item);
    }
    // The components from the outside in, as far as there is one alone: what they say holds for all inside.
    let mut around = node;
    while let Some(inner) = only_component(around) {
        component(inner, &mut item);
        around = inner;
    }
    let provider = path(node, &["Identification", "NewsIdentifier", "ProviderId"]).and_then(string_of);
    set(&mut item.outlet, provider);
    item
}

fn only_component(node: Node<'_>) -> Option<Node<'_>> {
    let mut inner = node.children().filter(|n| is_named(*n, "NewsComponent"));
    inner.next().filter(|_| inner.next().is_none())
}

fn identifier(id: Node<'_>, item: &mut Item) {
    let text = |name| child(id, name).and_then(string_of);
    let revision = text("RevisionId");
    let parts = [text("ProviderId"), text("DateId"), text("NewsItemId")];
    let built = || {
        parts.iter().all(Option::is_some).then(|| parts.iter().flatten().map(|p| format!(":{p}")).collect())
    };
    let public =
        text("PublicIdentifier").map(|public| without_revision(&public, revision.as_deref()).to_owned());
    item.release.guid = public.or_else(|| built().map(|parts: String| format!("urn:newsml{parts}")));
    item.release.version = revision;
}

/// The public identifier ends with the revision, and with a letter that says whether it updates all or parts.
fn without_revision<'a>(public: &'a str, revision: Option<&str>) -> &'a str {
    let Some((stem, end)) = public.rsplit_once(':') else { return public };
    if revision == Some(end.trim_end_matches(|c: char| c.is_ascii_alphabetic())) { stem } else { public }
}

fn management(management: Node<'_>, item: &mut Item) {
    let time = |name| child(management, name).and_then(string_of).map(|t| when::stated(&t));
    item.published = time("FirstCreated");
    let release = &mut item.release;
    release.updated = time("ThisRevisionCreated");
    let formal = |n: Node<'_>| attribute(n, "FormalName");
    release.status = child(management, "Status").and_then(formal).and_then(|s| wire::status(&s));
    let change = child(management, "StatusWillChange");
    let to_usable = |n: &Node<'_>| {
        child(*n, "FutureStatus").and_then(formal).is_some_and(|s| s.eq_ignore_ascii_case("usable"))
    };
    let change = change.filter(to_usable).and_then(|n| child(n, "DateAndTime")).and_then(string_of);
    release.embargo = change.map(|t| when::stated(&t));
    let instructions = || management.children().filter(|n| is_named(*n, "Instruction"));
    for instruction in instructions() {
        wire::signal(&mut release.status, formal(instruction).and_then(|s| wire::status(&s)));
    }
    let notes = management.children().filter(|n| NOTES.iter().any(|name| is_named(*n, name)));
    release.notice = joined(notes.filter_map(|n| string_of(n).or_else(|| formal(n))), " ");
}

/// Elements in which agencies tell their clients something about a version.
const NOTES: [&str; 6] =
    ["Instruction", "EditorialNote", "EditorialNotes", "EditorNote", "EdNote", "Comment"];

/// What a component says of the stories in it, where `item` does not know it yet.
fn component(node: Node<'_>, item: &mut Item) {
    if let Some(lines) = child(node, "NewsLines") {
        let text = |name| child(lines, name).and_then(string_of);
        set(&mut item.headline, text("HeadLine"));
        set(&mut item.byline, text("ByLine"));
        set(&mut item.release.usage, text("CopyrightLine"));
    }
    let formal = |n: Node<'_>| attribute(n, "FormalName");
    for party in ["Provider", "Source"] {
        set(&mut item.outlet, path(node, &["AdministrativeMetadata", party, "Party"]).and_then(formal));
    }
    set(&mut item.outlet, path(node, &["NewsLines", "CreditLine"]).and_then(string_of));
    set(&mut item.language, attribute(node, "lang"));
    set(&mut item.language, path(node, &["DescriptiveMetadata", "Language"]).and_then(formal));
    if let Some(rights) = child(node, "RightsMetadata") {
        let said = rights.descendants().filter(|n| n.is_text()).filter_map(|n| n.text());
        let usage =
            joined(item.release.usage.take().into_iter().chain(said.map(|s| s.trim().to_owned())), "; ");
        item.release.usage = usage;
    }
    let notes = node.children().filter(|n| NOTES.iter().any(|name| is_named(*n, name)));
    let notice = item.release.notice.take().into_iter().chain(notes.filter_map(string_of));
    item.release.notice = joined(notice, " ");
}

/// Fills what a story does not know of itself.
fn complete(item: &mut Item, common: &Item) {
    set(&mut item.headline, common.headline.clone());
    set(&mut item.byline, common.byline.clone());
    // Who publishes and when is said of the item; its body only repeats it.
    item.outlet = common.outlet.clone().or(item.outlet.take());
    item.published = common.published.clone().or(item.published.take());
    set(&mut item.language, common.language.clone());
    let (release, all) = (&mut item.release, &common.release);
    release.guid = all.guid.clone().or(release.guid.take());
    release.version = all.version.clone().or(release.version.take());
    release.updated = all.updated.clone().or(release.updated.take());
    release.status = all.status.or(release.status);
    release.notice = all.notice.clone().or(release.notice.take());
    release.usage = all.usage.clone().or(release.usage.take());
    release.embargo = all.embargo.clone().or(release.embargo.take());
}
