//! A mail as it travels, made by lettre: headers and parts of plain ASCII (RFC 5322, 2045, 2047), whatever people are called.

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as FilePart, Body, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};
use muster_store::outbox::Mail as Row;

use super::{Attachment, Content};

/// What `Muster <billing@example.com>` says; the name may hold commas and letters of any alphabet without quotes, which
/// lettre's own reader does not take. `None` for what is neither `NAME <ADDRESS>` nor an address.
pub(super) fn mailbox(text: &str) -> Option<Mailbox> {
    let (name, address) = match text.trim().strip_suffix('>') {
        Some(text) => text.split_once('<')?,
        None => ("", text.trim()),
    };
    let name = name.trim().trim_matches('"');
    if name.chars().any(char::is_control) {
        return None;
    }
    Some(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address.parse().ok()?))
}

/// From whom, and under which name of the installation ids are made.
pub(super) struct Sender<'a> {
    pub(super) from: &'a Mailbox,
    pub(super) host: &'a str,
}

/// The mail as it is sent. Its id is the row's: whoever is sent it twice can tell.
///
/// # Errors
/// One line that says why it is no mail: no other try makes it one.
pub(super) fn compose(sender: &Sender<'_>, row: &Row, content: &Content) -> Result<Message, String> {
    let to: Address = row.recipient.parse().map_err(|_| "this is no address".to_owned())?;
    let mut message = Message::builder()
        .from(sender.from.clone())
        .to(Mailbox::new(None, to))
        .subject(plain(&row.subject))
        .date(row.created_at.into())
        .message_id(Some(format!("<{}@{}>", row.id, sender.host)));
    // Nobody is away from this address: answering machines are asked not to answer.
    message = with(message, (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"));
    if let Some(link) = &content.unsubscribe {
        // RFC 8058: a mail program ends them by one request, without a page.
        message = with(message, (HeaderName::new_from_ascii_str("List-Unsubscribe"), &format!("<{link}>")));
        let post = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");
        message = with(message, (post, "List-Unsubscribe=One-Click"));
    }
    let both = MultiPart::alternative()
        .singlepart(text(ContentType::TEXT_PLAIN, &content.text))
        .singlepart(text(ContentType::TEXT_HTML, &content.html));
    let whole = match &content.attachment {
        None => both,
        Some(attachment) => MultiPart::mixed().multipart(both).singlepart(file(attachment)?),
    };
    message.multipart(whole).map_err(|error| error.to_string())
}

fn with(message: MessageBuilder, (name, value): (HeaderName, &str)) -> MessageBuilder {
    message.raw_header(HeaderValue::new(name, value.to_owned()))
}

/// Names stand in subjects, and this would be read as a word in some encoding.
fn plain(subject: &str) -> String {
    subject.replace("=?", "= ?")
}

/// Quoted, however plain it looks: a line break of one character would be taken for another thing by some servers.
fn text(media_type: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(media_type).header(ContentTransferEncoding::QuotedPrintable).body(text.to_owned())
}

fn file(attachment: &Attachment) -> Result<SinglePart, String> {
    let media_type = ContentType::parse(&attachment.media_type).map_err(|error| error.to_string())?;
    // In base64, which leaves each byte as it is, line ends too.
    let body = Body::new_with_encoding(attachment.content.clone(), ContentTransferEncoding::Base64);
    let body = body.map_err(|_| "the file cannot be encoded".to_owned())?;
    Ok(FilePart::new(attachment.filename.clone()).body(body, media_type))
}

#[cfg(test)]
mod tests {
    use mailparse::{MailHeaderMap, ParsedMail, parse_mail};
    use muster_domain::MailId;

    use super::*;

    fn row(recipient: &str, subject: &str) -> Row {
        Row {
            id: MailId(uuid::Uuid::nil()),
            recipient: recipient.into(),
            subject: subject.into(),
            content: String::new(),
            about: None,
            attempts: 1,
            due_at: chrono::DateTime::UNIX_EPOCH,
            error: None,
            failed_at: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn composed(row: &Row, content: &Content) -> Result<Vec<u8>, String> {
        let from = mailbox("Größe, Söhne <billing@example.com>").unwrap();
        compose(&Sender { from: &from, host: "console.example" }, row, content).map(|message| message.formatted())
    }

    fn short(text: &str) -> Content {
        Content { text: text.into(), html: String::new(), unsubscribe: None, attachment: None }
    }

    fn header(mail: &ParsedMail<'_>, name: &str) -> String {
        mail.headers.get_first_value(name).unwrap()
    }

    #[test]
    fn a_mail_is_read_as_it_was_written_whatever_people_are_called() {
        let subject = "Zoë Müller lädt Sie zu „Größe & Söhne“ ein, und das ist eine lange Zeile, die umbrochen wird";
        let name = "März 2026.csv".to_owned();
        let file = Attachment { filename: name.clone(), media_type: "text/csv".into(), content: vec![0, 255, 10, 46, 13] };
        let text = format!(".begins with a dot\n{}\nends with a blank \n", "long ".repeat(400));
        let unsubscribe = format!("https://console.example/unsubscribe/{}", "x".repeat(200));
        let attachment = Some(file.clone());
        let content =
            Content { text: text.clone(), html: "<p>ü</p>".into(), unsubscribe: Some(unsubscribe.clone()), attachment };
        let raw = composed(&row("ada@example.org", subject), &content).unwrap();
        assert!(raw.is_ascii() && raw.split(|byte| *byte == b'\n').all(|line| line.len() < 500));
        let mail = parse_mail(&raw).unwrap();
        assert_eq!((header(&mail, "Subject"), header(&mail, "To")), (subject.to_owned(), "ada@example.org".to_owned()));
        assert!(
            ["\"Größe, Söhne\" <billing@example.com>", "Größe, Söhne <billing@example.com>"].contains(&&*header(&mail, "From"))
        );
        assert_eq!(header(&mail, "Date"), "Thu, 01 Jan 1970 00:00:00 +0000");
        assert_eq!(header(&mail, "List-Unsubscribe").trim(), format!("<{}>", unsubscribe));
        let read = mail.subparts[0].subparts[0].get_body().unwrap();
        assert_eq!(read.replace("\r\n", "\n").trim_end(), text.trim_end());
        assert_eq!(mail.subparts[0].subparts[1].get_body().unwrap().trim_end(), "<p>ü</p>");
        assert_eq!(mail.subparts[1].get_body_raw().unwrap(), file.content);
        assert_eq!(mail.subparts[1].get_content_disposition().params["filename"], name);
    }

    #[test]
    fn what_people_are_called_begins_no_header_and_no_line() {
        let raw =
            composed(&row("ada@example.org", "x\r\nBcc: eve@example.com\r\n\r\nHi =?utf-8?q?=41?="), &short("a\r.\rb")).unwrap();
        let mail = parse_mail(&raw).unwrap();
        assert_eq!(mail.headers.get_first_value("Bcc"), None);
        assert!(header(&mail, "Subject").contains("Bcc: eve@example.com") && header(&mail, "Subject").contains("utf-8?q?"));
        assert!(raw.split(|byte| *byte == b'\r').skip(1).all(|rest| rest.starts_with(b"\n")), "no end of a line but CR LF");
        for wrong in ["nobody", "a b@example.org", "ada@example.org>\r\nRCPT TO:<eve@example.com", "ada@", "@example.org", ""] {
            assert!(composed(&row(wrong, "Hi"), &short("Hi")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_sender_is_a_name_and_an_address() {
        let parsed = |text| mailbox(text).map(|found| (found.name.unwrap_or_default(), found.email.to_string()));
        let whole = Some(("Muster & Co".to_owned(), "billing@example.com".to_owned()));
        assert_eq!(parsed("Muster & Co <billing@example.com>"), whole);
        assert_eq!(parsed("\"Muster & Co\" <billing@example.com>"), whole);
        assert_eq!(parsed("billing@example.com"), Some((String::new(), "billing@example.com".to_owned())));
        for wrong in ["", "nobody", "a b@example.com", "Eve <eve@example.com", "<@example.com>", "x\r\nBcc: <eve@example.com>"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }
}
