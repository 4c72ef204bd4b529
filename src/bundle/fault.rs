//! What may be wrong with a bundle.

use crate::diagnostic::Text;
use crate::syntax::limits::MAX_BUNDLE;
use crate::text;

/// Why a bundle cannot be read, or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is something else.
    Foreign,
    /// It is of another version of the program.
    OtherFormat,
    /// It is not as it was written.
    Damaged,
    /// It has too many bytes.
    TooLarge,
}

impl Fault {
    /// In words.
    pub fn says(self) -> Text {
        let most = MAX_BUNDLE / (1024 * 1024);
        match self {
            Fault::Foreign => text!("バンドルではありません", "it is not a bundle"),
            Fault::OtherFormat => {
                text!("別の版の buntan が書いたバンドルです", "the bundle was written by another version of buntan")
            }
            Fault::Damaged => {
                text!(
                    "バンドルが壊れています（書かれた時のままではありません）",
                    "the bundle is damaged: it is not as it was written"
                )
            }
            Fault::TooLarge => {
                text!(
                    "バンドルが大きすぎます（上限は {most} MiB です）",
                    "the bundle is too large: the most is {most} MiB"
                )
            }
        }
    }

    /// What to do about it.
    pub fn help(self) -> Text {
        match self {
            Fault::Foreign => text!(
                "`buntan bundle PATH… --output FILE` で書いたファイルを指定してください",
                "name a file that `buntan bundle PATH… --output FILE` wrote"
            ),
            Fault::OtherFormat => {
                text!("元のファイルから作り直してください", "write it again from the files it was made of")
            }
            Fault::Damaged => {
                text!(
                    "受け取り直すか、元のファイルから作り直してください",
                    "get it again, or write it again from the files it was made of"
                )
            }
            Fault::TooLarge => text!("いくつかに分けてください", "make several of it"),
        }
    }
}
