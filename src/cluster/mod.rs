//! Links -> clusters, and the story that the others of a cluster most likely derive from.

mod average;

pub use average::{ClusterRules, Edge, clusters};
