//! Addresses -> bytes, politely.
