//! wirediff
pub mod text;
pub mod align; pub mod score;
