//! The formats that are read.

/// How an input holds its stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// One story.
    Text,
    /// One JSON object a line.
    JsonLines,
    /// An array of JSON objects, or objects one after another over any number of lines.
    Json,
    /// A header line, then one record after another, cells separated by commas.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A web page with one story.
    Html,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// NITF 3.
    Nitf,
    /// NewsML 1.2 or NewsML-G2.
    NewsMl,
    /// ninjs objects in an envelope; single ones are read as JSON.
    Ninjs,
    /// Items of the AP Media API.
    ApMedia,
    /// ANPA-1312.
    Anpa,
    /// IPTC 7901.
    Iptc7901,
    /// Mails, one or a mailbox of them.
    Mail,
    /// Captured web pages.
    Warc,
    /// Rows of a Parquet file.
    Parquet,
    /// Rows of an Arrow IPC file or stream.
    Arrow,
}

impl Format {
    /// All formats, in the order of their declaration.
    pub const ALL: [Format; 17] = [
        Format::Text,
        Format::JsonLines,
        Format::Json,
        Format::Csv,
        Format::Tsv,
        Format::Html,
        Format::Feed,
        Format::Nitf,
        Format::NewsMl,
        Format::Ninjs,
        Format::ApMedia,
        Format::Anpa,
        Format::Iptc7901,
        Format::Mail,
        Format::Warc,
        Format::Parquet,
        Format::Arrow,
    ];

    /// Returns its name: `text`, `jsonl`, `json`, `csv`, `tsv`, `html`, `feed`, `nitf`, `newsml`, `ninjs`, `ap`, `anpa`,
    /// `iptc7901`, `mail`, `warc`, `parquet` or `arrow`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Html => "html",
            Format::Feed => "feed",
            Format::Nitf => "nitf",
            Format::NewsMl => "newsml",
            Format::Ninjs => "ninjs",
            Format::ApMedia => "ap",
            Format::Anpa => "anpa",
            Format::Iptc7901 => "iptc7901",
            Format::Mail => "mail",
            Format::Warc => "warc",
            Format::Parquet => "parquet",
            Format::Arrow => "arrow",
        }
    }

    /// Whether an input of this format is read whole, since its stories cannot be told before.
    pub fn is_document(self) -> bool {
        match self {
            Format::Text
            | Format::Html
            | Format::Feed
            | Format::Nitf
            | Format::NewsMl
            | Format::Ninjs
            | Format::ApMedia
            | Format::Anpa
            | Format::Iptc7901 => true,
            Format::JsonLines
            | Format::Json
            | Format::Csv
            | Format::Tsv
            | Format::Mail
            | Format::Warc
            | Format::Parquet
            | Format::Arrow => false,
        }
    }

    /// Whether an input of this format is one story, so that the story and the file are one and the same.
    pub fn is_story(self) -> bool {
        matches!(self, Format::Text | Format::Html)
    }

    /// Whether its records are stretches of bytes that can be taken out of it and leave a whole input behind.
    pub fn is_cuttable(self) -> bool {
        matches!(self, Format::JsonLines | Format::Json | Format::Csv | Format::Tsv) || self.is_story()
    }
}

/// How an input is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, with any number of members.
    Gzip,
    /// Zstandard, with any number of frames and a window of at most 128 MiB.
    Zstd,
    /// xz, with any number of streams and a dictionary of at most 128 MiB.
    Xz,
    /// bzip2, with any number of streams.
    Bzip2,
    /// Bare DEFLATE, as ZIP holds it.
    Deflate,
}
