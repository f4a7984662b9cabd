#[test]
#[ignore]
fn samples() {
    use super::*;
    let path = std::env::var("SAMPLE").unwrap();
    for path in path.split_whitespace() {
    let bytes = std::fs::read(path).unwrap();
    let text = match String::from_utf8(bytes) { Ok(t) => t, Err(e) => encoding_rs::WINDOWS_1252.decode(e.as_bytes()).0.into_owned() };
    let head = &text[..text.floor_char_boundary(65536)];
    let is = [("nitf", nitf::is_one(head)), ("newsml", newsml::is_one(head)), ("ap", ap::is_one(head)), ("ninjs", ninjs::is_one(head)), ("anpa", anpa::is_one(head)), ("7901", iptc7901::is_one(head))];
    let kind: Vec<_> = is.iter().filter(|i| i.1).map(|i| i.0).collect();
    println!("######## {path} {kind:?}");
    let found = match kind.first() { Some(&"nitf") => nitf::read(&text), Some(&"newsml") => newsml::read(&text), Some(&"ap") => ap::read(&text), Some(&"ninjs") => ninjs::read(&text), Some(&"anpa") => anpa::read(&text), Some(&"7901") => iptc7901::read(&text), _ => vec![] };
    for f in found {
        match f {
            Found::Item(mut i) => { let t = std::mem::take(&mut i.text); println!("{i:#?}"); for p in t.split("\n\n") { println!("¶ {p}"); } }
            f => println!("{f:?}"),
        }
    }
    }
}
