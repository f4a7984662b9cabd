//! Two sides under one type, so that no function takes twin arguments.

use std::ops::{Index, IndexMut};

/// Which of the two stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The first story (A).
    Left,
    /// The second story (B).
    Right,
}

impl Side {
    /// Both sides, A first.
    pub const BOTH: [Side; 2] = [Side::Left, Side::Right];

    /// Returns the opposite side.
    pub fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }

    /// Returns `"A"` or `"B"`.
    pub fn letter(self) -> &'static str {
        match self {
            Side::Left => "A",
            Side::Right => "B",
        }
    }
}

/// One value for each side, indexed by [`Side`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pair<T> {
    /// The value for story A.
    pub left: T,
    /// The value for story B.
    pub right: T,
}

impl<T> Pair<T> {
    /// Returns the pair of `left` (A) and `right` (B).
    pub fn new(left: T, right: T) -> Pair<T> {
        Pair { left, right }
    }

    /// Applies `f` to each side.
    pub fn map<U>(self, mut f: impl FnMut(T) -> U) -> Pair<U> {
        Pair { left: f(self.left), right: f(self.right) }
    }

    /// Returns references to both values.
    pub fn as_ref(&self) -> Pair<&T> {
        Pair { left: &self.left, right: &self.right }
    }

    /// Returns the pair with its sides exchanged.
    pub fn swap(self) -> Pair<T> {
        Pair { left: self.right, right: self.left }
    }
}

impl<T> Index<Side> for Pair<T> {
    type Output = T;
    fn index(&self, side: Side) -> &T {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }
}

impl<T> IndexMut<Side> for Pair<T> {
    fn index_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Left => &mut self.left,
            Side::Right => &mut self.right,
        }
    }
}
