//! The model as JSON: its fields as they are documented at their types.
//!
//! One object and one line break. Keys stand in the order of the types, so the same input gives the same bytes.
//! Text is not repeated in it: spans point into the raw input. Strings are escaped as JSON asks; nothing else is
//! changed, so a reader that prints them must clean them itself.

use serde::Serialize;

/// Returns `model` as one line of JSON, or indented when `pretty` is set; a line break ends it.
///
/// # Errors
/// When a value cannot be written as JSON, which the models of this crate never cause.
pub fn render<T: Serialize>(model: &T, pretty: bool) -> Result<String, serde_json::Error> {
    let mut out = if pretty { serde_json::to_string_pretty(model)? } else { serde_json::to_string(model)? };
    out.push('\n');
    Ok(out)
}
