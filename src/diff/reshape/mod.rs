//! What is done to the raw changes of a link before anybody sees them: joined, then cut where a part of one is style.

mod compounds;
mod cutter;
mod join;
mod order;
mod steps;
mod trim;

pub(crate) use steps::reshape;
