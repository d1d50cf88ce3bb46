//! What a mail says, as it looks: plain text, and the same as HTML for those who read that. Nothing is fetched from anywhere, so
//! that nobody learns from a picture when a mail was read.

use std::fmt::Write;

use super::{Action, Mail};

/// The plain text.
pub(super) fn text(mail: &Mail) -> String {
    let mut parts = mail.paragraphs.clone();
    parts.extend(mail.action.as_ref().map(|Action { label, link }| format!("{label}:\n{link}")));
    let mut end = format!("-- \n{}", mail.reason);
    if let Some(link) = &mail.unsubscribe {
        let _ = write!(end, "\nNo more mails of this kind: {link}");
    }
    parts.push(end);
    parts.join("\n\n") + "\n"
}

const BODY: &str = "margin:0;padding:24px;background:#f4f5f7;color:#1c2430;font:16px/1.5 system-ui,sans-serif";
const SHEET: &str = "max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9dee5;border-radius:8px";
const BUTTON: &str =
    "display:inline-block;padding:10px 18px;border-radius:6px;background:#0b5cad;color:#ffffff;text-decoration:none";
const SMALL: &str = "max-width:560px;margin:16px auto 0;color:#5a6472;font-size:13px";

/// The same as HTML.
pub(super) fn html(mail: &Mail) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light\">\
         <title>{}</title></head>\n<body style=\"{BODY}\">\n<div style=\"{SHEET}\">\n",
        escaped(&mail.subject)
    );
    for paragraph in &mail.paragraphs {
        let _ = writeln!(page, "<p>{}</p>", escaped(paragraph).replace('\n', "<br>\n"));
    }
    if let Some(Action { label, link }) = &mail.action {
        let (label, link) = (escaped(label), escaped(link));
        let _ =
            writeln!(page, "<p><a style=\"{BUTTON}\" href=\"{link}\">{label}</a></p>\n<p style=\"font-size:13px\">{link}</p>");
    }
    let _ = write!(page, "</div>\n<p style=\"{SMALL}\">{}", escaped(&mail.reason));
    if let Some(link) = &mail.unsubscribe {
        let _ = write!(page, "<br>\n<a href=\"{}\">No more mails of this kind</a>", escaped(link));
    }
    page + "</p>\n</body></html>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            to: "ada@example.org".into(),
            subject: "Hello".into(),
            paragraphs: vec!["<b>Eve & Co</b> invites you.".into(), "Good until Friday.".into()],
            action: Some(Action { label: "Open".into(), link: "https://console.example/?a=1&b=2".into() }),
            reason: "You were invited.".into(),
            unsubscribe: Some("https://console.example/unsubscribe/x".into()),
            ..Mail::default()
        }
    }

    #[test]
    fn the_text_reads_without_html() {
        let expected = "<b>Eve & Co</b> invites you.\n\nGood until Friday.\n\nOpen:\nhttps://console.example/?a=1&b=2\n\n-- \n\
                        You were invited.\nNo more mails of this kind: https://console.example/unsubscribe/x\n";
        assert_eq!(text(&mail()), expected);
    }

    #[test]
    fn what_people_wrote_is_no_markup() {
        let page = html(&mail());
        assert!(page.contains("&lt;b&gt;Eve &amp; Co&lt;/b&gt;") && !page.contains("<b>"), "{page}");
        assert!(page.contains("href=\"https://console.example/?a=1&amp;b=2\""), "{page}");
    }
}
