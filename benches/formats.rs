//! How fast each format is read, from its bytes to stories and their paragraphs: `cargo bench --bench formats`.
//!
//! The same generated stories are written in every format and read by one thread, from memory; the best of some runs counts.
//! Beside the speed stands what was read: every format must give all stories and all their paragraphs, or the run fails.

#![allow(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "corpus/mod.rs"]
mod corpus;

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Deserialize;
use wirediff::ingest::{Batches, Limits, Reading, sources_in};
use wirediff::text::paragraph_spans;

/// A generated story.
#[derive(Deserialize)]
struct Story {
    id: String,
    title: String,
    text: String,
    #[serde(rename = "source")]
    outlet: String,
    published: String,
}

impl Story {
    fn paragraphs(&self) -> Vec<&str> {
        self.text.split("\n\n").collect()
    }

    /// The text with every paragraph between two marks.
    fn marked(&self, before: &str, after: &str) -> String {
        self.paragraphs().iter().fold(String::new(), |mut out, p| {
            let _ = writeln!(out, "{before}{}{after}", escaped(p));
            out
        })
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Runs of each format, of which the best counts.
const RUNS: usize = 5;

fn main() {
    // `cargo test --benches` asks only whether it works.
    let quick = std::env::args().any(|a| a == "--test");
    let (mut feed, mut truth) = (Vec::new(), Vec::new());
    let count = if quick { 20 } else { 4_000 };
    corpus::generate(corpus::Kind::Feed, count, 7, &mut feed, &mut truth).expect("a Vec takes all");
    let stories: Vec<Story> = feed
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| serde_json::from_slice(l).expect("JSON"))
        .collect();
    let paragraphs: usize = stories.iter().map(|s| s.paragraphs().len()).sum();
    println!("{} stories, {paragraphs} paragraphs, one thread\n", stories.len());
    println!("{:<22}{:>9}{:>9}{:>12}", "format", "MB", "MB/s", "stories/s");
    for (name, bytes) in formats(&stories, &feed) {
        let mut best = Duration::MAX;
        for _ in 0..if quick { 1 } else { RUNS } {
            let input = bytes.clone();
            let start = Instant::now();
            let found = read(name, input);
            best = best.min(start.elapsed());
            assert_eq!(found, (stories.len(), paragraphs), "{name} lost something");
        }
        let (mb, seconds) = (bytes.len() as f64 / 1e6, best.as_secs_f64());
        println!("{name:<22}{mb:>9.1}{:>9.0}{:>12.0}", mb / seconds, stories.len() as f64 / seconds);
    }
}

/// Returns the stories and paragraphs read.
fn read(name: &str, bytes: Vec<u8>) -> (usize, usize) {
    let reading = Reading::new(Limits { encoding: None, max_story: 256 << 20 }, &std::env::temp_dir());
    let found = sources_in(name, bytes, &reading);
    assert!(found.problems.is_empty(), "{name}: {:?}", found.problems);
    let (mut stories, mut paragraphs) = (0, 0);
    for batch in Batches::new(&found.list, &reading) {
        batch.records(&reading, &mut |record| match record {
            Ok(record) => {
                stories += 1;
                paragraphs += paragraph_spans(&record.text).len();
            }
            Err(problem) => panic!("{name}: {problem:?}"),
        });
    }
    (stories, paragraphs)
}

/// The stories in every format.
fn formats(stories: &[Story], feed: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let each = |write: &dyn Fn(&Story) -> String| -> String { stories.iter().map(write).collect() };
    let tar = |extension: &str, write: &dyn Fn(&Story) -> String| {
        let mut builder = tar::Builder::new(Vec::new());
        for story in stories {
            let content = write(story);
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            let path = Path::new(&story.id).with_extension(extension);
            builder.append_data(&mut header, path, content.as_bytes()).expect("a Vec takes all");
        }
        builder.into_inner().expect("a Vec takes all")
    };
    let json = |story: &Story| {
        serde_json::json!({"id": story.id, "title": story.title, "text": story.text, "outlet": story.outlet,
                           "published": story.published})
    };
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("a Vec takes all");
        encoder.finish().expect("a Vec takes all")
    };
    let bzip2 = |bytes: &[u8]| {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
        encoder.write_all(bytes).expect("a Vec takes all");
        encoder.finish().expect("a Vec takes all")
    };
    let xz = |bytes: &[u8]| {
        let options = lzma_rust2::XzOptions::with_preset(1);
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("options");
        encoder.write_all(bytes).expect("a Vec takes all");
        encoder.finish().expect("a Vec takes all")
    };
    let zstd = ruzstd::encoding::compress_to_vec(feed, ruzstd::encoding::CompressionLevel::Fastest);
    let texts = tar("txt", &|s| s.text.clone());
    let pages = |s: &Story| page(s);
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>\
         <title>Feed</title>{}</channel></rss>",
        each(&|s| format!(
            "<item><title>{}</title><guid>{}</guid><content:encoded><![CDATA[{}]]></content:encoded></item>\n",
            escaped(&s.title),
            s.id,
            s.marked("<p>", "</p>")
        ))
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Feed</title>{}</feed>",
        each(&|s| format!(
            "<entry><title>{}</title><id>{}</id><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{}</div>\
             </content></entry>\n",
            escaped(&s.title),
            s.id,
            s.marked("<p>", "</p>")
        ))
    );
    let items: Vec<_> = stories
        .iter()
        .map(|s| serde_json::json!({"id": s.id, "title": s.title, "content_html": s.marked("<p>", "</p>")}))
        .collect();
    let items = serde_json::to_string(&items).expect("JSON");
    let json_feed =
        format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Feed\",\"items\":{items}}}");
    let all: Vec<_> = stories.iter().map(json).collect();
    vec![
        ("jsonl", feed.to_vec()),
        ("json", serde_json::to_vec_pretty(&all).expect("JSON")),
        ("csv", csv(stories, b',')),
        ("tsv", csv(stories, b'\t')),
        ("jsonl.gz", gzip(feed)),
        ("jsonl.zst", zstd),
        ("jsonl.xz", xz(feed)),
        ("jsonl.bz2", bzip2(feed)),
        ("text in tar", texts.clone()),
        ("text in tar.gz", gzip(&texts)),
        ("html in tar", tar("html", &pages)),
        ("html in warc", each(&|s| warc(s)).into_bytes()),
        ("rss", rss.into_bytes()),
        ("atom", atom.into_bytes()),
        ("json feed", json_feed.into_bytes()),
        ("nitf in tar", tar("xml", &|s| nitf(s, ""))),
        ("newsml 1.2 in tar", tar("xml", &newsml)),
        ("newsml-g2 in tar", tar("xml", &newsml_g2)),
        (
            "ninjs lines",
            each(&|s| {
                serde_json::json!({"uri": s.id, "headline": s.title, "body_html": s.marked("<p>", "</p>")})
                    .to_string()
                    + "\n"
            })
            .into_bytes(),
        ),
        ("anpa", each(&anpa).into_bytes()),
        ("iptc 7901", each(&iptc).into_bytes()),
        #[cfg(feature = "mail")]
        ("mailbox", each(&mail).into_bytes()),
        #[cfg(feature = "parquet")]
        ("parquet", columns(stories)),
    ]
}

/// A page with what pages have around their stories.
fn page(s: &Story) -> String {
    let title = escaped(&s.title);
    let links: String =
        (0..40).map(|n| format!("<li><a href=\"/section/{n}\">Section {n}</a></li>")).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{title}</title><meta charset=\"utf-8\">\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":{:?},\"datePublished\":\"{}\"}}</script>\
         <style>body{{margin:0}}</style><script>window.a=1;</script></head><body><nav><ul>{links}</ul></nav>\
         <article><h1>{title}</h1><div class=\"article-body\" itemprop=\"articleBody\">{}</div></article>\
         <aside class=\"related\"><ul>{links}</ul></aside><footer>{links}</footer></body></html>\n",
        s.title,
        s.published,
        s.marked("<p class=\"paragraph\">", "</p>")
    )
}

fn warc(s: &Story) -> String {
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(s));
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: https://{}/{}\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        s.outlet.replace(' ', "-"),
        s.id,
        block.len()
    )
}

fn nitf(s: &Story, namespace: &str) -> String {
    format!(
        "<nitf{namespace}><head><docdata><doc-id id-string=\"{}\"/></docdata></head><body><body.head><hedline><hl1>{}</hl1>\
         </hedline></body.head><body.content>{}</body.content></body></nitf>",
        s.id,
        escaped(&s.title),
        s.marked("<p>", "</p>")
    )
}

fn newsml(s: &Story) -> String {
    format!(
        "<?xml version=\"1.0\"?><NewsML Version=\"1.2\"><NewsItem><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId>\
         <NewsItemId>{}</NewsItemId><RevisionId>1</RevisionId></NewsIdentifier></Identification><NewsComponent><NewsLines>\
         <HeadLine>{}</HeadLine></NewsLines><ContentItem><DataContent>{}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
        s.id,
        escaped(&s.title),
        nitf(s, "")
    )
}

fn newsml_g2(s: &Story) -> String {
    format!(
        "<?xml version=\"1.0\"?><newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"{}\" version=\"1\"><itemMeta>\
         <itemClass qcode=\"ninat:text\"/></itemMeta><contentMeta><headline>{}</headline></contentMeta><contentSet>\
         <inlineXML contenttype=\"application/nitf+xml\">{}</inlineXML></contentSet></newsItem>",
        s.id,
        escaped(&s.title),
        nitf(s, " xmlns=\"http://iptc.org/std/NITF/2006-10-18/\"")
    )
}

fn anpa(s: &Story) -> String {
    let body: String = s.paragraphs().iter().map(|p| format!("\t   {p}\r\n")).collect();
    format!(
        "\u{16}\u{16}\u{1}W1234\u{1f}-----\r\nr a\u{13}\u{11} BC-{} 11-13 0500\r\n\u{2}^BC-{},500<\r\n^{}<\r\n{body}\r\n\u{3}AP-WF-11-13-13 1509GMT<\r\n\u{c}\r\n\u{4}",
        s.id, s.id, s.title
    )
}

fn iptc(s: &Story) -> String {
    let body: String = s.paragraphs().iter().map(|p| format!("   {p}\r\n\n")).collect();
    format!(
        "\u{1}eca062 4 i 211 abcd   dpa 061\r\n\nslug/\r\n\u{2}{} =\r\n\n{body}\r\n\u{3}131137 GMT Nov 13 \r\n\u{7f}\n\u{7f}\u{4}",
        s.title
    )
}

#[cfg(feature = "mail")]
fn mail(s: &Story) -> String {
    format!(
        "From desk@wire.example Tue Oct 15 18:40:00 2024\nMessage-ID: <{}@wire.example>\nFrom: Desk <desk@wire.example>\n\
         Subject: {}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{}\n\n",
        s.id, s.title, s.text
    )
}

fn csv(stories: &[Story], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(["id", "title", "text", "published"]).expect("a Vec takes all");
    for s in stories {
        writer.write_record([&s.id, &s.title, &s.text, &s.published]).expect("a Vec takes all");
    }
    writer.into_inner().expect("a Vec takes all")
}

#[cfg(feature = "parquet")]
fn columns(stories: &[Story]) -> Vec<u8> {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = "message feed { REQUIRED BYTE_ARRAY id (UTF8); REQUIRED BYTE_ARRAY text (UTF8); }";
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("a writer");
    let mut group = writer.next_row_group().expect("a group");
    for pick in [|s: &Story| s.id.clone(), |s: &Story| s.text.clone()] {
        let values: Vec<ByteArray> = stories.iter().map(|s| ByteArray::from(pick(s).as_str())).collect();
        let mut column = group.next_column().expect("a column").expect("a column");
        column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("written");
        column.close().expect("closed");
    }
    group.close().expect("closed");
    writer.into_inner().expect("a Vec takes all")
}
