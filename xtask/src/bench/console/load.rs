//! Several clients asking for one page, again and again.

use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::http::{self, Connection};

/// Which page, how often, by how many at once.
pub(super) struct Asked<'a> {
    pub(super) address: &'a str,
    pub(super) path: &'a str,
    pub(super) cookie: &'a str,
    pub(super) requests: usize,
    pub(super) clients: usize,
}

/// Seconds, and bytes of one answer before it is packed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Took {
    pub(super) bytes: usize,
    /// Asked for the first time since the server started.
    pub(super) first: f64,
    pub(super) p50: f64,
    pub(super) p95: f64,
}

/// What a page says that could not be computed, or has nothing on it.
const WRONG: [&str; 4] = ["This could not be loaded", "Not found", "No bill yet", "Nothing to draw"];
const WARM_UP: usize = 5;

pub(super) fn measure(asked: &Asked<'_>) -> Result<Took> {
    let begun = Instant::now();
    let answer = http::get(asked.address, asked.path, asked.cookie)?;
    let first = begun.elapsed().as_secs_f64();
    ensure!(answer.status == 200, "{} was answered with {}", asked.path, answer.status);
    let text = String::from_utf8_lossy(&answer.body);
    let wrong = WRONG.into_iter().find(|wrong| text.contains(wrong));
    ensure!(wrong.is_none(), "{} says “{}”", asked.path, wrong.unwrap_or_default());
    let each = asked.requests.div_ceil(asked.clients);
    let clients = thread::scope(|scope| {
        let clients: Vec<_> = (0..asked.clients).map(|_| scope.spawn(|| client(asked, each))).collect();
        clients.into_iter().map(|client| client.join().ok().context("a client panicked")?).collect::<Result<Vec<_>>>()
    })?;
    let mut seconds: Vec<f64> = clients.into_iter().flatten().collect();
    seconds.sort_by(f64::total_cmp);
    Ok(Took { bytes: answer.body.len(), first, p50: percentile(&seconds, 50), p95: percentile(&seconds, 95) })
}

fn client(asked: &Asked<'_>, requests: usize) -> Result<Vec<f64>> {
    let mut connection = Connection::open(asked.address)?;
    let mut seconds = Vec::with_capacity(requests);
    for place in 0..requests + WARM_UP {
        let begun = Instant::now();
        let answer = connection.get(asked.path, (asked.cookie, "gzip"))?;
        ensure!(answer.status == 200, "{} was answered with {}", asked.path, answer.status);
        if place >= WARM_UP {
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
}

/// The time that so many in a hundred do not exceed; of times in order.
fn percentile(seconds: &[f64], of_hundred: usize) -> f64 {
    let place = (seconds.len() * of_hundred).div_ceil(100).saturating_sub(1);
    seconds.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_the_time_that_so_many_do_not_exceed() {
        let seconds: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!((percentile(&seconds, 50), percentile(&seconds, 95)), (10.0, 19.0));
        assert_eq!(percentile(&[7.0], 95), 7.0);
    }
}
