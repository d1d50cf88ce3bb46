//! What is happening now, and how long it took: a newcomer who waits must see why.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Announces a step with the time since the start of the command, does it, and says how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(what);
    let begun = Instant::now();
    let result = work().with_context(|| format!("{what}: failed"))?;
    let took = begun.elapsed();
    // Below this the line would only be noise.
    if took > Duration::from_millis(500) {
        say(&format!("{what}: done in {}", human(took)));
    }
    Ok(result)
}

/// One line about the work, stamped with the minutes and seconds since the command started.
pub(crate) fn say(line: &str) {
    let seconds = started().elapsed().as_secs();
    eprintln!("[{:>2}:{:02}] {line}", seconds / 60, seconds % 60);
}

fn started() -> Instant {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    *STARTED.get_or_init(Instant::now)
}

fn human(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f32()),
        10..120 => format!("{seconds} s"),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_steps_show_tenths_and_long_ones_minutes() {
        assert_eq!(human(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(human(Duration::from_secs(61)), "61 s");
        assert_eq!(human(Duration::from_secs(605)), "10 min 5 s");
    }
}
