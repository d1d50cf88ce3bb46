//! An object as a stream. It is fetched in parts, a few of them at once and ahead of the reader, each a request of its
//! own: what breaks is asked for again without beginning anew, and no answer stays open while the parsers are busy.

use std::collections::VecDeque;
use std::io::{self, Read, Seek, SeekFrom};
use std::thread::{self, JoinHandle};

use bytes::{Buf, Bytes};

use super::bucket::Held;

const PART: u64 = 4 << 20;
/// Whoever only wants the header does not fetch more.
const FIRST: u64 = 256 << 10;
/// Parts under way, at most; with the one being read they are the memory that a stream takes.
const AHEAD: usize = 4;

pub(super) struct ObjectStream {
    held: Held,
    /// Where the next byte stands in the object.
    at: u64,
    part: Bytes,
    /// The parts after it, in order.
    ahead: VecDeque<JoinHandle<io::Result<Bytes>>>,
    /// Up to where parts were asked for.
    asked: u64,
    /// How long the next part will be; the first of a run is short.
    next: u64,
}

impl ObjectStream {
    pub(super) fn new(held: Held) -> Self {
        Self { held, at: 0, part: Bytes::new(), ahead: VecDeque::new(), asked: 0, next: FIRST }
    }

    /// Asks for parts until enough are under way.
    fn ask(&mut self) {
        let most = if self.next == FIRST { 1 } else { AHEAD };
        while self.ahead.len() < most && self.asked < self.held.object.bytes {
            let end = (self.asked + self.next).min(self.held.object.bytes);
            let (held, range) = (self.held.clone(), self.asked..end);
            self.ahead.push_back(thread::spawn(move || held.read(range)));
            self.asked = end;
        }
        self.next = PART;
    }

    fn fetch(&mut self) -> io::Result<()> {
        self.ask();
        let Some(part) = self.ahead.pop_front() else { return Ok(()) };
        self.part = part.join().map_err(|_| io::Error::other("a part's reader stopped"))??;
        Ok(())
    }
}

impl Read for ObjectStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.part.is_empty() {
            self.fetch()?;
        }
        let read = buffer.len().min(self.part.len());
        self.part.copy_to_slice(&mut buffer[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for ObjectStream {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(start) => Some(start),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.held.object.bytes.checked_add_signed(by),
        };
        let target = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        match target.checked_sub(self.at) {
            Some(skipped) if skipped <= self.part.len() as u64 => self.part.advance(skipped as usize),
            _ => {
                self.ahead.clear();
                self.part = Bytes::new();
                self.asked = target;
                self.next = FIRST;
            }
        }
        self.at = target;
        Ok(target)
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::held;
    use super::*;

    fn content() -> Vec<u8> {
        (0..20_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
    }

    #[test]
    fn it_is_the_object_in_whatever_steps() {
        let content = content();
        let mut stream = ObjectStream::new(held(&content));
        let mut start = vec![0; 10];
        stream.read_exact(&mut start).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        assert!(start == content[..10] && rest == content[10..]);
    }

    #[test]
    fn it_goes_on_from_where_it_is_sent() {
        let content = content();
        let mut stream = ObjectStream::new(held(&content));
        for (to, at) in [
            (SeekFrom::End(-7), content.len() - 7),
            (SeekFrom::Start(3), 3),
            (SeekFrom::Current(100), 107),
            (SeekFrom::Current(-50), 61),
            (SeekFrom::Start(19_000_000), 19_000_000),
        ] {
            assert_eq!(stream.seek(to).unwrap(), at as u64);
            let mut four = [0; 4];
            stream.read_exact(&mut four).unwrap();
            assert_eq!(four, content[at..at + 4], "{to:?}");
        }
        assert_eq!(stream.seek(SeekFrom::End(5)).unwrap(), content.len() as u64 + 5);
        assert_eq!(stream.read(&mut [0; 4]).unwrap(), 0);
    }
}
