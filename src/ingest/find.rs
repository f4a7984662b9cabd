//! One record of a feed, by its id.

use super::batches::Batches;
use super::record::Record;
use super::source::{Reading, Source};

/// Returns the first record of sources that has an id. Where none has it, `ID~2` is the second record of `ID` in the order of
/// the sources, and `7` or `NAME#7` (NAME being a source) is record 7 of the sources: what a scan calls records without an
/// id. Reads all sources up to the record; about 1 GB/s.
pub fn find_record(sources: &[Source], id: &str, reading: &Reading) -> Option<Record<'static>> {
    let (copy_of, copy) = match id.rsplit_once('~').map(|(of, n)| (of, n.parse::<u64>())) {
        Some((of, Ok(n))) if n > 1 => (Some(of), n),
        _ => (None, 0),
    };
    let (name, number) = match id.rsplit_once('#') {
        Some((name, number)) => (Some(name), number.parse::<u64>().ok()),
        None => (None, id.parse().ok()),
    };
    let (mut found, mut numbered, mut copied, mut copies) = (None, None, None, 0);
    for batch in Batches::new(sources, reading) {
        batch.records(reading, &mut |record| {
            let Ok(record) = record else { return };
            let own = record.id.as_deref();
            if found.is_none() && own == Some(id) {
                found = Some(record.into_owned());
                return;
            }
            if own.is_some() && own == copy_of {
                copies += 1;
                if copies == copy {
                    copied = Some(record.into_owned());
                }
                return;
            }
            let source = sources.get(record.place.source as usize).map(|s| s.name.as_str());
            let named = name.is_none_or(|name| source == Some(name));
            if numbered.is_none() && own.is_none() && named && Some(record.place.number) == number {
                numbered = Some(record.into_owned());
            }
        });
        if found.is_some() {
            break;
        }
    }
    found.or(copied).or(numbered)
}
