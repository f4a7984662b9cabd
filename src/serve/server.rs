//! Listening, so many connections, and an end in good order.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use crate::feed::ScanOptions;
use crate::feed::archive::{Archive, ArchiveError};

use super::guard::{self, Hosts};
use super::routes::routes;
use super::site::Site;
use super::steady::Steady;

/// What a server is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the index.
    pub folder: PathBuf,
    /// Where to listen; with port 0 the system chooses one.
    pub listen: SocketAddr,
    /// Names of this server besides those of the loopback, as they stand before the port in the `Host` field.
    pub names: Vec<String>,
    /// How stories are read and compared.
    pub scan: ScanOptions,
    /// What is taken from clients.
    pub limits: Limits,
}

/// What is taken from clients. Where a limit is met, that request or connection ends; no answer changes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; further ones are told to come again.
    pub connections: usize,
    /// Questions that are worked on at once.
    pub places: usize,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// For a request to send its head, and between two requests of one connection.
    pub head: Duration,
    /// For a body to come through.
    pub body: Duration,
    /// For a client to take some more of an answer.
    pub write: Duration,
    /// For a question to wait for a place.
    pub wait: Duration,
    /// For answers that are under way when the server is told to end.
    pub end: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let seconds = Duration::from_secs;
        Limits {
            connections: 256,
            places: 8,
            body_bytes: 1 << 20,
            head: seconds(10),
            body: seconds(20),
            write: seconds(20),
            wait: seconds(10),
            end: seconds(10),
        }
    }
}

/// Why nothing is served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The index cannot be opened.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system refused something else.
    #[error("cannot begin to serve")]
    Begin(#[source] io::Error),
}

impl ServeError {
    /// Returns what the user may do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            ServeError::Archive(error) => error.hint(),
            ServeError::Listen { source, .. } => match source.kind() {
                io::ErrorKind::AddrInUse => Some(
                    "another program listens there; name another port with --listen, or 0 for any that is free",
                ),
                io::ErrorKind::PermissionDenied => {
                    Some("ports below 1024 are the system's; name a higher one")
                }
                io::ErrorKind::AddrNotAvailable => Some("name an address that this machine has"),
                _ => None,
            },
            ServeError::Begin(_) => None,
        }
    }
}

/// Longest head of a request, in bytes.
const HEAD: usize = 32 << 10;
/// What a connection past the last place is told.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
/// Rest after the system would give no connection.
const REST: Duration = Duration::from_millis(100);

/// Serves until `stop` comes to its end, then lets answers under way be sent, and returns. `stop` is begun before `listening`
/// is called with the address that is listened on.
///
/// # Errors
/// When the index cannot be opened, or the address not be listened on.
pub fn serve<S: Future<Output = ()>>(
    options: Options,
    stop: impl FnOnce() -> io::Result<S>,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    Archive::open(&options.folder)?;
    // A question may work with several threads itself; what waits for the disk needs some more.
    let threads = options.limits.places + 4;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(threads)
        .build()
        .map_err(ServeError::Begin)?;
    let done = runtime.block_on(async {
        let address = options.listen;
        let failed = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let here = listener.local_addr().map_err(failed)?;
        let stop = stop().map_err(ServeError::Begin)?;
        let names = options.names.iter().map(|name| name.to_ascii_lowercase()).collect();
        let hosts = Hosts { port: here.port(), names };
        let site = Arc::new(Site::new(options.folder, hosts, options.scan, options.limits));
        listening(here);
        accept(listener, &site, stop).await;
        Ok(())
    });
    // A question that nobody waits for any more does not keep us.
    runtime.shutdown_background();
    done
}

/// Takes connections until `stop` ends, then waits for them.
async fn accept(listener: TcpListener, site: &Arc<Site>, stop: impl Future<Output = ()>) {
    let limits = site.limits;
    let places = Arc::new(Semaphore::new(limits.connections));
    let (end, ending) = watch::channel(false);
    let router = routes(Arc::clone(site));
    let mut stop = pin!(stop);
    loop {
        let taken = tokio::select! {
            biased;
            () = &mut stop => break,
            taken = listener.accept() => taken,
        };
        let Ok((stream, _)) = taken else {
            sleep(REST).await;
            continue;
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            let _ = stream.try_write(FULL);
            continue;
        };
        let (site, router, ending) = (Arc::clone(site), router.clone(), ending.clone());
        tokio::spawn(async move {
            connection(stream, &site, router, ending).await;
            drop(place);
        });
    }
    // From here on whoever comes is refused by the system.
    drop(listener);
    site.ending.store(true, Ordering::Relaxed);
    let _ = end.send(true);
    let all = u32::try_from(limits.connections).unwrap_or(u32::MAX);
    let _ = timeout(limits.end, places.acquire_many(all)).await;
}

/// Answers the requests of one connection.
async fn connection(stream: TcpStream, site: &Arc<Site>, router: Router, mut ending: watch::Receiver<bool>) {
    let Ok(local) = stream.local_addr().map(|address| address.ip().to_canonical()) else { return };
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request| answer(Arc::clone(site), local, router.clone(), request));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(site.limits.head)
        .max_buf_size(HEAD)
        // A client that closes its side has gone: what it asked for is worked on no longer.
        .half_close(false)
        .serve_connection(TokioIo::new(Steady::new(stream, site.limits.write)), service);
    let mut served = pin!(served);
    // What went wrong with a connection is its client's affair.
    tokio::select! {
        _ = served.as_mut() => return,
        _ = ending.wait_for(|ending| *ending) => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}

/// Answers one request.
async fn answer(
    site: Arc<Site>,
    local: IpAddr,
    router: TowerToHyperService<Router>,
    request: Request<Incoming>,
) -> Result<super::reply::Reply, Infallible> {
    let reply = match guard::refused(&request, &site.hosts, local) {
        // What else such a connection brings is of no interest.
        Some(mut refused) => {
            refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            refused
        }
        None => router.call(request).await?,
    };
    Ok(guard::sealed(reply))
}
