//! What a request asks for: ids, queries, bodies, each with its bound.

use axum::body::Body;
use axum::http::{StatusCode, Uri};
use http_body_util::BodyExt as _;
use percent_encoding::percent_decode_str;
use tokio::time::{Duration, timeout};

use super::reply::Problem;

/// Longest query, in bytes as sent.
const QUERY: usize = 8 << 10;
/// How much of a body that is too long is taken in and dropped, as a multiple of what it may have: so that whoever sent it
/// hears why.
const DROPPED: usize = 16;

/// Returns the id in an address: what follows `before` in its path or, where nothing does, the parameter `id`. It is decoded
/// once.
///
/// # Errors
/// When it is no UTF-8, or there is none.
pub(super) fn id(uri: &Uri, before: &str) -> Result<String, Problem> {
    let rest = uri.path().strip_prefix(before).unwrap_or("").strip_prefix('/').unwrap_or("");
    if rest.is_empty() {
        return parameter(uri, "id")?.ok_or_else(|| bad("the address names no id"));
    }
    let id = percent_decode_str(rest).decode_utf8();
    Ok(id.map_err(|_| bad("the id in the address is no UTF-8"))?.into_owned())
}

/// Returns a parameter of an address, the first of its name.
///
/// # Errors
/// When the query is too long, or the value no UTF-8.
pub(super) fn parameter(uri: &Uri, name: &str) -> Result<Option<String>, Problem> {
    let query = uri.query().unwrap_or("");
    if query.len() > QUERY {
        return Err(Problem::new(
            StatusCode::URI_TOO_LONG,
            "the query is too long",
            "send a long text by the form of the first page, or to /api/v1/find",
        ));
    }
    first(query.as_bytes(), name)
}

/// Returns a field of a form.
///
/// # Errors
/// When its value is no UTF-8.
pub(super) fn first(form: &[u8], name: &str) -> Result<Option<String>, Problem> {
    // A decoder that mends what is broken would look for another text than was sent.
    let sound = |part: &[u8]| percent_encoding::percent_decode(part).decode_utf8().is_ok();
    if !form.split(|b| *b == b'&').all(sound) {
        return Err(bad("the query is no UTF-8"));
    }
    Ok(form_urlencoded::parse(form).find(|(key, _)| key == name).map(|(_, value)| value.into_owned()))
}

/// Reads a body.
///
/// # Errors
/// When it has more than `most` bytes, takes longer than `limit`, or ends before its end.
pub(super) async fn body(body: Body, most: usize, limit: Duration) -> Result<Vec<u8>, Problem> {
    let read = timeout(limit, read(body, most)).await;
    read.unwrap_or_else(|_| {
        Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "the text did not come through in time", ""))
    })
}

async fn read(mut body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let (mut bytes, mut dropped) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| bad("the text ended before its end"))?;
        let Ok(data) = frame.into_data() else { continue };
        if dropped > 0 || bytes.len() + data.len() > most {
            bytes = Vec::new();
            dropped += data.len().max(1);
        } else {
            bytes.extend_from_slice(&data);
        }
        if dropped > most.saturating_mul(DROPPED) {
            break;
        }
    }
    if dropped > 0 {
        let message = format!("the text has more than {most} bytes");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message, "send a part of it"));
    }
    Ok(bytes)
}

pub(super) fn bad(message: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, message, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &'static str) -> Uri {
        Uri::from_static(text)
    }

    #[test]
    fn an_id_is_decoded_once() {
        let of = |text| id(&uri(text), "/story");
        for (address, expected) in [
            ("/story/ep-1", "ep-1"),
            ("/story/a%2Fb%20c?x=1", "a/b c"),
            ("/story/%252e%252e%252fetc", "%2e%2e%2fetc"),
            ("/story/../../etc/passwd", "../../etc/passwd"),
            ("/story/a+b", "a+b"),
            ("/story?id=a+b%2E", "a b."),
            ("/story/%00", "\0"),
        ] {
            assert_eq!(of(address).as_deref(), Ok(expected), "{address}");
        }
        for wrong in ["/story", "/story/", "/story/%ff", "/story?id=%c3%28"] {
            assert_eq!(of(wrong).map_err(|p| p.status), Err(StatusCode::BAD_REQUEST), "{wrong}");
        }
    }

    #[test]
    fn a_long_query_is_refused() {
        let long: Uri = format!("/search?q={}", "a".repeat(QUERY)).parse().expect("an address");
        assert_eq!(parameter(&long, "q").map_err(|p| p.status), Err(StatusCode::URI_TOO_LONG));
    }
}
