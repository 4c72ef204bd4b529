//! Full names of companies as they are compared: what some write in full width, and what some leave out.

use unicode_normalization::UnicodeNormalization;

/// Forms of companies and corporations, which some write and some leave out; longer ones before their beginnings. As in NFKC.
const LEGAL_FORMS: [&str; 19] = [
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "医療法人社団",
    "医療法人財団",
    "医療法人",
    "社会福祉法人",
    "地方独立行政法人",
    "独立行政法人",
    "(株)",
    "(有)",
    "(同)",
    "(医)",
];

/// The same as words of English, in small letters and without stops.
const WORDS: [&str; 8] = ["co", "corp", "corporation", "inc", "kk", "llc", "limited", "ltd"];

/// A full name in NFKC, without blanks around it.
pub fn full_name(title: &str) -> String {
    let name: String = title.trim().nfkc().collect();
    name.trim().to_owned()
}

/// A full name without the form of the company in Japanese.
pub fn without_legal_form(full_name: &str) -> String {
    LEGAL_FORMS.iter().fold(full_name.to_owned(), |name, form| name.replace(form, " "))
}

/// What is left of a full name without the form of the company, blanks, stops and the size of letters; nothing of one that is no more.
pub fn core_name(full_name: &str) -> String {
    let name = without_legal_form(&full_name.to_lowercase()).replace(['.', '・', '\'', '’'], "");
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !WORDS.contains(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_blanks_and_case_make_no_other_name() {
        assert_eq!(full_name(" ㈱ＡＢＣ　"), "(株)ABC");
        assert_eq!(core_name(&full_name("株式会社 Ａｂｃ・システム")), "abcシステム");
        assert_eq!(core_name(&full_name("㈱ABCシステム")), "abcシステム");
        assert_eq!(core_name("医療法人社団 山川会"), core_name("山川会"));
        assert_eq!(core_name("Records Co., Ltd."), core_name("RECORDS"));
        assert_ne!(core_name("データー社"), core_name("データ社"));
        assert_eq!(core_name("株式会社"), "");
    }
}
