//! Mails and mailboxes.

use std::fs;

use super::{all, extract};

const ONE: &str = "Return-Path: <desk@wire.example>\nMessage-ID: <1@wire.example>\nFrom: Northwire <desk@wire.example>\n\
                   Subject: Ferry sinks off Marrow\nDate: Tue, 15 Oct 2024 18:40:00 +0000\nMIME-Version: 1.0\n\
                   Content-Type: text/plain; charset=utf-8\n\nThe ferry sank on Monday.\n\nNobody was hurt.\n";

#[test]
fn a_mail_and_a_mailbox() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("one.eml"), ONE).expect("written");
    let (stories, err, code) = extract(folder.path(), &["one.eml"]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    assert_eq!(all(&stories, "headline"), ["Ferry sinks off Marrow"]);
    assert_eq!(all(&stories, "outlet"), ["Northwire"]);
    assert_eq!(all(&stories, "text"), ["The ferry sank on Monday.\n\nNobody was hurt."]);
    assert_eq!(stories[0]["paragraphs"].as_array().map(Vec::len), Some(2));

    // A paragraph may begin like the line before a mail.
    let second = ONE.replace("<1@", "<2@").replace("sinks off", "late at")
        + "\nFrom Monday on nothing sails.\n\nFrom 10:30 in the morning there are buses.\n";
    let line = "From desk@wire.example Tue Oct 15 18:40:00 2024\n";
    fs::write(folder.path().join("desk.mbox"), format!("{line}{ONE}\n{line}{second}")).expect("written");
    let (stories, err, code) = extract(folder.path(), &["desk.mbox"]);
    assert_eq!((err.as_str(), code), ("", Some(0)));
    assert_eq!(all(&stories, "guid"), ["1@wire.example", "2@wire.example"]);
    assert_eq!(all(&stories, "headline"), ["Ferry sinks off Marrow", "Ferry late at Marrow"]);
    assert!(all(&stories, "text")[1].ends_with("there are buses."), "{stories:?}");
}
