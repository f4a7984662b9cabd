//! An archive over HTTP: pages for an editor, JSON for programs.
//!
//! | file | does |
//! |---|---|
//! | `server` | listens, takes so many connections, ends when it is told to |
//! | `steady` | ends a connection whose other side takes nothing more |
//! | `guard` | which requests are heard at all, and what every answer carries |
//! | `routes` | which address is answered by what |
//! | `asked` | what a request asks for: ids, queries, bodies, each with its bound |
//! | `site` | the newest state of the archive, and places to work in: so many questions at once |
//! | `pages`, `api` | the answers, as pages and as JSON |
//! | `reply` | an answer, or why there is none, on its way out |
//!
//! No request changes anything. A request sees one state of the archive from its begin to its end, whoever adds to it
//! meanwhile. What is asked never names a file: ids are looked up in the archive alone.
//!
//! Every answer is worked out on a thread of its own, of which there are a few; the one thread that talks to all clients only
//! moves bytes. Here alone time limits are kept, for heads, bodies and answers that do not come through: they end
//! connections, and change no answer.

mod api;
mod asked;
mod guard;
mod pages;
mod reply;
mod routes;
mod server;
mod site;
mod steady;

pub use api::ProblemLine;
pub use server::{Limits, Options, ServeError, serve};
