//! The vault against values made by another implementation, and against whoever can write the file.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const EMAIL: Place<'static> = Place { table: "calendar_connections", column: "email", row: "c-1" };
const NAME: Place<'static> = Place { table: "clients", column: "name", row: "k-7" };
const NOTES: Place<'static> = Place { table: "clients", column: "notes", row: "k-7" };

fn vault() -> Vault {
    Vault::new("k1", Secret::new((0..32).collect::<Vec<u8>>()))
}

/// Made by Python's `cryptography` 48; the script stands in `docs/encryption.md`.
#[test]
fn another_implementation_seals_to_the_same_bytes() {
    let a_to_b: [u8; 16] = std::array::from_fn(|at| 0xa0 + at as u8);
    let known = [
        (
            EMAIL,
            "anna@example.org",
            a_to_b,
            "0693f134dc6ba42d9577246bfbaedf38",
            "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
            "8bfc552ca651530d02dbcc37fe4baed9",
        ),
        (
            NAME,
            "Zoë Müller",
            [0; 16],
            "0dce1e9560794b53d72d9d88",
            "00000000000000000000000000000000",
            "d6accd9052762cac8bcbed41692e39cd",
        ),
        (NOTES, "", [0xff; 16], "", "ffffffffffffffffffffffffffffffff", "a292dbd074b1275ff7b028bef36a81d6"),
    ];
    for (place, plain, iv, data, iv_hex, tag) in known {
        let expected = Sealed { data: data.into(), iv: iv_hex.into(), tag: tag.into() };
        let sealed = vault().seal_under(&place, plain.as_bytes(), iv);
        let text = |bytes: &[u8]| hex::encode(bytes);
        assert_eq!(Sealed { data: text(&sealed.data), iv: text(&sealed.iv), tag: text(&sealed.tag) }, expected);
        assert_eq!(&**vault().open_bytes(&place, "k1", sealed).unwrap(), plain.as_bytes());
        assert_eq!(&**vault().open(&place, "k1", &expected).unwrap(), plain.as_bytes());
    }
}

#[test]
fn another_implementation_makes_the_same_mark() {
    assert_eq!(
        vault().mark("email", b"anna@example.org"),
        "c9efde3d269c784bb36756b7a4c2f110690aba23f2c7ed039dfa3d63f6c154b0"
    );
}

/// S13: hex, an IV and a tag of 32 characters each.
#[test]
fn a_sealed_field_is_three_lower_case_hex_texts() {
    let sealed = vault().seal(&EMAIL, b"anna@example.org");
    assert_eq!((sealed.data.len(), sealed.iv.len(), sealed.tag.len()), (32, 32, 32));
    for text in [&sealed.data, &sealed.iv, &sealed.tag] {
        assert!(text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{text}");
    }
}

/// S14.
#[test]
fn the_same_text_never_seals_to_the_same_bytes() {
    let vault = vault();
    let sealed: Vec<Sealed> = (0..2000).map(|_| vault.seal(&EMAIL, b"anna@example.org")).collect();
    assert_eq!(sealed.iter().map(|sealed| &sealed.iv).collect::<BTreeSet<_>>().len(), sealed.len());
    assert_eq!(sealed.iter().map(|sealed| &sealed.data).collect::<BTreeSet<_>>().len(), sealed.len());
}

/// S19.
#[test]
fn a_field_moved_to_another_table_column_or_row_does_not_open() {
    let sealed = vault().seal(&NAME, b"Anna");
    let elsewhere = [
        Place { table: "calendar_connections", ..NAME },
        Place { column: "notes", ..NAME },
        Place { row: "k-8", ..NAME },
        Place { row: "", ..NAME },
    ];
    for place in elsewhere {
        assert_eq!(vault().open(&place, "k1", &sealed).unwrap_err(), Unopened::Damaged, "{place:?}");
    }
    assert!(vault().open(&NAME, "k1", &sealed).is_ok());
}

#[test]
fn neighbouring_parts_of_a_place_do_not_run_together() {
    let sealed = vault().seal(&Place { table: "clients", column: "na", row: "me" }, b"Anna");
    let run_together = Place { table: "clients", column: "nam", row: "e" };
    assert_eq!(vault().open(&run_together, "k1", &sealed).unwrap_err(), Unopened::Damaged);
}

#[test]
fn a_key_of_another_id_is_told_apart_from_damage() {
    let sealed = vault().seal(&NAME, b"Anna");
    assert_eq!(vault().open(&NAME, "k2", &sealed).unwrap_err(), Unopened::WrongKey);
    let renamed = Vault::new("k2", Secret::new((0..32).collect::<Vec<u8>>()));
    assert_eq!(renamed.open(&NAME, "k2", &sealed).unwrap_err(), Unopened::Damaged);
    let other = Vault::new("k1", Secret::new([7; 32]));
    assert_eq!(other.open(&NAME, "k1", &sealed).unwrap_err(), Unopened::Damaged);
}

#[test]
fn a_mark_depends_on_key_purpose_and_text_alone() {
    let mark = vault().mark("email", b"anna");
    assert_eq!(vault().mark("email", b"anna"), mark);
    assert_ne!(vault().mark("email", b"annA"), mark);
    assert_ne!(vault().mark("emaila", b"nna"), mark);
    assert_ne!(Vault::new("k1", Secret::new([7; 32])).mark("email", b"anna"), mark);
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(plain: Vec<u8>, row: String) {
        let place = Place { row: &row, ..NOTES };
        let sealed = vault().seal(&place, &plain);
        prop_assert_eq!(&**vault().open(&place, "k1", &sealed).unwrap(), &plain);
    }

    /// S51: one changed bit in any of the three columns.
    #[test]
    fn any_flipped_bit_is_detected(plain: Vec<u8>, at: prop::sample::Index, bit in 0..8u32) {
        let sealed = vault().seal(&NOTES, &plain);
        let mut bytes = hex::decode(&[&*sealed.data, &sealed.iv, &sealed.tag].concat()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1u8 << bit;
        let all = hex::encode(&bytes);
        let (data, rest) = all.split_at(sealed.data.len());
        let (iv, tag) = rest.split_at(32);
        let changed = Sealed { data: data.into(), iv: iv.into(), tag: tag.into() };
        prop_assert_eq!(vault().open(&NOTES, "k1", &changed).unwrap_err(), Unopened::Damaged);
    }

    #[test]
    fn columns_of_any_content_are_refused_calmly(data: String, iv: String, tag: String) {
        let foreign = Sealed { data, iv, tag };
        prop_assert_eq!(vault().open(&NOTES, "k1", &foreign).unwrap_err(), Unopened::Damaged);
    }
}
