//! XML of unknown origin -> a tree that is safe to walk.
