//! Links -> clusters, and the story that the others of a cluster most likely derive from.

mod average;
mod lead;

pub use average::{ClusterRules, Clusters, Edge, clusters};
pub use lead::{Member, Reason, SAME_TIME, lead, names};
