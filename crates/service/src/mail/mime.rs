//! A mail as it travels: headers and parts of plain ASCII (RFC 5322, 2045, 2047), whatever people are called.

use std::fmt::Write;

use data_encoding::{BASE64, BASE64_MIME};
use muster_store::outbox::Mail as Row;

use super::{Attachment, Content};

/// A name and an address, as in `Muster <billing@example.com>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// May be empty.
    pub(super) name: String,
    pub(super) address: String,
}

impl Mailbox {
    /// `None` for what is neither `NAME <ADDRESS>` nor an address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (name, address) = match text.trim().strip_suffix('>') {
            Some(text) => text.split_once('<')?,
            None => ("", text.trim()),
        };
        let (local, domain) = address.split_once('@')?;
        let is_plain = !address.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;".contains(c));
        let is_whole = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
        let name = name.trim().trim_matches('"').to_owned();
        (is_plain && is_whole && !name.chars().any(char::is_control)).then(|| Self { name, address: address.to_owned() })
    }
}

/// From whom, and under which name of the installation ids are made.
pub(super) struct Sender<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) host: &'a str,
}

/// The mail as it is sent. Its id is the row's: whoever is sent it twice can tell.
pub(super) fn compose(sender: &Sender<'_>, row: &Row, content: &Content) -> Vec<u8> {
    let Mailbox { name, address } = sender.from;
    let from = if name.is_empty() { address.clone() } else { format!("{} <{address}>", phrase(name)) };
    let mut message = format!(
        "From: {from}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}@{}>\r\nMIME-Version: 1.0\r\n",
        row.recipient,
        words(&row.subject),
        row.created_at.to_rfc2822(),
        row.id,
        sender.host
    );
    // Nobody is away from this address: answering machines are asked not to answer.
    message += "Auto-Submitted: auto-generated\r\n";
    if let Some(link) = &content.unsubscribe {
        // RFC 8058: a mail program ends them by one request, without a page.
        let _ = write!(message, "List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    }
    // An id stands nowhere in the text of a mail: no part ends early. Nor does a boundary begin as another does.
    let boundary = row.id.to_string();
    let both = alternatives(content, &boundary);
    message += &match &content.attachment {
        None => both,
        Some(file) => mixed((&both, file), &boundary),
    };
    message.into_bytes()
}

/// Text and HTML, of which a reader shows one.
fn alternatives(content: &Content, boundary: &str) -> String {
    let mut part = format!("Content-Type: multipart/alternative; boundary=\"{boundary}-alternatives\"\r\n\r\n");
    for (media_type, text) in [("text/plain", &content.text), ("text/html", &content.html)] {
        let body = quoted_printable::encode_to_str(text.replace("\r\n", "\n").replace('\n', "\r\n"));
        let _ = write!(
            part,
            "--{boundary}-alternatives\r\nContent-Type: {media_type}; charset=utf-8\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n"
        );
    }
    part + &format!("--{boundary}-alternatives--\r\n")
}

fn mixed((both, file): (&str, &Attachment), boundary: &str) -> String {
    // Bytes that a quoted name may not hold are spelt out (RFC 2231).
    let name: String = file.filename.bytes().fold(String::new(), |mut name, byte| {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            name.push(char::from(byte));
        } else {
            let _ = write!(name, "%{byte:02X}");
        }
        name
    });
    format!(
        "Content-Type: multipart/mixed; boundary=\"{boundary}-mixed\"\r\n\r\n--{boundary}-mixed\r\n{both}\r\n--{boundary}-mixed\r\n\
         Content-Type: {}\r\nContent-Disposition: attachment; filename*=utf-8''{name}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--{boundary}-mixed--\r\n",
        file.media_type,
        BASE64_MIME.encode(&file.content)
    )
}

/// A name before an address.
fn phrase(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || " -_".contains(c));
    if is_plain { name.to_owned() } else { encoded(name) }
}

/// Free text in a header.
fn words(text: &str) -> String {
    let is_plain = text.len() <= 64 && text.chars().all(|c| c.is_ascii_graphic() || c == ' ') && !text.contains("=?");
    if is_plain { text.to_owned() } else { encoded(text) }
}

/// Encoded words, a line each: none longer than the 75 characters that one may have.
fn encoded(text: &str) -> String {
    let mut words = vec![String::new()];
    for letter in text.chars() {
        if words.last().is_some_and(|word| word.len() + letter.len_utf8() > 42) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let words: Vec<_> = words.iter().map(|word| format!("=?utf-8?B?{}?=", BASE64.encode(word.as_bytes()))).collect();
    words.join("\r\n ")
}

#[cfg(test)]
mod tests {
    use mailparse::{MailHeaderMap, parse_mail};
    use muster_domain::MailId;

    use super::*;

    #[test]
    fn a_mail_is_read_as_it_was_written_whatever_people_are_called() {
        let subject = "Zoë Müller lädt Sie zu „Größe & Söhne“ ein, und das ist eine lange Zeile, die umbrochen wird".to_owned();
        let row = Row {
            id: MailId(uuid::Uuid::nil()),
            recipient: "ada@example.org".into(),
            subject: subject.clone(),
            content: String::new(),
            about: None,
            attempts: 1,
            due_at: chrono::DateTime::UNIX_EPOCH,
            error: None,
            failed_at: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        };
        let file =
            Attachment { filename: "März 2026.csv".into(), media_type: "text/csv".into(), content: vec![0, 255, 10, 46, 13] };
        let text = format!(".begins with a dot\n{}\nends with a blank \n", "long ".repeat(400));
        let unsubscribe = Some("https://console.example/unsubscribe/x".to_owned());
        let content = Content { text: text.clone(), html: "<p>ü</p>".into(), unsubscribe, attachment: Some(file.clone()) };
        let from = Mailbox::parse("Größe, Söhne <billing@example.com>").unwrap();
        let raw = compose(&Sender { from: &from, host: "console.example" }, &row, &content);
        assert!(raw.is_ascii() && raw.split(|byte| *byte == b'\n').all(|line| line.len() < 500));
        let mail = parse_mail(&raw).unwrap();
        let header = |name| mail.headers.get_first_value(name).unwrap();
        assert_eq!((header("Subject"), header("From")), (subject, "Größe, Söhne <billing@example.com>".to_owned()));
        assert_eq!(header("Date"), "Thu, 1 Jan 1970 00:00:00 +0000");
        let read = mail.subparts[0].subparts[0].get_body().unwrap();
        assert_eq!(read.replace("\r\n", "\n").trim_end(), text.trim_end());
        assert_eq!(mail.subparts[0].subparts[1].get_body().unwrap().trim_end(), "<p>ü</p>");
        assert_eq!(mail.subparts[1].get_body_raw().unwrap(), file.content);
        assert_eq!(mail.subparts[1].get_content_disposition().params["filename"], "März 2026.csv");
    }

    #[test]
    fn a_sender_is_a_name_and_an_address() {
        let parsed = |text| Mailbox::parse(text).map(|found| (found.name, found.address));
        let whole = Some(("Muster & Co".to_owned(), "billing@example.com".to_owned()));
        assert_eq!(parsed("Muster & Co <billing@example.com>"), whole);
        assert_eq!(parsed("\"Muster & Co\" <billing@example.com>"), whole);
        assert_eq!(parsed("billing@example.com"), Some((String::new(), "billing@example.com".to_owned())));
        for wrong in ["", "nobody", "a b@example.com", "Eve <eve@example.com", "<@example.com>", "x\r\nBcc: <eve@example.com>"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
