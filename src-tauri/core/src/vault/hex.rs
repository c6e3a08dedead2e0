//! Strict lower-case hex: what we write is the only form we read.

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

fn digit(half: u8) -> char {
    let letter = half.checked_sub(10).map(|above| b'a'.saturating_add(above));
    char::from(letter.unwrap_or_else(|| b'0'.saturating_add(half)))
}

/// Decodes `text`; `None` if it has an odd length or anything but `0-9a-f`.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    digits.as_chunks().0.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => digit.checked_sub(b'0'),
        b'a'..=b'f' => digit.checked_sub(b'a' - 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn only_one_text_stands_for_a_value(text: String) {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }

    #[test]
    fn upper_case_odd_length_and_other_signs_are_refused() {
        for text in ["A0", "abc", "0x", "zz", "é"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
