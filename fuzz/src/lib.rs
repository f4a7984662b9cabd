//! The laws that the targets check, which are those of the tests.

#[path = "../../tests/formats/laws.rs"]
mod laws;

pub use laws::check_as;

/// Lets a panic that the library catches be one: the fuzzer ends a process that panics at all unless this is called first.
pub fn allow_caught_panics() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !wirediff::ingest::is_guarded() {
            told(panic);
        }
    }));
}
