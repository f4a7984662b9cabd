//! What the elements of HTML mean for paragraphs.

/// What an element does to the text in and around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `<br>`: one is a space, two are the end of a paragraph.
    Break,
    /// Has no content and no effect.
    Void,
    /// `<hr>`: no content, ends a paragraph.
    Rule,
    /// Its content is no text for readers: scripts, form controls, pictures.
    Silent,
    /// `<title>` of the page.
    Title,
    /// Runs within a paragraph.
    Inline,
    /// A link.
    Link,
    /// A date or time within a paragraph.
    Time,
    /// `<q>`: shown with quotation marks around it.
    Quoted,
    /// Begins and ends a paragraph.
    Block(Block),
}

/// The kinds of blocks that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Paragraph,
    Heading,
    /// `<h1>`.
    Title,
    Item,
    Quote,
    /// `<pre>`: its blank lines are breaks.
    Lines,
    Caption,
    Figure,
    Article,
    Main,
    List,
    Table,
    /// `<tbody>` and the like.
    Rows,
    Row,
    Cell,
    /// `<nav>`, `<footer>`, `<address>` and the like: beside the story.
    Aside,
    /// `<footer>`: beside the story, but not that of a block quote.
    Footer,
    Form,
    Body,
    Other,
}

/// Returns what the element of this (lower-case) name does.
pub(super) fn role(name: &str) -> Role {
    use Block::*;
    let block = match name {
        "br" => return Role::Break,
        "hr" => return Role::Rule,
        "area" | "base" | "basefont" | "bgsound" | "col" | "embed" | "frame" | "img" | "input" | "keygen"
        | "link" | "meta" | "param" | "source" | "track" | "wbr" => return Role::Void,
        "script"
        | "style"
        | "noscript"
        | "template"
        | "iframe"
        | "svg"
        | "math"
        | "button"
        | "select"
        | "option"
        | "optgroup"
        | "datalist"
        | "textarea"
        | "label"
        | "meter"
        | "progress"
        | "object"
        | "applet"
        | "audio"
        | "video"
        | "canvas"
        | "map"
        | "noembed"
        | "noframes"
        | "rp"
        | "rt"
        | "rtc"
        | "amp-ad"
        | "amp-analytics"
        | "amp-auto-ads"
        | "amp-consent"
        | "amp-embed"
        | "amp-iframe"
        | "amp-list"
        | "amp-sidebar"
        | "amp-social-share"
        | "amp-sticky-ad"
        | "amp-user-notification"
        | "amp-video"
        | "amp-lightbox"
        | "amp-audio" => return Role::Silent,
        "title" => return Role::Title,
        "a" => return Role::Link,
        "time" => return Role::Time,
        "q" => return Role::Quoted,
        "p" => Paragraph,
        "h1" => Title,
        "h2" | "h3" | "h4" | "h5" | "h6" => Heading,
        "li" | "dt" | "dd" => Item,
        "blockquote" => Quote,
        "pre" | "listing" | "xmp" | "plaintext" => Lines,
        "figcaption" | "caption" => Caption,
        "figure" => Figure,
        "article" => Article,
        "main" => Main,
        "ul" | "ol" | "dl" | "menu" | "dir" => List,
        "table" => Table,
        "tr" => Row,
        "td" | "th" => Cell,
        "nav" | "aside" | "address" | "dialog" => Aside,
        "footer" => Footer,
        "form" => Form,
        "body" | "html" | "head" => Body,
        "div" | "section" | "header" | "hgroup" | "center" | "details" | "summary" | "fieldset"
        | "legend" | "frameset" | "search" => Other,
        "tbody" | "thead" | "tfoot" => Rows,
        _ => return Role::Inline,
    };
    Role::Block(block)
}

/// Whether the tree builder of HTML opens an element of this name again when a block closed it: each that is left open is
/// copied into every block that follows.
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}
