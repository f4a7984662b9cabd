//! Many feeds at once, one request at a time to each host.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use crate::cli::interrupt;
use crate::ingest::{FetchError, Fetched, Fetcher, Shared, Validators};

/// Hosts that are asked at once.
const HOSTS: usize = 8;
/// How long to look away before it is asked whether there is a reason to end.
const GLANCE: Duration = Duration::from_millis(50);

/// A feed to be asked for, with what its server said of it last.
pub(super) type Asked = (String, Validators);
/// What a server answered.
pub(super) type Answered = Result<Fetched, FetchError>;

/// Asks for feeds and returns the answers in their order; none when an end was asked for before all were there. `pause` is
/// the time between two requests to one host.
pub(super) fn poll(fetcher: &Fetcher, asked: Vec<Asked>, pause: Duration) -> Option<Vec<Answered>> {
    let count = asked.len();
    let mut hosts: BTreeMap<String, Vec<(usize, Asked)>> = BTreeMap::new();
    for (at, own) in asked.into_iter().enumerate() {
        hosts.entry(host(&own.0)).or_default().push((at, own));
    }
    let threads = hosts.len().min(HOSTS);
    let queue: VecDeque<Vec<(usize, Asked)>> = hosts.into_values().collect();
    let queue = Arc::new(Shared::new(queue));
    let (sender, receiver) = mpsc::channel();
    // They are left alone when the end comes first: a request may take as long as its time limit.
    for _ in 0..threads {
        let (queue, sender, fetcher) = (Arc::clone(&queue), sender.clone(), fetcher.clone());
        thread::spawn(move || {
            loop {
                let Some(host) = queue.lock().pop_front() else { return };
                for (n, (at, (url, known))) in host.into_iter().enumerate() {
                    if n > 0 {
                        thread::sleep(pause);
                    }
                    let known = Some(known).filter(|k| *k != Validators::default());
                    let answer = fetcher.fetch(&url, known.as_ref());
                    if interrupt::pressed() || sender.send((at, answer)).is_err() {
                        return;
                    }
                }
            }
        });
    }
    drop(sender);
    let mut answers: BTreeMap<usize, Answered> = BTreeMap::new();
    while answers.len() < count {
        match receiver.recv_timeout(GLANCE) {
            Ok((at, answer)) => drop(answers.insert(at, answer)),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return None,
        }
        if interrupt::pressed() {
            return None;
        }
    }
    Some(answers.into_values().collect())
}

/// The host that an address names, with its port.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert_eq!(host("https://Post.example:8080/rss?x"), "post.example:8080");
        assert_eq!(host("http://post.example"), "post.example");
    }
}
