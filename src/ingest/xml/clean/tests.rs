use super::*;

#[track_caller]
fn check(text: &str, expected: &str) {
    let xml = clean(text).map(|c| c.xml).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(xml, format!("<documents>{expected}</documents>"), "{text:?}");
    let tree = super::super::Tree::new(text).unwrap_or_else(|e| panic!("{e}"));
    assert!(tree.nodes().is_ok(), "{text:?}: {:?}", tree.nodes().err());
}

#[track_caller]
fn check_bad(text: &str, expected: &str) {
    assert_eq!(clean(text).map_err(|e| e.to_string()), Err(expected.to_owned()));
}

#[test]
fn only_elements_attributes_and_text_are_left() {
    check(
        "\u{feff}<?xml version='1.0' encoding='x'?>\n<!-- c --><a b='1'>t<!-- <x> --><?p q?>u</a>",
        "<a b=\"1\">tu</a>",
    );
    check("<a><![CDATA[<p>1 & 2</p>]]></a>", "<a>&lt;p&gt;1 &amp; 2&lt;/p&gt;</a>");
    check("<a>x]]>y &gt;</a>", "<a>x]]&gt;y &gt;</a>");
    check(
        "<a b=\"'&lt;\" c='\"' d=e f>x\r\ny\rz</a>",
        "<a b=\"'&lt;\" c=\"&quot;\" d=\"e\" f=\"\">x\ny\nz</a>",
    );
    check("<a\n  b = '1'\n/>", "<a b=\"1\"/>");
    check("<x:a xmlns:x='u' x:b='1' xml:lang='de'/>", "<a lang=\"de\"/>");
    check("<x:1 b='1' b='2'></x:1>", "<_x-1 b=\"1\"></_x-1>");
    check("before <a/> between <?xml version='1.0'?><b>1</b> behind", "<a/><b>1</b>");
}

#[test]
fn no_entity_of_a_document_is_expanded() {
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><l>&b;&nbsp;&b;</l>";
    check(laughs, "<l>&amp;b;\u{a0}&amp;b;</l>");
    let mended = clean(laughs).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((mended.unknown, mended.first_unknown.as_deref()), (2, Some("&b;")));
    check(
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\" [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<a>&amp;x;</a>",
    );
    check("<!DOCTYPE a [<!-- ]> ' --><?p ]>?>]><a>1</a>", "<a>1</a>");
}

#[test]
fn marks_that_are_none_are_text() {
    check("<a>1 < 2 <3 & 4 &; &amp; &x y;</a>", "<a>1 &lt; 2 &lt;3 &amp; 4 &amp;; &amp; &amp;x y;</a>");
    check("<a>x <b and <i>y</i></a>", "<a>x &lt;b and <i>y</i></a>");
    check("<a><b><i>x</b></i> y</c></a>", "<a><b><i>x</i></b> y</a>");
    check("<a>x<br>y<h:BR></h:BR>z</a>", "<a>x<br/>y<BR/>z</a>");
    check("<a>\0x\u{1}\u{b}\u{fffe}</a>", "<a>x</a>");
    check("<a></></a><", "<a>&lt;/&gt;</a>");
    check("<a>it <!is said> so</a>", "<a>it &lt;!is said&gt; so</a>");
    check("<a><?p <b>x</b></a>", "<a>x</a>");
    check("<a>&#60;b&#62;&#38;&#0;&#xb;</a>", "<a>&lt;b&gt;&amp;</a>");
}

#[test]
fn what_breaks_off_is_closed() {
    #[track_caller]
    fn check_cut(text: &str, expected: &str, open: &str) {
        let mended = clean(text).unwrap_or_else(|e| panic!("{e}"));
        let expected = format!("<documents>{expected}</documents>");
        assert_eq!((mended.xml, mended.cut.as_deref()), (expected, Some(open)), "{text:?}");
    }
    check_cut("<a><p>One", "<a><p>One</p></a>", "p");
    check_cut("<a><p>One</", "<a><p>One&lt;/</p></a>", "p");
    check_cut("<a><p>One</p", "<a><p>One</p></a>", "p");
    check_cut("<a><p>One</p><q", "<a><p>One</p></a>", "a");
    check_cut("<a><p>One</p><q r='", "<a><p>One</p></a>", "a");
    check_cut("<a><p>One</p><q r='<b>x</b>", "<a><p>One</p></a>", "a");
    check_cut("<a><p>One &nb", "<a><p>One </p></a>", "p");
    check_cut("<a><p>One &#82", "<a><p>One </p></a>", "p");
    check_cut("<a><![CDATA[One &nb", "<a>One &amp;nb</a>", "a");
    check_cut("<a>One<!-- two", "<a>One</a>", "a");
    check_cut("<a>One<?two", "<a>One</a>", "a");
    assert_eq!(clean("<a>One</a>").map(|c| c.cut), Ok(None));
}

#[test]
fn every_cut_gives_a_tree_or_a_reason() {
    let text = "\u{feff}<?xml version='1.0'?><!DOCTYPE a [<!ENTITY é 'ü'>]><a é='ü &amp; &uuml;'>Fähre <!-- ö --><![CDATA[<ä>]]>\
                <p:b xmlns:p='q'>&eacute;</p:b> < & <c d=e/></a>";
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let _ = clean(&text[..end]);
        if let Ok(tree) = super::super::Tree::new(&text[..end]) {
            assert!(tree.nodes().is_ok(), "{:?}: {}", &text[..end], tree.clean().xml);
        }
        // The same text from its middle.
        if let Ok(tree) = super::super::Tree::new(&text[end..]) {
            assert!(tree.nodes().is_ok(), "{:?}: {}", &text[end..], tree.clean().xml);
        }
    }
}

#[test]
fn what_grows_is_refused_with_its_place() {
    check_bad("", "line 1, column 1: no element");
    check_bad("Just prose, 3 < 4.", "line 1, column 19: no element");
    check_bad("a\r\nb\n<!DOCTYPE a [", "line 3, column 1: a declaration does not end");
    check_bad(&"<a>".repeat(100_000), "line 1, column 772: elements are nested deeper than 256");
    assert!(clean(&"<a>".repeat(256)).is_ok());
    let attributes: String = (0..80_000).map(|n| format!(" a{n}='1'")).collect();
    check_bad(
        &format!("<a>\n<b{attributes}/></a>"),
        "line 2, column 1: an element has more than 256 attributes",
    );
    let bindings: String = (0..80_000).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
    check_bad(&format!("<a{bindings}/>"), "line 1, column 1: an element has more than 256 attributes");
    let nested: String = (0..100)
        .map(|n| {
            format!("<b xmlns:a{n}='1' {}>", (0..200).map(|m| format!("xmlns:b{m}='1' ")).collect::<String>())
        })
        .collect();
    check_bad(&nested, "line 1, column 14536: more than 1,024 namespaces are bound");
}

#[test]
fn looking_ahead_does_not_add_up() {
    // A cleaner that looks for an end again and again would not come back from these: its work is the square of their length.
    for piece in [
        "<?",
        "<a ",
        "<a b='",
        "<a b=\"<a b='",
        "</a",
        "<![CDATA[",
        "<!-- ",
        "&",
        "&a",
        "<!x '",
        "<a><?x>",
        "</a </b",
    ] {
        let text = format!("<r>{}", piece.repeat(1_000_000 / piece.len()));
        let _ = clean(&text);
    }
}
