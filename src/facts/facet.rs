//! The kinds of fact, and which kind a token states.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{QuantityKind, Story, Token, TokenKind, calendar};

/// The kind of fact that a change touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    /// A count or measure.
    Number,
    /// A sum of money.
    Money,
    /// A percentage.
    Percent,
    /// A day, month, year or time of day.
    Date,
    /// A person, organisation or place.
    Name,
    /// Words between quotation marks.
    Quote,
    /// Who said it, or how the saying is put.
    Attribution,
    /// Not, no, never.
    Negation,
    /// May, will, must, is expected to.
    Modality,
}

impl Facet {
    /// Returns the name used in every output.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Number => "number",
            Facet::Money => "money",
            Facet::Percent => "percent",
            Facet::Date => "date",
            Facet::Name => "name",
            Facet::Quote => "quote",
            Facet::Attribution => "attribution",
            Facet::Negation => "negation",
            Facet::Modality => "modality",
        }
    }
}

/// Returns the kind of fact that a token states by itself, if any.
pub fn facet_of(story: &Story, token: &Token) -> Option<Facet> {
    if !token.is_word() {
        return None;
    }
    if let Some(quantity) = story.quantity(token) {
        return Some(match quantity.kind {
            QuantityKind::Count | QuantityKind::Ordinal | QuantityKind::Measure => Facet::Number,
            QuantityKind::Money => Facet::Money,
            QuantityKind::Percent => Facet::Percent,
            QuantityKind::Year | QuantityKind::Day | QuantityKind::Time => Facet::Date,
        });
    }
    if calendar(token).is_some() {
        return Some(Facet::Date);
    }
    if let Some(lexeme) = story.lexeme(token) {
        if lexeme.relative_day().is_some() {
            return Some(Facet::Date);
        }
        if lexeme.negation {
            return Some(Facet::Negation);
        }
        if lexeme.modal.is_some() {
            return Some(Facet::Modality);
        }
        if lexeme.saying.is_some() {
            return Some(Facet::Attribution);
        }
    }
    (token.kind == TokenKind::Name).then_some(Facet::Name)
}
