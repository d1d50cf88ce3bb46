//! Progress on standard error, when a person watches: rows, rate, time left.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use muster_engine::import::Progress;
use muster_engine::progress::Progress as Lines;
use muster_engine::verify::Watch;

/// Whether somebody watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Show {
    Bar,
    Nothing,
}

impl Show {
    pub(crate) fn unless(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() { Self::Nothing } else { Self::Bar }
    }
}

const TICK: Duration = Duration::from_millis(100);

/// Runs the import here and draws its progress: bytes of the files, rows.
pub(crate) fn watch_import<T>(progress: &Progress, show: Show, work: impl FnOnce() -> T) -> T {
    let draw = |bar: &ProgressBar| {
        let now = progress.snapshot();
        bar.set_length(now.total_bytes);
        bar.set_position(now.bytes);
        bar.set_message(format!("{} rows", indicatif::HumanCount(now.rows)));
    };
    watch(show, "{bar:30} {bytes}/{total_bytes}  {msg}  {bytes_per_sec}  {eta} left", draw, work)
}

/// Runs a report, or something that reads lines as one does, and draws its progress. `what` says what is done.
pub(crate) fn watch_lines<T>(progress: &Lines, what: &'static str, show: Show, work: impl FnOnce() -> T) -> T {
    let draw = |bar: &ProgressBar| {
        bar.set_length(progress.total());
        bar.set_position(progress.read());
        bar.set_message(what);
    };
    watch(show, "{bar:30} {human_pos}/{human_len} lines  {msg}  {per_sec}  {eta} left", draw, work)
}

/// Runs checks, and draws which one and how far it is.
pub(crate) fn watch_checks<T>(checks: &Watch, show: Show, work: impl FnOnce() -> T) -> T {
    let draw = |bar: &ProgressBar| {
        bar.set_length(checks.progress().total());
        bar.set_position(checks.progress().read());
        bar.set_message(checks.step());
    };
    watch(show, "{bar:30} {human_pos}/{human_len} lines  {msg}", draw, work)
}

/// Runs the work here and draws from a thread beside it.
fn watch<T>(show: Show, template: &str, draw: impl Fn(&ProgressBar) + Send, work: impl FnOnce() -> T) -> T {
    let bar = match show {
        Show::Bar => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
        Show::Nothing => return work(),
    };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    std::thread::scope(|scope| {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let bar = &bar;
        scope.spawn(move || {
            // The sender is dropped when the work is over: every other outcome means another tick.
            while let Err(std::sync::mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                draw(bar);
            }
            bar.finish_and_clear();
        });
        let done = work();
        drop(stop);
        done
    })
}
