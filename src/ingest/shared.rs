//! What several threads share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value that one thread at a time may look at and change, whether or not another panicked meanwhile: every change made
/// under the lock must leave it whole at each moment, as a push to a vector does.
#[derive(Debug, Default)]
pub struct Shared<T>(Mutex<T>);

impl<T> Shared<T> {
    /// Returns the value, to be shared from now on.
    pub const fn new(value: T) -> Shared<T> {
        Shared(Mutex::new(value))
    }

    /// Waits until no other thread has the value.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the value when all are done with it.
    pub fn into_inner(self) -> T {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn a_panic_of_one_does_not_keep_others_out() {
        let shared = Shared::new(vec![1]);
        let hurt = catch_unwind(AssertUnwindSafe(|| {
            let mut held = shared.lock();
            held.push(2);
            panic!("while the lock is held");
        }));
        assert!(hurt.is_err());
        shared.lock().push(3);
        assert_eq!(shared.into_inner(), [1, 2, 3]);
    }
}
