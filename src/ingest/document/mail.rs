//! Mails (RFC 5322 with MIME): a story that came by mail.

use super::item::Found;

/// Whether a text that begins with `head` is a mail or a mailbox.
pub(crate) fn is_one(head: &str) -> bool {
    /// Fields that only mails have.
    const TELLING: [&str; 8] = [
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "delivered-to",
        "x-mailer",
        "dkim-signature",
        "x-received",
    ];
    let head = head.trim_start();
    let first = head.lines().next().unwrap_or("");
    let boxed = first.starts_with("From ") && first.contains(':');
    let lines = head.lines().skip(usize::from(boxed)).take(60);
    let mut names: Vec<String> = Vec::new();
    for line in lines.take_while(|l| !l.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        match line.split_once(':') {
            Some((name, _))
                if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
            {
                names.push(name.to_ascii_lowercase());
            }
            _ => return false,
        }
    }
    let has = |name: &str| names.iter().any(|n| n == name);
    (has("from") || has("subject")) && TELLING.iter().any(|t| has(t))
}

/// Returns the story of one mail.
#[cfg(feature = "mail")]
pub(crate) fn read(bytes: &[u8]) -> Found {
    use super::item::Item;
    use crate::ingest::html::text_of_fragment;
    use crate::text::Release;
    use mail_parser::{MessageParser, PartType};

    let bytes = bytes.trim_ascii_start();
    let bytes = match bytes.strip_prefix(b"From ") {
        Some(rest) => memchr::memchr(b'\n', rest).map_or(&[][..], |end| &rest[end + 1..]),
        None => bytes,
    };
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Found::Skipped("bad-mail", "it has no fields".to_owned());
    };
    let of = |parts: &[u32]| -> Vec<String> {
        let parts = parts.iter().filter_map(|at| message.parts.get(*at as usize));
        let texts = parts.filter_map(|part| match &part.body {
            PartType::Text(text) => Some(text.replace("\r\n", "\n").replace("\n>From ", "\nFrom ")),
            PartType::Html(html) => Some(text_of_fragment(html)),
            _ => None,
        });
        texts.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()
    };
    // A plain part that only says where to look is shorter than the story by far.
    let (plain, html) = (of(&message.text_body).join("\n\n"), of(&message.html_body).join("\n\n"));
    let text = if plain.len() * 4 < html.len() { html } else { plain };
    if text.is_empty() {
        return Found::NoStory("the mail has no text".to_owned());
    }
    let sender = message.from().and_then(|from| from.first());
    let name = sender.and_then(|a| a.name().or(a.address())).map(str::to_owned);
    let release = Release { guid: message.message_id().map(str::to_owned), ..Release::default() };
    Found::Item(Box::new(Item {
        headline: message.subject().map(|s| s.split_whitespace().collect::<Vec<_>>().join(" ")),
        outlet: name,
        published: message.date().map(mail_parser::DateTime::to_rfc3339),
        release,
        text,
        ..Item::default()
    }))
}

/// Says that this build reads no mails.
#[cfg(not(feature = "mail"))]
pub(crate) fn read(_: &[u8]) -> Found {
    Found::Skipped("unsupported", "this build does not read mails (feature `mail`)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_told_from_front_matter() {
        assert!(is_one("Received: by mx.example\r\n\tfor <a@b.example>\r\nSubject: Ferry\r\n\r\nText"));
        assert!(is_one(
            "From desk@b.example Mon Sep  1 10:00:00 2025\nMessage-ID: <1@b.example>\nFrom: Desk\n\nText"
        ));
        assert!(!is_one("Date: today\nHeadline: Ferry\n\nText"));
        assert!(!is_one("From here on the road was closed: nobody passed.\n"));
        assert!(!is_one("Subject: Ferry\nThe ferry sank.\n"));
    }

    #[cfg(feature = "mail")]
    #[test]
    fn the_text_of_a_mail() {
        let mail = "From desk@b.example Mon Sep  1 10:00:00 2025\r\nMessage-ID: <1@b.example>\r\nFrom: \"Wire Desk\" <desk@b.example>\r\n\
                    Subject: =?utf-8?q?F=C3=A4hre_sinkt?=\r\nDate: Mon, 1 Sep 2025 10:00:00 +0200\r\n\
                    Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                    Die F=E4hre sank.\r\n\r\nNiemand starb.\r\n";
        let Found::Item(item) = read(mail.as_bytes()) else { panic!("no story") };
        assert_eq!(item.text, "Die Fähre sank.\n\nNiemand starb.");
        assert_eq!(item.headline.as_deref(), Some("Fähre sinkt"));
        assert_eq!(item.outlet.as_deref(), Some("Wire Desk"));
        assert_eq!(item.published.as_deref(), Some("2025-09-01T10:00:00+02:00"));
        assert_eq!(item.release.guid.as_deref(), Some("1@b.example"));
    }
}
