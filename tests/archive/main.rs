//! The index of a newsroom: its laws, what survives a crash, what it says when it is damaged, and its verbs.

#[path = "../binary/mod.rs"]
mod binary;
#[path = "../../benches/corpus/mod.rs"]
mod corpus;
#[path = "../feeds/mod.rs"]
mod feeds;

mod crash;
mod damage;
mod laws;
mod verbs;
