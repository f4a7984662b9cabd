//! Six outlets with a feed each, which change as soon as the last change was read, and answer as servers do.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use crate::random::Random;
use crate::server::{self, Server};

/// Items in a feed.
const ITEMS: usize = 12;
/// Longer than anybody waits.
const HANG: Duration = Duration::from_secs(3);
const OUTLETS: [&str; 6] = ["Courant", "Harbour24", "Ledger", "Dagpost", "Tidebox", "Bote"];

/// What is told, and how often.
type Expected = BTreeMap<(String, String), usize>;

#[derive(Clone)]
struct Item {
    id: String,
    headline: String,
    paragraphs: Vec<String>,
    /// Minutes since some hour.
    minute: usize,
    killed: bool,
    /// Whether the watch has it.
    read: bool,
    /// The outlets that have copied it: one that copies a story twice has two versions of its own.
    copied_by: Vec<usize>,
}

struct Feed {
    items: Vec<Item>,
    /// Of the content that is served now.
    version: usize,
    /// How often that was served whole.
    served: usize,
    asked: usize,
}

struct World {
    feeds: Vec<Feed>,
    random: Random,
    expected: Expected,
    polls: usize,
    made: usize,
    settling: bool,
    /// Whether every feed names its versions.
    names: bool,
}

/// The feeds behind one server.
pub struct Newsroom {
    world: Arc<Mutex<World>>,
    _server: Server,
}

impl Newsroom {
    /// Opens the newsroom, and writes a list of its feeds into a folder. `names` is whether every feed names its versions: who is
    /// killed may have been sent something twice and have kept none of it.
    pub fn open(folder: &Path, names: bool) -> Newsroom {
        let feed = || Feed { items: Vec::new(), version: 0, served: 1, asked: 0 };
        let world = World {
            feeds: OUTLETS.iter().map(|_| feed()).collect(),
            random: Random::new(11, 0),
            expected: Expected::new(),
            polls: 0,
            made: 0,
            settling: false,
            names,
        };
        let world = Arc::new(Mutex::new(world));
        let own = Arc::clone(&world);
        let server = server::serve_heads(move |head, connection| answer(&own, head, connection));
        let outlines: String =
            (0..OUTLETS.len()).map(|n| format!("<outline xmlUrl=\"{}/{n}\"/>", server.base)).collect();
        let list = format!("<opml version=\"2.0\"><body>{outlines}</body></opml>");
        fs::write(folder.join("feeds.opml"), list).expect("written");
        Newsroom { world, _server: server }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no thread panics here")
    }

    /// Requests so far.
    pub fn polls(&self) -> usize {
        self.world().polls
    }

    /// From now on nothing changes, and all is answered well.
    pub fn settle(&self) {
        let mut world = self.world();
        world.settling = true;
        world.feeds.iter_mut().for_each(|feed| feed.served = 0);
    }

    /// Whether all feeds were read since.
    pub fn is_settled(&self) -> bool {
        self.world().feeds.iter().all(|feed| feed.served >= 2)
    }

    /// What must have been told.
    pub fn expected(&self) -> Expected {
        self.world().expected.clone()
    }

    /// Stories that were ever there, without their older versions.
    pub fn stories(&self) -> usize {
        self.world().made
    }
}

fn answer(world: &Mutex<World>, head: &str, connection: &mut TcpStream) {
    let path = head.split(' ').nth(1).unwrap_or_default();
    let Ok(at) = path.trim_start_matches('/').parse::<usize>() else { return };
    let mut guard = world.lock().expect("no thread panics here");
    let world = &mut *guard;
    world.polls += 1;
    world.feeds[at].asked += 1;
    let etag = |version: usize| format!("\"{at}-{version}\"");
    let has_etag = at % 2 == 0 || world.names;
    let lower = head.to_ascii_lowercase();
    let asks = |etag: &str| lower.contains(&format!("if-none-match: {etag}"));
    // Whoever names the version has read it; elsewhere whoever was sent it whole twice.
    let read = match has_etag {
        true => asks(&etag(world.feeds[at].version)),
        false => world.feeds[at].served >= 2,
    };
    if read {
        world.feeds[at].items.iter_mut().for_each(|item| item.read = true);
    }
    if (read || world.feeds[at].version == 0) && !world.settling {
        world.change(at);
    } else if read && has_etag {
        world.feeds[at].served += 1;
    }
    // Hangs are rare: each takes the time of a whole round.
    let mood = if world.settling { 99 } else { world.random.below(100) };
    let hangs = world.feeds[at].asked % 90 == 45 && !world.settling;
    let body = world.body(at);
    let version = etag(world.feeds[at].version);
    let lie = match at {
        // Windows-1252 under the name of UTF-8, and a charset that nobody knows.
        1 => "application/rss+xml; charset=utf-8",
        3 => "text/xml; charset=x-none",
        _ => "application/xml",
    };
    let etag_line = format!("ETag: {version}");
    let kind = format!("Content-Type: {lie}");
    let headers: Vec<&str> = if has_etag { vec![&kind, &etag_line] } else { vec![&kind] };
    if hangs {
        drop(guard);
        thread::sleep(HANG);
        return;
    }
    match mood {
        0..6 => server::send(connection, "500 Internal Server Error", &[], b"no"),
        6..9 => server::send(connection, "429 Too Many Requests", &["Retry-After: 0"], b""),
        9..12 => server::send(connection, "503 Service Unavailable", &[], b"<html><p>Back soon</p></html>"),
        12..15 => server::send(
            connection,
            "200 OK",
            &["Content-Type: text/html"],
            b"<html><body><p>We are busy with a great story about everything.</p></body></html>",
        ),
        15..19 => {
            // Cut in the middle of what was promised.
            let _ = write!(connection, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{kind}\r\n\r\n", body.len());
            let _ = connection.write_all(&body[..body.len() / 2]);
        }
        _ if has_etag && asks(&version) => server::send(connection, "304 Not Modified", &[], b""),
        _ => {
            server::send(connection, "200 OK", &headers, &body);
            if !has_etag {
                world.feeds[at].served += 1;
            }
        }
    }
}

impl World {
    fn text(&mut self, words: usize) -> String {
        const SYLLABLES: [&str; 24] = [
            "ka", "ro", "mi", "ven", "ta", "lu", "so", "per", "na", "dri", "fe", "gol", "ba", "chi", "tor",
            "eln", "ump", "ost", "ara", "ine", "qua", "zel", "wy", "hym",
        ];
        let mut out = Vec::new();
        for _ in 0..words {
            let count = 2 + self.random.below(3);
            out.push((0..count).map(|_| *self.random.pick(&SYLLABLES)).collect::<String>());
        }
        let mut text = out.join(" ") + ".";
        text[..1].make_ascii_uppercase();
        text
    }

    fn expect(&mut self, kind: &str, item: &Item) {
        let key = (kind.to_owned(), format!("{} | {}", item.id, item.headline));
        *self.expected.entry(key).or_default() += 1;
    }

    /// Makes one change to a feed.
    fn change(&mut self, at: usize) {
        self.feeds[at].version += 1;
        self.feeds[at].served = 0;
        let own = self.feeds[at].items.len();
        // Only what is in the feed and stands can change.
        let standing: Vec<usize> = (0..own).filter(|n| !self.feeds[at].items[*n].killed).collect();
        let mood = if standing.is_empty() { 0 } else { self.random.below(12) };
        let minute = self.made + 1;
        match mood {
            0..3 => {
                let id = format!("{}-{}", OUTLETS[at].to_lowercase(), self.made);
                let headline = self.text(5);
                let paragraphs =
                    (0..4).map(|n| format!("In {} caf\u{e9}s {}", 40 + n, self.text(24))).collect();
                self.publish(
                    at,
                    Item {
                        id,
                        headline,
                        paragraphs,
                        minute,
                        killed: false,
                        read: false,
                        copied_by: Vec::new(),
                    },
                );
            }
            3..5 => {
                // A copy of what another outlet has had read already.
                let free = |item: &&mut Item| {
                    item.read && !item.killed && !item.id.contains("copy") && !item.copied_by.contains(&at)
                };
                let others = self.feeds.iter_mut().enumerate().filter(|feed| feed.0 != at);
                let mut sources: Vec<&mut Item> =
                    others.flat_map(|feed| &mut feed.1.items).filter(free).collect();
                if sources.is_empty() {
                    return;
                }
                let pick = self.random.below(sources.len());
                sources[pick].copied_by.push(at);
                let mut paragraphs = sources[pick].paragraphs.clone();
                let id = format!("{}-copy-{}", OUTLETS[at].to_lowercase(), self.made);
                paragraphs.truncate(4);
                let item = Item {
                    id,
                    headline: self.text(4),
                    paragraphs,
                    minute,
                    killed: false,
                    read: false,
                    copied_by: Vec::new(),
                };
                self.expect("copy", &item);
                self.publish(at, item);
            }
            5..7 => {
                let n = *self.random.pick(&standing);
                let more = self.text(40);
                self.feeds[at].items[n].paragraphs.push(more);
                let item = self.feeds[at].items[n].clone();
                self.expect("update", &item);
            }
            7..9 => {
                // A figure is put right without a word, or with one.
                let n = *self.random.pick(&standing);
                let item = &mut self.feeds[at].items[n];
                let old = item.paragraphs[1].clone();
                let figure = old.split(' ').nth(1).and_then(|f| f.parse::<u32>().ok()).unwrap_or(0);
                item.paragraphs[1] = old.replace(&format!(" {figure} "), &format!(" {} ", figure + 7));
                if mood == 8 && !item.headline.starts_with("CORRECTED") {
                    item.headline = format!("CORRECTED: {}", item.headline);
                }
                let item = item.clone();
                self.expect("correction", &item);
            }
            9 => {
                let n = *self.random.pick(&standing);
                let item = &mut self.feeds[at].items[n];
                item.headline = format!("KILL: {}", item.headline.trim_start_matches("CORRECTED: "));
                item.killed = true;
                let item = item.clone();
                self.expect("withdrawal", &item);
            }
            // All is dated anew, and nothing has changed.
            _ => self.feeds[at].items.iter_mut().for_each(|item| item.minute += 1),
        }
    }

    fn publish(&mut self, at: usize, item: Item) {
        self.made += 1;
        let items = &mut self.feeds[at].items;
        items.insert(0, item);
        items.truncate(ITEMS);
    }

    /// The feed as it is sent.
    fn body(&self, at: usize) -> Vec<u8> {
        let feed = &self.feeds[at];
        let mut out = String::new();
        let date = |minute: usize| {
            format!("2026-03-{:02}T{:02}:{:02}:00Z", 1 + minute / 1440, minute / 60 % 24, minute % 60)
        };
        for item in &feed.items {
            let (id, headline) = (&item.id, &item.headline);
            let html: String = item.paragraphs.iter().map(|p| format!("&lt;p&gt;{p}&lt;/p&gt;")).collect();
            let when = date(item.minute);
            match at {
                // Atom dates its versions, RSS its items, and two feeds nothing.
                0 | 1 => {
                    out += &format!(
                        "<item><title>{headline}</title><guid isPermaLink=\"false\">{id}</guid><dc:date>{when}</dc:date><description>{html}</description></item>"
                    )
                }
                2 | 3 => {
                    out += &format!(
                        "<item><title>{headline}</title><guid isPermaLink=\"false\">{id}</guid><description>{html}</description></item>"
                    )
                }
                _ => {
                    out += &format!(
                        "<entry><title>{headline}</title><id>{id}</id><published>{when}</published><updated>{when}</updated><content type=\"html\">{html}</content></entry>"
                    )
                }
            }
        }
        let title = OUTLETS[at];
        match at {
            4 | 5 => format!("<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{title}</title>{out}</feed>").into_bytes(),
            _ => {
                let text = format!(
                    "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{title}</title>{out}</channel></rss>"
                );
                if at == 1 {
                    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
                } else {
                    text.into_bytes()
                }
            }
        }
    }
}
