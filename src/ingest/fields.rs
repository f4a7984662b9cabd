//! Which key or column of a feed is which field of a record.

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its id.
    Id,
    /// Its headline.
    Headline,
    /// Its text.
    Text,
    /// Its address.
    Url,
    /// Its outlet.
    Outlet,
    /// Time of publication.
    Published,
    /// Language code.
    Language,
    /// Its byline.
    Byline,
    /// The id that all its versions have in common.
    Guid,
    /// Number of its version.
    Version,
}

impl Field {
    /// All fields, in the order of their declaration.
    pub const ALL: [Field; 10] = [
        Field::Id,
        Field::Headline,
        Field::Text,
        Field::Url,
        Field::Outlet,
        Field::Published,
        Field::Language,
        Field::Byline,
        Field::Guid,
        Field::Version,
    ];

    /// Returns its name, as `--map` takes it.
    pub fn name(self) -> &'static str {
        self.usual()[0]
    }

    /// Returns the field of a name, in any case.
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name))
    }

    /// Names that feeds use for it, its own first; where a record has several, the first that holds something counts.
    fn usual(self) -> &'static [&'static str] {
        match self {
            Field::Id => &["id", "uuid", "doc_id", "docid", "key"],
            Field::Headline => &["headline", "title"],
            Field::Text => &["text", "body", "content", "article", "story", "maintext"],
            Field::Url => &["url", "link", "canonical_url", "source_url"],
            Field::Outlet => {
                &["outlet", "source", "domain", "source_domain", "publisher", "publication", "site"]
            }
            Field::Published => &[
                "published",
                "date",
                "published_at",
                "publication_date",
                "date_publish",
                "pubdate",
                "datetime",
                "timestamp",
                "time",
                "created_at",
            ],
            Field::Language => &["language", "lang"],
            Field::Byline => &["byline", "author", "authors", "creator"],
            Field::Guid => &["guid"],
            Field::Version => &["version", "revision"],
        }
    }
}

/// Which key or column is which field. Names are compared without regard to the case of ASCII letters.
#[derive(Clone, Debug)]
pub struct Fields {
    /// Name, field, and rank among the names of the field: the lowest counts.
    names: Vec<(String, Field, u8)>,
}

impl Default for Fields {
    /// The names that feeds usually have.
    fn default() -> Fields {
        let names = Field::ALL.into_iter().flat_map(|field| {
            field.usual().iter().zip(0..).map(move |(name, rank)| ((*name).to_owned(), field, rank))
        });
        Fields { names: names.collect() }
    }
}

impl Fields {
    /// Takes the field from the column or key `name` and from no other; `name` is then no other field.
    pub fn map(&mut self, field: Field, name: &str) {
        self.names.retain(|(n, f, _)| *f != field && !n.eq_ignore_ascii_case(name));
        self.names.push((name.to_owned(), field, 0));
    }

    /// Returns the field of a name and its rank among the names of that field (0 counts most).
    pub fn find(&self, name: &str) -> Option<(Field, u8)> {
        let found = self.names.iter().find(|(n, _, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, field, rank)| (*field, *rank))
    }
}

/// Returns the host of an address without `www.`, in lower case: what stands for the outlet when none is named.
pub(super) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let named = authority.rsplit('@').next()?;
    let host = named.split(':').next()?.to_ascii_lowercase();
    let bare = host.strip_prefix("www.").unwrap_or(&host);
    (!bare.is_empty()).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_in_any_case() {
        let fields = Fields::default();
        assert_eq!(fields.find("TITLE"), Some((Field::Headline, 1)));
        assert_eq!(fields.find("Published_At"), Some((Field::Published, 2)));
        assert_eq!(fields.find("score"), None);
        assert!(Field::ALL.into_iter().all(|f| Field::from_name(f.name()) == Some(f)));
    }

    #[test]
    fn a_mapped_field_has_one_name() {
        let mut fields = Fields::default();
        fields.map(Field::Text, "Title");
        assert_eq!(fields.find("title"), Some((Field::Text, 0)));
        assert_eq!(fields.find("body"), None);
        assert_eq!(fields.find("headline"), Some((Field::Headline, 0)));
    }

    #[test]
    fn hosts() {
        let check = |url, expected: Option<&str>| assert_eq!(host(url).as_deref(), expected, "{url}");
        check("https://www.Island-Post.example/a?b", Some("island-post.example"));
        check("http://user@harbour.example:8080#x", Some("harbour.example"));
        check("island-post.example/a", None);
        check("https:///a", None);
    }
}
