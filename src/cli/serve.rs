//! `wirediff serve`: an index in the browser.

use std::env;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use clap::builder::FalseyValueParser;

use crate::cli::error::{Failure, USAGE};
use crate::cli::{memory, messages, output};
use crate::feed::ScanOptions;
use crate::serve::{Limits, Options, ServeError, serve};

/// Arguments of `wirediff serve`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    wirediff serve --index archive/\n  \
    wirediff serve --index archive/ --listen 127.0.0.1:0\n  \
    wirediff serve --index archive/ --allow-host archive.example\n  \
    curl --data-binary @story.txt http://127.0.0.1:8427/api/v1/find\n\n\
    Prints the address that it listens on as one line to standard output. SIGTERM or Ctrl-C ends it: no request is taken any \
    more, those under way are answered. Nothing that is asked changes the index; others may add to it meanwhile.\n\n\
    Exit status: 0 ended, 2 failure.")]
pub struct ServeArgs {
    /// The folder of the index
    #[arg(long, value_name = "DIR", env = "WIREDIFF_INDEX")]
    index: PathBuf,

    /// Where to listen; with port 0 the system chooses a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8427", value_parser = address, env = "WIREDIFF_LISTEN")]
    listen: SocketAddr,

    /// A further name of this server, as a proxy before it passes it on; may be repeated. Requests that name any other host are refused
    #[arg(long, value_name = "NAME", value_parser = name, value_delimiter = ',', env = "WIREDIFF_ALLOW_HOST")]
    allow_host: Vec<String>,

    /// Listen where other machines can ask too: whoever reaches the address can read all stories
    #[arg(long, env = "WIREDIFF_PUBLIC", value_parser = FalseyValueParser::new())]
    public: bool,

    /// Milliseconds that a request may take to send its head, its body, and to take its answer
    #[arg(long, value_name = "MS", hide = true)]
    patience: Option<u64>,

    /// Connections at once
    #[arg(long, value_name = "N", hide = true, value_parser = clap::value_parser!(u16).range(1..))]
    connections: Option<u16>,

    /// Questions at once
    #[arg(long, value_name = "N", hide = true, value_parser = clap::value_parser!(u16).range(1..))]
    places: Option<u16>,
}

/// Runs the verb.
///
/// # Errors
/// When the index cannot be opened, or the address not be listened on.
pub fn run(args: &ServeArgs) -> Result<ExitCode, Failure> {
    if !args.listen.ip().is_loopback() && !args.public {
        let message = format!("{} can be reached by other machines", args.listen);
        return Err(Failure::usage(
            &message,
            "add --public if everyone there may read all stories; else listen on 127.0.0.1, with a proxy that asks who it is",
        ));
    }
    let limits = limits(args);
    // What one question may take: there are several at once.
    let memory = memory::fair_share() / limits.places.max(1) as u64;
    let scan = ScanOptions::new(memory, env::temp_dir());
    let options = Options {
        folder: args.index.clone(),
        listen: args.listen,
        names: args.allow_host.clone(),
        scan,
        limits,
    };
    let mut told = Ok(());
    serve(options, signals::stop, |address| {
        told = output::stdout(&format!("http://{address}/\n"));
        if !address.ip().is_loopback() {
            messages::warning(false, "other machines can read all stories of the index");
        }
    })?;
    told?;
    Ok(ExitCode::SUCCESS)
}

fn limits(args: &ServeArgs) -> Limits {
    let mut limits = Limits::default();
    if let Some(patience) = args.patience.map(Duration::from_millis) {
        limits = Limits {
            head: patience,
            body: patience,
            write: patience,
            wait: patience,
            end: patience,
            ..limits
        };
    }
    limits.connections = args.connections.map_or(limits.connections, usize::from);
    limits.places = args.places.map_or(limits.places, usize::from);
    limits
}

/// Parses an address with its port; `localhost` is the loopback.
fn address(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = local.map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    let known = local.or_else(|| text.parse().ok());
    known.ok_or_else(|| "not an address with a port, such as 127.0.0.1:8427 or [::1]:0".to_owned())
}

/// Parses the name of a host, without a port.
fn name(text: &str) -> Result<String, String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'[' | b']' | b':');
    let port = !text.starts_with('[') && text.contains(':');
    if text.is_empty() || port || !text.bytes().all(plain) {
        return Err("not the name of a host, such as archive.example, without a port".to_owned());
    }
    Ok(text.to_owned())
}

/// What ends a server.
mod signals {
    use std::io;

    use tokio::signal;

    /// Returns what ends when the process is told to, by Ctrl-C or by whoever looks after it.
    #[cfg(unix)]
    pub fn stop() -> io::Result<impl Future<Output = ()>> {
        use signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        })
    }

    /// Returns what ends when Ctrl-C is pressed.
    #[cfg(not(unix))]
    pub fn stop() -> io::Result<impl Future<Output = ()>> {
        Ok(async move { drop(signal::ctrl_c().await) })
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Failure {
        let hint = error.hint().map(str::to_owned);
        Failure { error: error.into(), hint, exit: USAGE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names() {
        assert_eq!(address("localhost:0").map(|a| a.to_string()).as_deref(), Ok("127.0.0.1:0"));
        assert_eq!(address("[::1]:80").map(|a| a.to_string()).as_deref(), Ok("[::1]:80"));
        for wrong in ["8427", "127.0.0.1", "archive.example:80", ""] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
        assert!(name("archive.example").is_ok());
        for wrong in ["", "archive.example:80", "http://archive.example", "a b", "é"] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
    }
}
