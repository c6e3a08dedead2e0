//! Closed lists of words: an enum, and for each variant its word on disk and on the wire.

/// Makes an enum whose variants each have one word.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every one, in the order they are declared in.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on disk and on the wire.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Returns the one with this word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    words! {
        /// Two.
        pub enum Two { First = "first", Second = "second_one" }
    }

    #[test]
    fn a_word_and_its_variant_name_each_other() {
        for one in Two::ALL {
            assert_eq!(Two::from_word(one.word()), Some(*one));
        }
        assert_eq!((Two::First.word(), Two::Second.word()), ("first", "second_one"));
        assert_eq!(Two::from_word("Second"), None);
    }
}
