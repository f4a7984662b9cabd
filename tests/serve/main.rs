//! `wirediff serve`: what it answers, and what it does not let itself be made to do.
#![cfg(feature = "serve")]

mod answers;
#[path = "../binary/mod.rs"]
mod binary;
mod client;
mod ends;
mod hostile;
#[path = "../served/mod.rs"]
mod served;
