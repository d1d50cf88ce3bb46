//! As much of HTTP/1.1 as asking one server for pages takes: connections that stay open, and bodies to their end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// What was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    /// As it was sent, packed or not.
    pub(super) body: Vec<u8>,
    cookie: Option<String>,
}

/// A connection that several requests go over.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Connection {
    pub(super) fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self { stream: BufReader::new(stream), address: address.to_owned() })
    }

    /// Packed as a browser asks for it where `accept` says so.
    pub(super) fn get(&mut self, path: &str, (cookie, accept): (&str, &str)) -> Result<Answer> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\nAccept-Encoding: {accept}\r\n", self.address);
        self.ask(&format!("{head}Cookie: {cookie}\r\n\r\n"))
    }

    fn ask(&mut self, request: &str) -> Result<Answer> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.with_context(|| "the answer is not HTTP")?;
        let (mut length, mut chunked, mut cookie) = (None, false, None);
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse::<usize>().ok(),
                "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
                "set-cookie" => cookie = value.trim().split(';').next().map(str::to_owned),
                _ => {}
            }
        }
        let body = if chunked { self.chunks()? } else { self.exactly(length.unwrap_or(0))? };
        Ok(Answer { status, body, cookie })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.stream.read_line(&mut line)? > 0, "the connection was closed");
        Ok(line.trim_end().to_owned())
    }

    fn exactly(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn chunks(&mut self) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            let length = usize::from_str_radix(line.split(';').next().unwrap_or_default(), 16)?;
            body.extend(self.exactly(length)?);
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

pub(super) fn get(address: &str, path: &str, cookie: &str) -> Result<Answer> {
    Connection::open(address)?.get(path, (cookie, "identity"))
}

/// The cookie of a session.
pub(super) fn sign_in(address: &str, (email, password): (&str, &str)) -> Result<String> {
    let form = format!("email={}&password={password}", email.replace('@', "%40"));
    let head = format!("POST /api/pages/people/sign-in HTTP/1.1\r\nHost: {address}\r\nAccept: application/json\r\n");
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let request = format!("{head}{kind}\r\nContent-Length: {}\r\n\r\n{form}", form.len());
    let answer = Connection::open(address)?.ask(&request)?;
    match answer.cookie {
        Some(cookie) => Ok(cookie),
        None => bail!("signing in was answered with {} and no session", answer.status),
    }
}
