//! Where a scan is: a bar while it runs, and the seconds of each stage afterwards.

use std::collections::BTreeMap;
use std::sync::MutexGuard;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::{interrupt, messages};
use crate::feed::{Progress, Stage};
use crate::ingest::Shared;

/// Hears the scan.
#[derive(Debug)]
pub struct Meter {
    bar: ProgressBar,
    clock: Shared<Clock>,
    /// What was counted in the stage that runs.
    counted: AtomicU64,
}

/// What was spent so far.
#[derive(Debug)]
struct Clock {
    running: Option<(Stage, Instant)>,
    spent: BTreeMap<Stage, (Duration, u64)>,
}

impl Meter {
    /// Returns a meter; `shows` is whether it draws a bar on standard error.
    pub fn new(shows: bool) -> Meter {
        let target = if shows { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if shows {
            // A bar that stands still for long looks like a hang.
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        let clock = Shared::new(Clock { running: None, spent: BTreeMap::new() });
        Meter { bar, clock, counted: AtomicU64::new(0) }
    }

    /// Takes the bar away; the clock goes on.
    pub fn hide(&self) {
        if !self.bar.is_finished() {
            self.bar.finish_and_clear();
        }
    }

    /// Stops the clock and takes the bar away.
    pub fn end(&self) {
        self.close(&mut self.clock());
        self.hide();
    }

    /// Says on standard error how long each stage took, and how much it counted.
    pub fn report(&self) {
        let clock = self.clock();
        let total: Duration = clock.spent.values().map(|(time, _)| *time).sum();
        messages::note(&format!(
            "{:<12}{:>10}{:>8}  {:<14}{}",
            "stage", "seconds", "share", "counted", "a second"
        ));
        for (stage, (time, counted)) in &clock.spent {
            let seconds = time.as_secs_f64();
            let share = if total.is_zero() { 0.0 } else { seconds * 100.0 / total.as_secs_f64() };
            let rate = if seconds > 0.0 { (*counted as f64 / seconds) as u64 } else { 0 };
            let row = format!(
                "{:<12}{seconds:>10.3}{share:>7.1}%  {:<14}{}",
                name(*stage),
                amount(*stage, *counted),
                amount(*stage, rate)
            );
            messages::note(row.trim_end());
        }
        messages::note(&format!("{:<12}{:>10.3}", "total", total.as_secs_f64()));
    }

    /// Ends the stage that runs.
    fn close(&self, clock: &mut Clock) {
        let counted = self.counted.swap(0, Ordering::Relaxed);
        if let Some((stage, since)) = clock.running.take() {
            let entry = clock.spent.entry(stage).or_default();
            entry.0 += since.elapsed();
            entry.1 += counted;
        }
    }

    fn clock(&self) -> MutexGuard<'_, Clock> {
        self.clock.lock()
    }
}

impl Progress for Meter {
    fn stage(&self, stage: Stage, total: u64) {
        let mut clock = self.clock();
        self.close(&mut clock);
        clock.running = Some((stage, Instant::now()));
        if self.bar.is_finished() {
            return;
        }
        self.bar.set_style(style(stage, total > 0));
        self.bar.set_message(name(stage));
        self.bar.set_length(total);
        self.bar.reset();
    }

    fn advance(&self, amount: u64) {
        self.counted.fetch_add(amount, Ordering::Relaxed);
        self.bar.inc(amount);
    }

    fn interrupted(&self) -> bool {
        interrupt::pressed()
    }
}

/// The bar of a stage; without an end in sight, only what was done.
fn style(stage: Stage, known: bool) -> ProgressStyle {
    let template = match (in_bytes(stage), known) {
        (true, true) => "{msg:<12} {bar:24} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        (true, false) => "{msg:<12} {spinner} {bytes}, {bytes_per_sec}, {elapsed}",
        (false, true) => "{msg:<12} {bar:24} {human_pos} of {human_len}, {per_sec}, {eta} left",
        (false, false) => "{msg:<12} {spinner} {human_pos}, {per_sec}, {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The name of a stage.
fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Read => "reading",
        Stage::Index => "indexing",
        Stage::Candidates => "candidates",
        Stage::Match => "matching",
        Stage::Cluster => "clustering",
        Stage::Write => "writing",
        Stage::Locate => "locating",
        Stage::Choose => "choosing",
        Stage::Prove => "hashing",
        Stage::Copy => "copying",
    }
}

/// Whether a stage counts bytes.
fn in_bytes(stage: Stage) -> bool {
    matches!(stage, Stage::Read | Stage::Locate | Stage::Prove | Stage::Copy)
}

/// An amount in the unit of a stage.
fn amount(stage: Stage, n: u64) -> String {
    match stage {
        _ if in_bytes(stage) => HumanBytes(n).to_string(),
        _ => HumanCount(n).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_counted_apart_and_a_stage_may_come_again() {
        let meter = Meter::new(false);
        for (stage, amount) in [(Stage::Read, 5), (Stage::Match, 7), (Stage::Read, 11)] {
            meter.stage(stage, 100);
            meter.advance(amount);
        }
        meter.end();
        let counted: Vec<(Stage, u64)> = meter.clock().spent.iter().map(|(s, (_, n))| (*s, *n)).collect();
        assert_eq!(counted, [(Stage::Read, 16), (Stage::Match, 7)]);
    }
}
