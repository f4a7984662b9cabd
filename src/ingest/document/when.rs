//! Times as wires write them.

/// Returns a time of ISO 8601's short form (`20151210T191044Z`, `20131020T192751+1100`, `20151210`) in its long form, which is
/// what RFC 3339 has, and a long form with a short zone (`+0100`) with a long one; anything else as it is, trimmed.
pub(crate) fn stated(time: &str) -> String {
    let time = time.trim();
    long(time).or_else(|| with_long_zone(time)).unwrap_or_else(|| time.to_owned())
}

/// `2017-10-11T10:41:00+0100` -> `2017-10-11T10:41:00+01:00`.
fn with_long_zone(time: &str) -> Option<String> {
    let (local, zone) = time.split_at_checked(time.len().checked_sub(5)?)?;
    let is_zone =
        matches!(zone.as_bytes(), [b'+' | b'-', hours @ ..] if hours.iter().all(u8::is_ascii_digit));
    (is_zone && local.contains('T') && local.contains(':'))
        .then(|| format!("{local}{}:{}", &zone[..3], &zone[3..]))
}

fn long(time: &str) -> Option<String> {
    let digits =
        |range: std::ops::Range<usize>| time.get(range).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    let mut out = format!("{}-{}-{}", digits(0..4)?, digits(4..6)?, digits(6..8)?);
    if time.len() == 8 {
        return Some(out);
    }
    if time.get(8..9) != Some("T") {
        return None;
    }
    let (hour, minute) = (digits(9..11)?, digits(11..13)?);
    let second = digits(13..15);
    out.push_str(&format!("T{hour}:{minute}:{}", second.unwrap_or("00")));
    let zone = time.get(if second.is_some() { 15 } else { 13 }..)?;
    match zone.as_bytes() {
        [] => {}
        [b'Z'] => out.push('Z'),
        [b'+' | b'-', hours @ ..] if hours.len() == 4 && hours.iter().all(u8::is_ascii_digit) => {
            out.push_str(&zone[..3]);
            out.push(':');
            out.push_str(&zone[3..]);
        }
        [b'+' | b'-', _, _, b':', _, _] => out.push_str(zone),
        _ => return None,
    }
    Some(out)
}

/// Returns the number of a month from the first three letters of its English or German name, in any case.
pub(crate) fn month(name: &str) -> Option<u8> {
    const NAMES: [&[&str]; 12] = [
        &["jan"],
        &["feb"],
        &["mar", "mär", "mrz"],
        &["apr"],
        &["may", "mai"],
        &["jun"],
        &["jul"],
        &["aug"],
        &["sep"],
        &["oct", "okt"],
        &["nov"],
        &["dec", "dez"],
    ];
    let start: String = name.chars().take(3).flat_map(char::to_lowercase).collect();
    NAMES.iter().zip(1..).find(|(names, _)| names.contains(&start.as_str())).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_are_written_out() {
        #[track_caller]
        fn check(time: &str, expected: &str) {
            assert_eq!(stated(time), expected);
        }
        check("20151210T191044Z", "2015-12-10T19:10:44Z");
        check(" 20131020T192751+1100 ", "2013-10-20T19:27:51+11:00");
        check("20131020T1927-05:00", "2013-10-20T19:27:00-05:00");
        check("20131020T192751", "2013-10-20T19:27:51");
        check("20131020", "2013-10-20");
        check("2018-10-21T16:25:32-05:00", "2018-10-21T16:25:32-05:00");
        check("2017-10-11T10:41:00.5+0100", "2017-10-11T10:41:00.5+01:00");
        check("2017-10-11", "2017-10-11");
        check("4/4/2018", "4/4/2018");
        check("20131020Tééééé", "20131020Tééééé");
        check("2013102é", "2013102é");
        check("", "");
    }

    #[test]
    fn months_have_numbers() {
        assert_eq!(
            ["Nov", "DEZ", "März", "mai", "x"].map(month),
            [Some(11), Some(12), Some(3), Some(5), None]
        );
    }
}
