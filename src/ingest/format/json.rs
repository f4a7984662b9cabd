//! One JSON object -> the fields of a record, borrowed where they need no unescaping.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::ingest::document::ninjs;
use crate::ingest::fields::{Field, Fields};

/// What a field of the input holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// Nothing, or `null`.
    #[default]
    Absent,
    /// Text, or a number as text.
    Text(Cow<'a, str>),
    /// Something that is no text; its name with the article.
    Wrong(&'static str),
}

/// The fields of one object, by their place in [`Field::ALL`].
#[derive(Debug, Default)]
pub(crate) struct Values<'a> {
    slots: [(Value<'a>, u8); Field::ALL.len()],
    /// Whether there is a key that tells a ninjs object, whose text lies deeper or in another form.
    pub is_ninjs: bool,
}

impl<'a> Values<'a> {
    /// Takes the value of a field.
    pub fn take(&mut self, field: Field) -> Value<'a> {
        std::mem::take(&mut self.slots[field as usize].0)
    }

    /// Whether the field holds text.
    pub fn has(&self, field: Field) -> bool {
        matches!(&self.slots[field as usize].0, Value::Text(text) if !text.trim_start().is_empty())
    }

    /// Puts in a value. A name of lower rank counts more, text more than anything else, of equals the last.
    pub fn put(&mut self, field: Field, rank: u8, value: Value<'a>) {
        let weight = |value: &Value<'_>, rank: u8| match value {
            Value::Absent => (2, u8::MAX),
            Value::Wrong(_) => (1, rank),
            Value::Text(text) => (u8::from(text.trim_start().is_empty()), rank),
        };
        let (old, old_rank) = &self.slots[field as usize];
        if weight(&value, rank) <= weight(old, *old_rank) {
            self.slots[field as usize] = (value, rank);
        }
    }
}

/// Returns the fields of an object; all other keys are skipped unread.
///
/// # Errors
/// When it is no JSON object.
pub(crate) fn parse<'a>(json: &'a str, fields: &Fields) -> Result<Values<'a>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let values = Object { fields }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(values)
}

struct Object<'f> {
    fields: &'f Fields,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = Values<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Values<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Values<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values<'de>, A::Error> {
        let mut values = Values::default();
        while let Some(found) = map.next_key_seed(Key { fields: self.fields })? {
            match found {
                Known::Field(field, rank) => {
                    let value = map.next_value_seed(Content {
                        list: field == Field::Text,
                        number: field != Field::Text,
                    })?;
                    values.put(field, rank, value);
                }
                other => {
                    values.is_ninjs |= matches!(other, Known::Ninjs);
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(values)
    }
}

struct Key<'f> {
    fields: &'f Fields,
}

/// What a key stands for.
enum Known {
    Field(Field, u8),
    /// A key that only ninjs has.
    Ninjs,
    Nothing,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Known;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_> {
    type Value = Known;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(match self.fields.find(key) {
            Some((field, rank)) => Known::Field(field, rank),
            None if ninjs::MARKS.contains(&key) => Known::Ninjs,
            None => Known::Nothing,
        })
    }
}

/// Reads any value; of a list (for the text only) its paragraphs.
struct Content {
    list: bool,
    number: bool,
}

impl<'de> DeserializeSeed<'de> for Content {
    type Value = Value<'de>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Content {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Absent)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Wrong("true or false"))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(self.number(number.to_string()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(self.number(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(self.number(number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut text = String::new();
        let mut wrong = !self.list;
        while let Some(value) = seq.next_element_seed(Content { list: false, number: false })? {
            match value {
                Value::Text(paragraph) if self.list => {
                    if !text.is_empty() {
                        text.push_str("\n\n");
                    }
                    text.push_str(&paragraph);
                }
                Value::Absent => {}
                Value::Text(_) | Value::Wrong(_) => wrong = true,
            }
        }
        Ok(if wrong { Value::Wrong("a list") } else { Value::Text(Cow::Owned(text)) })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Wrong("an object"))
    }
}

impl Content {
    /// A number is an id or a time, never a text.
    fn number<'de>(&self, number: String) -> Value<'de> {
        if self.number { Value::Text(Cow::Owned(number)) } else { Value::Wrong("a number") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, field: Field, expected: Value<'_>) {
        let mut values = parse(json, &Fields::default()).expect("an object");
        assert_eq!(values.take(field), expected, "{json}");
    }

    fn text(text: &str) -> Value<'_> {
        Value::Text(Cow::Borrowed(text))
    }

    #[test]
    fn the_first_name_that_holds_something_counts() {
        check(r#"{"body":"b","TEXT":"t"}"#, Field::Text, text("t"));
        check(r#"{"TEXT":null,"body":"b"}"#, Field::Text, text("b"));
        check(r#"{"body":"b","text":"  "}"#, Field::Text, text("b"));
        check(r#"{"article":{"a":1},"body":"b"}"#, Field::Text, text("b"));
        check(r#"{"text":"a","text":"b"}"#, Field::Text, text("b"));
        check(r#"{"title":"a"}"#, Field::Text, Value::Absent);
    }

    #[test]
    fn types() {
        check(r#"{"id":5}"#, Field::Id, text("5"));
        check(r#"{"timestamp":-1.5}"#, Field::Published, text("-1.5"));
        check(r#"{"text":5}"#, Field::Text, Value::Wrong("a number"));
        check(r#"{"text":["a\n",null,"b"]}"#, Field::Text, text("a\n\n\nb"));
        check(r#"{"text":["a",{"b":[]}]}"#, Field::Text, Value::Wrong("a list"));
        check(r#"{"text":["a",5]}"#, Field::Text, Value::Wrong("a list"));
        check(r#"{"title":["a"]}"#, Field::Headline, Value::Wrong("a list"));
        check(r#"{"title":true}"#, Field::Headline, Value::Wrong("true or false"));
        check(r#"{"source":{"name":"a"}}"#, Field::Outlet, Value::Wrong("an object"));
        check(r#"{"x":{"id":"inner"},"id":"a\u00e9\""}"#, Field::Id, text("aé\""));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for wrong in ["[1]", "5", "\"a\"", "{\"a\":1} x", "{\"a\":", "", "{'a':1}"] {
            assert!(parse(wrong, &Fields::default()).is_err(), "{wrong}");
        }
    }
}
