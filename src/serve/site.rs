//! The newest state of the archive, and places to work in.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::feed::ScanOptions;
use crate::feed::archive::{Addresses, Archive, ArchiveError, Overview};
use crate::ingest::Shared;

use super::guard::Hosts;
use super::reply::Problem;
use super::server::Limits;

/// Clusters of each list of the first page.
const CLUSTERS: usize = 15;
/// Bodies that are read at once.
const BODIES: usize = 32;

/// All that answers are made of.
pub(super) struct Site {
    folder: PathBuf,
    pub hosts: Hosts,
    pub scan: ScanOptions,
    pub limits: Limits,
    newest: Shared<Option<Arc<Opened>>>,
    pub addresses: Shared<Addresses>,
    /// For questions.
    work: Arc<Semaphore>,
    /// For those that take as long as the archive is large.
    long: Arc<Semaphore>,
    /// For looking for addresses.
    address: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    /// Whether it is to end.
    pub ending: AtomicBool,
}

/// A state of the archive.
pub(super) struct Opened {
    pub archive: Archive,
    overview: Shared<Option<Arc<Overview>>>,
}

impl Opened {
    /// Its clusters in short, looked up once.
    pub(super) fn overview(&self) -> Result<Arc<Overview>, ArchiveError> {
        let mut known = self.overview.lock();
        if let Some(overview) = &*known {
            return Ok(Arc::clone(overview));
        }
        let overview = Arc::new(self.archive.overview(CLUSTERS)?);
        *known = Some(Arc::clone(&overview));
        Ok(overview)
    }
}

/// How long a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// As one story does.
    Short,
    /// As the archive is large.
    Long,
    /// As the archive has grown since an address was last looked for.
    Address,
}

impl Site {
    pub(super) fn new(folder: PathBuf, hosts: Hosts, scan: ScanOptions, limits: Limits) -> Site {
        let places = |count: usize| Arc::new(Semaphore::new(count));
        Site {
            folder,
            hosts,
            scan,
            newest: Shared::new(None),
            addresses: Shared::default(),
            work: places(limits.places),
            long: places(1),
            address: places(1),
            bodies: places(BODIES),
            limits,
            ending: AtomicBool::new(false),
        }
    }

    /// Returns the archive as it is now. One that did not change since the last question is not opened again.
    pub(super) fn newest(&self) -> Result<Arc<Opened>, ArchiveError> {
        let mut newest = self.newest.lock();
        if let Some(opened) = newest.take()
            && opened.archive.is_newest()?
        {
            return Ok(Arc::clone(newest.insert(opened)));
        }
        let archive = Archive::open(&self.folder)?;
        let opened = Arc::new(Opened { archive, overview: Shared::new(None) });
        Ok(Arc::clone(newest.insert(opened)))
    }

    /// Waits for one of the places where bodies are read.
    pub(super) async fn room(&self) -> Result<OwnedSemaphorePermit, Problem> {
        place(&self.bodies, self.limits.wait).await
    }

    /// Works out an answer on a thread of its own.
    ///
    /// # Errors
    /// When no place is free for too long, the archive cannot be opened, or `work` fails, even by a mistake of ours.
    pub(super) async fn work<T: Send + 'static>(
        self: &Arc<Site>,
        length: Length,
        work: impl FnOnce(&Site, &Opened, &Wanted) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let places = match length {
            Length::Short => &self.work,
            Length::Long => &self.long,
            Length::Address => &self.address,
        };
        let place = place(places, self.limits.wait).await?;
        let (site, wanted) = (Arc::clone(self), Wanted::default());
        // Dropped when whoever asked has gone.
        let _asked = Asked(wanted.clone());
        let done = spawn_blocking(move || {
            let _place = place;
            let opened = site.newest()?;
            work(&site, &opened, &wanted)
        });
        done.await.unwrap_or_else(|_| {
            let message = "this question made wirediff fail, which is a mistake of ours";
            Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, message, "please report it"))
        })
    }
}

/// Whether an answer is still wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted(Arc<AtomicBool>);

impl Wanted {
    /// Whether whoever asked is still there, and the server is to go on.
    pub(super) fn still(&self, site: &Site) -> bool {
        !self.0.load(Ordering::Relaxed) && !site.ending.load(Ordering::Relaxed)
    }
}

struct Asked(Wanted);

impl Drop for Asked {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

/// Waits for a place.
async fn place(places: &Arc<Semaphore>, wait: Duration) -> Result<OwnedSemaphorePermit, Problem> {
    match timeout(wait, Arc::clone(places).acquire_owned()).await {
        Ok(Ok(place)) => Ok(place),
        _ => Err(Problem::busy()),
    }
}
