//! Which requests are heard, and what every answer carries.
//!
//! A page of the web may make a browser ask this server, under the name of a host that its owner lets point here (DNS
//! rebinding), or by a form. So a request must name a host that is known to be this one, and a form must come from here.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};

use super::reply::{BARE, Reply, reply};

/// The hosts that this server goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hosts {
    /// The port that it listens on.
    pub port: u16,
    /// Further names, in lower case.
    pub names: Vec<String>,
}

impl Hosts {
    /// Whether a host, with or without a port, is this server on one of its addresses.
    fn knows(&self, authority: &Authority, local: IpAddr) -> bool {
        let host = authority.host().to_ascii_lowercase();
        if authority.as_str().contains('@') || authority.as_str().ends_with(':') {
            return false;
        }
        if self.names.contains(&host) {
            return true;
        }
        let bare = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(&host);
        let address: Option<IpAddr> = bare.parse().ok();
        let ours = host == "localhost" || address.is_some_and(|a| a.is_loopback() || a == local);
        ours && authority.port_u16().is_none_or(|port| port == self.port)
    }
}

/// Returns why a request is not heard; none where it is.
pub(super) fn refused<B>(request: &Request<B>, hosts: &Hosts, local: IpAddr) -> Option<Reply> {
    let Some(host) = only(request.headers(), &header::HOST) else {
        return Some(line(StatusCode::BAD_REQUEST, "a request names one host\n"));
    };
    let known = |authority: &Authority| hosts.knows(authority, local);
    let host = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
    let Some(host) = host.filter(known).filter(|_| request.uri().authority().is_none_or(known)) else {
        let told = "this server does not go by that name; --allow-host says which others it has\n";
        return Some(line(StatusCode::MISDIRECTED_REQUEST, told));
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && foreign(request.headers(), &host, hosts) {
        return Some(line(StatusCode::FORBIDDEN, "this was sent by a page from elsewhere\n"));
    }
    None
}

/// Whether a page from elsewhere sent a request.
fn foreign(headers: &HeaderMap, host: &Authority, hosts: &Hosts) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| !matches!(site, b"same-origin" | b"none")) {
        return true;
    }
    if headers.get_all(header::ORIGIN).iter().count() > 1 {
        return true;
    }
    match headers.get(header::ORIGIN).map(HeaderValue::to_str) {
        None => false,
        // Our own forms say so: pages that are to leave no trace elsewhere do not name themselves. Where a browser tells, it
        // has told above that the page is from here.
        Some(Ok("null")) => false,
        Some(Ok(origin)) => {
            let bare = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            let own = bare.and_then(|bare| bare.parse::<Authority>().ok());
            !own.is_some_and(|own| own == *host || hosts.names.contains(&own.host().to_ascii_lowercase()))
        }
        Some(Err(_)) => true,
    }
}

/// The only value of a field; none where there is none, or several.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h HeaderValue> {
    let mut all = headers.get_all(name).iter();
    all.next().filter(|_| all.next().is_none())
}

/// Returns an answer of one line.
fn line(status: StatusCode, text: &'static str) -> Reply {
    reply(status, "text/plain; charset=utf-8", text)
}

/// Gives an answer what every one carries.
pub(super) fn sealed(mut reply: Reply) -> Reply {
    let headers = reply.headers_mut();
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(BARE));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in
        [("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin")]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: Method, target: &str, fields: &[(&'static str, &str)]) -> Option<u16> {
        let hosts = Hosts { port: 8427, names: vec!["archive.example".to_owned()] };
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        let request = request.body(()).expect("a request");
        refused(&request, &hosts, IpAddr::from([192, 168, 1, 5])).map(|r| r.status().as_u16())
    }

    #[test]
    fn only_its_own_names_are_answered() {
        let of = |host: &str| status(Method::GET, "/", &[("host", host)]);
        for own in [
            "localhost",
            "LOCALHOST:8427",
            "127.0.0.1:8427",
            "127.9.9.9",
            "[::1]:8427",
            "192.168.1.5:8427",
            "archive.example",
            "Archive.Example:443",
        ] {
            assert_eq!(of(own), None, "{own}");
        }
        for other in [
            "evil.example",
            "localhost.evil.example",
            "localhost:80",
            "127.0.0.1:8428",
            "10.0.0.1:8427",
            "me@localhost",
            "localhost:",
            "",
            "a b",
            "localhost, evil.example",
            "[::2]",
            "0.0.0.0:8427",
        ] {
            assert_eq!(of(other), Some(421), "{other}");
        }
        assert_eq!(status(Method::GET, "/", &[]), Some(400));
        assert_eq!(status(Method::GET, "/", &[("host", "localhost"), ("host", "localhost")]), Some(400));
        assert_eq!(status(Method::GET, "http://evil.example/", &[("host", "localhost")]), Some(421));
        assert_eq!(status(Method::GET, "http://localhost:8427/", &[("host", "localhost")]), None);
    }

    #[test]
    fn forms_from_elsewhere_are_refused() {
        let of = |field: &'static str, value: &str| {
            status(Method::POST, "/search", &[("host", "localhost:8427"), (field, value)])
        };
        for own in ["http://localhost:8427", "https://archive.example", "null"] {
            assert_eq!(of("origin", own), None, "{own}");
        }
        for other in [
            "http://evil.example",
            "http://localhost:8428",
            "http://localhost",
            "file://",
            "",
            "localhost:8427",
        ] {
            assert_eq!(of("origin", other), Some(403), "{other}");
        }
        assert_eq!(of("sec-fetch-site", "cross-site"), Some(403));
        assert_eq!(of("sec-fetch-site", "same-site"), Some(403));
        assert_eq!(of("sec-fetch-site", "same-origin"), None);
        let link = status(Method::GET, "/", &[("host", "localhost"), ("sec-fetch-site", "cross-site")]);
        assert_eq!(link, None, "a link from elsewhere is followed");
    }
}
