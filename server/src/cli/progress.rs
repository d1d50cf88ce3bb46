//! Progress on standard error, when a person watches: rows, rate, time left.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use muster_engine::import::Progress;

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

/// Runs the import here and draws its progress from a thread beside it.
pub(crate) fn watch_import<T>(progress: &Progress, show: Show, work: impl FnOnce() -> T) -> T {
    let bar = match show {
        Show::Bar => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
        Show::Nothing => return work(),
    };
    bar.set_style(style());
    std::thread::scope(|scope| {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let bar = &bar;
        scope.spawn(move || {
            // The sender is dropped when the work is over: every other outcome means another tick.
            while let Err(std::sync::mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(TICK) {
                draw(bar, progress);
            }
            bar.finish_and_clear();
        });
        let done = work();
        drop(stop);
        done
    })
}

fn draw(bar: &ProgressBar, progress: &Progress) {
    let now = progress.snapshot();
    bar.set_length(now.total_bytes);
    bar.set_position(now.bytes);
    bar.set_message(format!("{} rows", indicatif::HumanCount(now.rows)));
}

fn style() -> ProgressStyle {
    let template = "{bar:30} {bytes}/{total_bytes}  {msg}  {bytes_per_sec}  {eta} left";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
