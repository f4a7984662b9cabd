//! Which address is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::routing::{get, post};

use crate::ingest::is_address;

use super::asked::{self, bad, body, parameter};
use super::reply::{Kind, Problem, Reply};
use super::site::{Length, Opened, Site, Wanted};
use super::{api, pages};

type Shared = State<Arc<Site>>;

/// Returns the routes. Ids may hold slashes, plain or encoded.
pub(super) fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/search", get(search).post(search_text))
        .route("/story", get(story))
        .route("/story/{*id}", get(story))
        .route("/cluster", get(cluster))
        .route("/cluster/{*id}", get(cluster))
        .route("/pair", get(pair))
        .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
        .route("/healthz", get(health))
        .route("/api/v1/stats", get(api_stats))
        .route("/api/v1/find", post(api_find))
        .route("/api/v1/story", get(api_story))
        .route("/api/v1/story/{*id}", get(api_story))
        .route("/api/v1/cluster", get(api_cluster))
        .route("/api/v1/cluster/{*id}", get(api_cluster))
        .route("/api/v1/versions", get(api_versions))
        .route("/api/v1/versions/{*id}", get(api_versions))
        .route("/api/v1/pair", get(api_pair))
        .route("/api/v1/still-carrying", get(api_carrying))
        .route("/api/v1/schema", get(async || api::schemas()))
        .route("/api/v1/schema/{name}", get(api_schema))
        .fallback(unknown)
        .method_not_allowed_fallback(not_so)
        .with_state(site)
}

async fn unknown(uri: Uri) -> Reply {
    let hint = "the first page and /api/v1/schema name what there is";
    Problem::new(StatusCode::NOT_FOUND, "there is nothing at this address", hint).reply(Kind::of(uri.path()))
}

async fn not_so(method: Method, uri: Uri) -> Reply {
    let message = format!("this address does not take {method}");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, message, "").reply(Kind::of(uri.path()))
}

/// Works out an answer, or says why there is none.
async fn told(
    site: &Arc<Site>,
    kind: Kind,
    work: Result<impl FnOnce(&Site, &Opened, &Wanted) -> Result<Reply, Problem> + Send + 'static, Problem>,
) -> Reply {
    let reply = match work {
        Ok(work) => site.work(Length::Short, work).await,
        Err(problem) => Err(problem),
    };
    reply.unwrap_or_else(|problem| problem.reply(kind))
}

async fn home(State(site): Shared) -> Reply {
    told(&site, Kind::Page, Ok(|_: &Site, opened: &Opened, _: &Wanted| pages::home(opened))).await
}

async fn search(State(site): Shared, uri: Uri) -> Reply {
    let query = match parameter(&uri, "q") {
        Ok(query) => query.unwrap_or_default(),
        Err(problem) => return problem.reply(Kind::Page),
    };
    let length = if is_address(query.trim()) { Length::Address } else { Length::Short };
    let reply = site.work(length, move |site, opened, _| pages::search(site, opened, &query)).await;
    reply.unwrap_or_else(|problem| problem.reply(Kind::Page))
}

async fn search_text(State(site): Shared, request: Request) -> Reply {
    if content_type(&request) != "application/x-www-form-urlencoded" {
        let hint = "send the form of the first page, or a text to /api/v1/find";
        let problem = Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "this is no form", hint);
        return problem.reply(Kind::Page);
    }
    // Held until all is done: what was read takes memory while it waits for its turn.
    let _room = match site.room().await {
        Ok(room) => room,
        Err(problem) => return problem.reply(Kind::Page),
    };
    // What is encoded takes up to three times its length.
    let read = body(request.into_body(), 3 * site.limits.body_bytes, site.limits.body).await;
    let work = read.map(|form| {
        move |site: &Site, opened: &Opened, _: &Wanted| {
            let text = asked::first(&form, "text")?.unwrap_or_default();
            pages::find(site, opened, &text, "")
        }
    });
    told(&site, Kind::Page, work).await
}

/// The type of a body, without its parameters.
fn content_type(request: &Request) -> String {
    let stated = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    stated.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

async fn story(State(site): Shared, uri: Uri) -> Reply {
    let work = asked::id(&uri, "/story")
        .map(|id| move |site: &Site, opened: &Opened, _: &Wanted| pages::story(site, opened, &id));
    told(&site, Kind::Page, work).await
}

async fn cluster(State(site): Shared, uri: Uri) -> Reply {
    let work = asked::id(&uri, "/cluster")
        .map(|id| move |site: &Site, opened: &Opened, _: &Wanted| pages::cluster(site, opened, &id));
    told(&site, Kind::Page, work).await
}

/// The two stories that are asked for.
fn both(uri: &Uri) -> Result<[String; 2], Problem> {
    match [parameter(uri, "a")?, parameter(uri, "b")?] {
        [Some(a), Some(b)] => Ok([a, b]),
        _ => Err(bad("the address must name two stories: /pair?a=ID&b=ID")),
    }
}

async fn pair(State(site): Shared, uri: Uri) -> Reply {
    let work = both(&uri).map(|ids| move |_: &Site, opened: &Opened, _: &Wanted| pages::pair(opened, &ids));
    told(&site, Kind::Page, work).await
}

async fn health(State(site): Shared) -> Reply {
    let opened = {
        let site = Arc::clone(&site);
        // Whoever looks after this server is answered when all places are taken, too.
        tokio::task::spawn_blocking(move || site.newest().map(|opened| opened.archive.stats().stories)).await
    };
    match opened {
        Ok(Ok(stories)) => api::health(stories),
        Ok(Err(error)) => {
            Problem { status: StatusCode::SERVICE_UNAVAILABLE, ..error.into() }.reply(Kind::Json)
        }
        Err(_) => Problem::busy().reply(Kind::Json),
    }
}

async fn api_stats(State(site): Shared) -> Reply {
    told(&site, Kind::Json, Ok(|_: &Site, opened: &Opened, _: &Wanted| Ok(api::stats(opened)))).await
}

async fn api_find(State(site): Shared, request: Request) -> Reply {
    let json = content_type(&request) == "application/json";
    let _room = match site.room().await {
        Ok(room) => room,
        Err(problem) => return problem.reply(Kind::Json),
    };
    let read = body(request.into_body(), site.limits.body_bytes, site.limits.body).await;
    let work = read
        .map(|bytes| move |site: &Site, opened: &Opened, _: &Wanted| api::find(site, opened, bytes, json));
    told(&site, Kind::Json, work).await
}

async fn api_story(State(site): Shared, uri: Uri) -> Reply {
    let work = asked::id(&uri, "/api/v1/story")
        .map(|id| move |site: &Site, opened: &Opened, _: &Wanted| api::story(site, opened, id));
    told(&site, Kind::Json, work).await
}

async fn api_cluster(State(site): Shared, uri: Uri) -> Reply {
    let work = asked::id(&uri, "/api/v1/cluster")
        .map(|id| move |site: &Site, opened: &Opened, _: &Wanted| api::cluster(site, opened, &id));
    told(&site, Kind::Json, work).await
}

async fn api_versions(State(site): Shared, uri: Uri) -> Reply {
    let work = asked::id(&uri, "/api/v1/versions")
        .map(|id| move |_: &Site, opened: &Opened, _: &Wanted| api::versions(opened, &id));
    told(&site, Kind::Json, work).await
}

async fn api_pair(State(site): Shared, uri: Uri) -> Reply {
    let work = both(&uri).map(|ids| move |_: &Site, opened: &Opened, _: &Wanted| api::pair(opened, &ids));
    told(&site, Kind::Json, work).await
}

async fn api_carrying(State(site): Shared, uri: Uri) -> Reply {
    let reply = match parameter(&uri, "of") {
        Err(problem) => Err(problem),
        Ok(Some(of)) => {
            site.work(Length::Short, move |site, opened, _| api::carrying(site, opened, &of)).await
        }
        Ok(None) => site.work(Length::Long, api::all_carrying).await,
    };
    reply.unwrap_or_else(|problem| problem.reply(Kind::Json))
}

async fn api_schema(uri: Uri) -> Reply {
    match api::schema(uri.path().strip_prefix("/api/v1/schema/").unwrap_or("")) {
        Some(reply) => reply,
        None => unknown(uri).await,
    }
}
