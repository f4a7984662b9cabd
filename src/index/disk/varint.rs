//! Whole numbers in as few bytes as they need: seven bits a byte, lowest first (LEB128).

/// Appends a number: 1 byte below 128, 10 at most.
#[inline]
pub fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number from the head of `bytes`; none where they end before it does or it has more than 64 bits.
#[inline(always)]
pub fn take(bytes: &mut &[u8]) -> Option<u64> {
    match **bytes {
        [a, ref rest @ ..] if a < 0x80 => {
            *bytes = rest;
            Some(u64::from(a))
        }
        [a, b, ref rest @ ..] if b < 0x80 => {
            *bytes = rest;
            Some(u64::from(a & 0x7f) | u64::from(b) << 7)
        }
        [a, b, c, ref rest @ ..] if c < 0x80 => {
            *bytes = rest;
            Some(u64::from(a & 0x7f) | u64::from(b & 0x7f) << 7 | u64::from(c) << 14)
        }
        _ => take_long(bytes),
    }
}

#[inline(never)]
fn take_long(bytes: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0u64, 0);
    for (n, byte) in bytes.iter().enumerate() {
        let part = u64::from(byte & 0x7f);
        if shift == 63 && part > 1 {
            return None;
        }
        number |= part << shift;
        if *byte < 0x80 {
            *bytes = &bytes[n + 1..];
            return Some(number);
        }
        shift += 7;
        if shift > 63 {
            return None;
        }
    }
    None
}

/// Appends bytes with their length before them.
pub fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Takes bytes that stand behind their length.
pub fn take_bytes<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(take(bytes)?).ok()?;
    let (own, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 21, (1 << 21) - 1, u64::from(u32::MAX), 1 << 63, u64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|n| put(&mut bytes, *n));
        let mut rest = &bytes[..];
        for number in numbers {
            assert_eq!(take(&mut rest), Some(number));
        }
        assert!(rest.is_empty() && take(&mut rest).is_none());
        assert_eq!(take(&mut &[0x80u8; 3][..]), None, "cut");
        assert_eq!(take(&mut &[0xffu8; 11][..]), None, "too long");
        assert_eq!(take(&mut &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02][..]), None);
    }

    #[test]
    fn bytes_come_back() {
        let mut bytes = Vec::new();
        put_bytes(&mut bytes, b"ferry");
        put_bytes(&mut bytes, b"");
        let mut rest = &bytes[..];
        assert_eq!((take_bytes(&mut rest), take_bytes(&mut rest)), (Some(&b"ferry"[..]), Some(&b""[..])));
        assert_eq!(take_bytes(&mut &[200u8, 1, 1][..]), None, "longer than what is there");
    }
}
