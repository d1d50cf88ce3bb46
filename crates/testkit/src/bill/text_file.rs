//! Writes lines as gzipped CSV.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::columns::Read;
use super::layout::{Field, Layout};
use super::line::Line;
use super::text::{self, MomentStyle};

/// Text is handed to the compressor in pieces of about this size.
const PIECE: usize = 1 << 18;

/// Writes one file and returns its lines. Nothing but one piece is held in memory.
pub(crate) fn write<'a>(path: &Path, layout: &Layout, lines: impl Iterator<Item = Line<'a>>) -> io::Result<u64> {
    // Generated bills are read once or twice: speed counts, size does not.
    let mut file = GzEncoder::new(File::create(path)?, Compression::fast());
    let mut piece = Vec::with_capacity(PIECE + 4_096);
    head(&mut piece, layout);
    let mut row = Row { layout, scratch: Vec::new() };
    let mut count = 0;
    for line in lines {
        row.append(&mut piece, &line);
        count += 1;
        if piece.len() >= PIECE {
            file.write_all(&piece)?;
            piece.clear();
        }
    }
    file.write_all(&piece)?;
    file.finish()?.flush()?;
    Ok(count)
}

fn head(out: &mut Vec<u8>, layout: &Layout) {
    for (at, field) in layout.fields.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(field.name().as_bytes());
    }
    out.push(b'\n');
}

struct Row<'a> {
    layout: &'a Layout,
    scratch: Vec<u8>,
}

impl Row<'_> {
    fn append(&mut self, out: &mut Vec<u8>, line: &Line) {
        for (at, field) in self.layout.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            let start = out.len();
            match field {
                Field::Single { read, .. } => value(out, self.layout, line, *read),
                Field::Map { entries, .. } => {
                    self.scratch.clear();
                    json(&mut self.scratch, self.layout, line, entries);
                    cell(out, &self.scratch);
                }
            }
            if out.len() == start {
                out.extend_from_slice(self.layout.nothing.as_bytes());
            }
        }
        out.push(b'\n');
    }
}

fn value(out: &mut Vec<u8>, layout: &Layout, line: &Line, read: Read) {
    match read {
        Read::Text(read) => cell(out, read(line).as_bytes()),
        Read::Number(read) => {
            if let Some(number) = read(line) {
                text::number(out, number, layout.numbers);
            }
        }
        Read::Rate(read) => {
            if let Some(number) = read(line) {
                text::number(out, number, layout.rates);
            }
        }
        Read::Moment(read) => text::moment(out, read(line), layout.moments),
        Read::MomentText(read) => {
            if let Some(moment) = read(line) {
                text::moment(out, moment, MomentStyle::Milliseconds);
            }
        }
        Read::Interval(read) => interval(out, read(line)),
    }
}

/// `start/end`, to the second in every form.
pub(crate) fn interval(out: &mut Vec<u8>, (start, end): (i64, i64)) {
    text::moment(out, start, MomentStyle::Seconds);
    out.push(b'/');
    text::moment(out, end, MomentStyle::Seconds);
}

/// The entries that say something, as a JSON object; numbers stay numbers.
fn json(out: &mut Vec<u8>, layout: &Layout, line: &Line, entries: &[(&str, Read)]) {
    out.push(b'{');
    for (key, read) in entries {
        let before = out.len();
        if before > 1 {
            out.push(b',');
        }
        out.push(b'"');
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(b"\":");
        let start = out.len();
        match read {
            Read::Text(read) => json_text(out, read(line)),
            other => value(out, layout, line, *other),
        }
        if out.len() == start || &out[start..] == b"\"\"" {
            out.truncate(before);
        }
    }
    out.push(b'}');
}

fn json_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

fn cell(out: &mut Vec<u8>, text: &[u8]) {
    if !text.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for byte in text {
        if *byte == b'"' {
            out.push(b'"');
        }
        out.push(*byte);
    }
    out.push(b'"');
}
