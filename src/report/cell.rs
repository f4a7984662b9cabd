//! What stands in the rows of a table.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text of ours or of others.
    Text,
    /// A whole number.
    Number,
    /// A share, 0 to 1.
    Share,
    /// Yes or no.
    Flag,
}

/// One column.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet has typed columns"))]
pub(super) struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has it.
    pub required: bool,
}

/// One cell; `None` where the line says nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// See [`Kind::Text`].
    Text(Option<String>),
    /// See [`Kind::Number`].
    Number(Option<u64>),
    /// See [`Kind::Share`].
    Share(Option<f64>),
    /// See [`Kind::Flag`].
    Flag(bool),
}

/// A column that every row has.
pub(super) const fn always(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: true }
}

/// A column that may be empty.
pub(super) const fn maybe(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, required: false }
}
