//! What may be wrong with a filled-in form, each at its file, sheet and cell.

use super::grid::cell_name;
use crate::diagnostic::{Code, Diagnostic, Family, Page, Severity, Text};
use crate::text;

/// A file that is no form.
pub static UNREADABLE_FORM: Code = Code {
    name: "unreadable_form",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("書き出した様式として読めないファイルです", "the file cannot be read as a form that was exported"),
        why: (
            "どの案件のどの様式か分からなければ、記入を案件と突き合わせられません",
            "without knowing which form of which engagement it is, nothing in it can be held against the engagement",
        ),
        example: "buntan import xlsx 議事録.xlsx --into hospital.buntan",
        remedy: (
            "`buntan export` で書き出した様式を、シート `buntan` を残したまま .xlsx で保存し直します",
            "save the form that `buntan export` wrote as .xlsx again, with its sheet `buntan`",
        ),
    },
};

/// A sheet or a column that is gone.
pub static INCOMPLETE_FORM: Code = Code {
    name: "incomplete_form",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: (
            "様式のシートか列が足りないか、二重にあります",
            "a sheet or a column of the form is missing, or there twice",
        ),
        why: (
            "消えた欄の記入を、空欄とみなすことはできません",
            "what stood in a column that is gone cannot be taken for empty",
        ),
        example: "列「回答」の見出しを消した表",
        remedy: (
            "列の見出しを書き出したときのとおりに戻します",
            "put the heads of the columns back as they were exported",
        ),
    },
};

/// A cell that is not understood.
pub static UNREADABLE_CELL: Code = Code {
    name: "unreadable_cell",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("欄の記入を読み取れません", "what stands in a cell is not understood"),
        why: (
            "推し量って書き込むと、記入した人の意図と異なるおそれがあります",
            "a guess might not be what was meant by the person who filled it in",
        ),
        example: "回答：たぶん　開始日：4/1　契約・文書：K99",
        remedy: (
            "回答は一覧から選び、日付は年から書き、契約は一覧の名前で書きます",
            "choose answers from the list, write days with their year and contracts by the names in the list",
        ),
    },
};

/// Answers in a row that belongs to no line of the form.
pub static UNKNOWN_ROW: Code = Code {
    name: "unknown_row",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: ("記入のある行が、様式のどの行か分かりません", "a row is filled in, and it is none of the form's"),
        why: (
            "案件のどの対応の答えか分からなければ、書き込む先がありません。行はそのまま残し、次の書き出しに引き継ぎます",
            "without knowing which duty it answers, there is nowhere to put it; the row is kept, and the next export has it again",
        ),
        example: "表の下に書き足した行の「回答」に○",
        remedy: (
            "もとの行に記入するか、加えた行の「対応」「対象」「当事者」（確認表は「項目番号」）を様式のとおりに書きます",
            "fill in the rows of the form, or write the duty, the component and the party as the form has them (in a checklist the number)",
        ),
    },
};

/// An answer to what is not asked here.
pub static IDLE_ROW: Code = Code {
    name: "idle_row",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: (
            "案件に該当する対象がない行に、回答があります",
            "a row is answered, and the engagement has nothing to which it applies",
        ),
        why: (
            "対象のない項目の確認は、誰が何を担うかを変えません。回答は様式に残り、案件には入りません",
            "a check of what is not there says nothing of who carries what; the answer stays in the form, and out of the engagement",
        ),
        example: "ネットワークのない案件で、ネットワークの項目に「はい」",
        remedy: (
            "該当するものがあれば、構成要素や契約として案件に加えて取り込み直します",
            "if there is such a thing, add it to the engagement as a component or a contract, and import the form again",
        ),
    },
};

/// Two answers to one question.
pub static CONTRADICTING_ROWS: Code = Code {
    name: "contradicting_rows",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("同じ行に異なる記入があります", "one row of the form is filled in twice, and differently"),
        why: ("どちらが正しいか分かりません", "nobody can tell which of them holds"),
        example: "二つのブックの同じ行に「引き受ける」と「引き受けない」",
        remedy: ("正しい一つを残します", "leave the one that holds"),
    },
};

/// A row that was changed on both sides.
pub static CHANGED_MEANWHILE: Code = Code {
    name: "changed_meanwhile",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: (
            "様式を書き出したあとに案件も変わっており、同じ行の記入と食い違います",
            "the engagement has changed since the form went out, and says something else in the same row",
        ),
        why: ("どちらの変更を残すかは、人が決めることです", "which of the two changes stays is for people to say"),
        example: "書き出したあとに K2 の条項を改め、返ってきた行にも別の条項がある",
        remedy: (
            "最新の様式を書き出し、その行を記入し直します",
            "export the form again, and fill in that row once more",
        ),
    },
};

/// An answer that cannot be written into the file.
pub static UNWRITABLE_ANSWER: Code = Code {
    name: "unwritable_answer",
    family: Family::Syntax,
    severity: Severity::Error,
    page: Page {
        says: ("この記入は、案件のファイルに書き込めません", "the answer cannot be written into the engagement's file"),
        why: (
            "欄が足りないか、ほかの記述のために記入のとおりになりません。書き込むと、記入していないことまで変わります",
            "a cell is missing, or other statements stand against it; written, it would change what nobody filled in",
        ),
        example: "回答が空欄で、条項だけを書いた行",
        remedy: (
            "示された欄を記入するか、記述をファイルで直して、取り込み直します",
            "fill in the cell, or change the statement in the file by hand, and import the form again",
        ),
    },
};

/// An answer that only a person can put into the file.
pub static BY_HAND: Code = Code {
    name: "by_hand",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: (
            "この回答は自動では書き込めないので、ファイルを手で直します",
            "the answer has to be put into the engagement's file by hand",
        ),
        why: (
            "分担した部分や、ほかの行も一緒に述べている記述を書き換えると、記入していないことまで変わります。ほかの回答は取り込み、この回答は案件のそばに残して次の様式に示します",
            "to rewrite a statement of parts, or of other rows as well, would change what nobody filled in; the other answers are taken over, and this one is kept beside the engagement and stands in the next form",
        ),
        example: "`share … complete { … }` の一行だけ「回答」を × にした",
        remedy: (
            "示された記述をファイルで直します。直せば、次の様式にはその内容が示されます",
            "change the statement in the file by hand; then the next form shows what it says",
        ),
    },
};

/// An answer that stands in no statement.
pub static KEPT_ANSWER: Code = Code {
    name: "kept_answer",
    family: Family::Syntax,
    severity: Severity::Note,
    page: Page {
        says: (
            "案件の記述にはならない記入です：契約に記載が「なし」、または回答のない備考",
            "no statement can say what is filled in: that a contract does not state something, or a remark without an answer",
        ),
        why: (
            "確かめて「なし」とした行は、まだ回答のない行と違います。案件のそばに残し、案件のその行が変わらないかぎり、次の様式に示します",
            "a row that was looked up and is not stated is another than one that nobody has answered; it is kept beside the engagement, and stands in the next form as long as the engagement says nothing else there",
        ),
        example: "記載：なし　備考：2026年9月に確認",
        remedy: (
            "`buntan import … --write` で残ります。備考だけの行には、決まれば回答も選んでもらいます",
            "`buntan import … --write` keeps it; have an answer chosen as well, once there is one",
        ),
    },
};

/// Rows that did not come back.
pub static MISSING_ROWS: Code = Code {
    name: "missing_rows",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: ("様式の行が、返ってきた表にありません", "rows of the form have not come back"),
        why: (
            "消された行は、記入されていない行と同じく、何も変えません",
            "a row that was deleted changes nothing, like one that was not filled in",
        ),
        example: "関係ないと思った行を削除した表",
        remedy: ("答えが要る行であれば、改めて確認します", "ask again, if the row needs an answer"),
    },
};

/// Taken on, with something written beside it.
pub static ACCEPTED_WITH_REMARK: Code = Code {
    name: "accepted_with_remark",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: ("引き受けるという回答に備考があります", "what is accepted has a remark beside it"),
        why: (
            "備考が条件であれば、条件が満たされるまで引き受けたとはいえません。書いてあることの意味は人が読み取ります",
            "if the remark is a condition, nothing is accepted until it is met; what it means is for people to read",
        ),
        example: "回答：○　備考：別途見積りによる",
        remedy: (
            "条件であれば契約に定めるか、「要協議」に改めてもらいます。備考は記述の上の `///` の行に残り、`check` と `report` が示します",
            "put a condition into the contract, or have the answer made `to be discussed`; the remark stays as a `///` line, and `check` and `report` show it",
        ),
    },
};

/// Taken on by nothing that could hold anybody to it.
pub static NO_BASIS: Code = Code {
    name: "no_basis",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: (
            "引き受けるという回答に、根拠となる契約・文書か条項がないか、引き受けないとしていたときの条項のままです",
            "what is accepted rests on no contract, on no clause of one, or on the clause by which it was refused",
        ),
        why: (
            "どこに書かれているか分からなければ、あとで求めるときの拠りどころがありません",
            "where nobody knows where it is written, nobody can be held to it later",
        ),
        example: "回答：○　条項：空欄",
        remedy: (
            "契約・文書と条項を記入してもらうか、これから定めます",
            "have the contract and the clause filled in, or lay it down",
        ),
    },
};

/// Declined, or left to be discussed.
pub static NOT_ACCEPTED: Code = Code {
    name: "not_accepted",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: ("引き受けない、または要協議という回答です", "it is declined, or to be discussed"),
        why: (
            "担い手がなくなり、指摘が増えることがあります",
            "nobody may be left to carry it, and there may be more findings",
        ),
        example: "回答：×　備考：範囲外",
        remedy: (
            "`buntan check` で影響を確かめ、担い手を決めます",
            "see with `buntan check` what comes of it, and settle who carries it",
        ),
    },
};

/// Stated before, and no more.
pub static TAKEN_BACK: Code = Code {
    name: "taken_back",
    family: Family::Syntax,
    severity: Severity::Warning,
    page: Page {
        says: (
            "回答されていたものが、空欄か「なし」になっています",
            "what was answered has been emptied, or is answered to be stated no more",
        ),
        why: (
            "未回答に戻し、ファイルからその記述を消すので、担い手や定めのない事項として指摘されることがあります",
            "it is as good as never answered: the statement goes out of the file, and there may be findings in its place",
        ),
        example: "回答：引き受ける → 空欄　　記載：あり → なし",
        remedy: (
            "消すつもりがなければ、回答を元に戻して取り込み直します。契約や SLA の記載は現物で確かめます",
            "put the answer back if nobody meant to take it out; look up in the contract what it states",
        ),
    },
};

/// A day that may be a slip of the pen.
pub static FAR_DAY: Code = Code {
    name: "far_day",
    family: Family::Syntax,
    severity: Severity::Note,
    page: Page {
        says: (
            "契約の終わりより後か、何年も先の日付です",
            "a day is after the end of the contract, or many years ahead",
        ),
        why: (
            "書き間違いかもしれません。書かれたとおりに取り込みます",
            "it may be a slip of the pen; it is taken over as it is written",
        ),
        example: "終了日：2099/3/31",
        remedy: ("契約の期間と突き合わせて確かめます", "hold it against the period of the contract"),
    },
};

/// What people added, and what nobody reads.
pub static NOT_READ: Code = Code {
    name: "not_read",
    family: Family::Syntax,
    severity: Severity::Note,
    page: Page {
        says: (
            "様式にない列・行・シートか、参照用の欄の変更か、前の回答のまま残った条項です",
            "a column, row or sheet that the form has not, a cell for reading that was changed, or a clause left from the answer before",
        ),
        why: (
            "意味が分からないので案件には取り込みません。加えられた列・行・シートは、案件のそばに残し、次の書き出しに引き継ぎます",
            "it is not known what it means, so it does not go into the engagement; what was added is kept beside it, and goes out again",
        ),
        example: "加えられた列「社内担当」",
        remedy: (
            "`buntan import … --write` で取り込みます。引き継がないときは、書き出しに `--fresh` を付けます",
            "take the form over with `buntan import … --write`; an export with `--fresh` leaves it out",
        ),
    },
};

/// What the reading of forms reports.
pub static CODES: [&Code; 17] = [
    &ACCEPTED_WITH_REMARK,
    &BY_HAND,
    &CHANGED_MEANWHILE,
    &CONTRADICTING_ROWS,
    &FAR_DAY,
    &IDLE_ROW,
    &INCOMPLETE_FORM,
    &KEPT_ANSWER,
    &MISSING_ROWS,
    &NO_BASIS,
    &NOT_ACCEPTED,
    &NOT_READ,
    &TAKEN_BACK,
    &UNKNOWN_ROW,
    &UNREADABLE_CELL,
    &UNREADABLE_FORM,
    &UNWRITABLE_ANSWER,
];

/// Where in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path as the user gave it.
    pub file: String,
    /// The sheet, if it is about one.
    pub sheet: Option<String>,
    /// Row and column from 0, if it is about a cell.
    pub cell: Option<(u32, u32)>,
}

impl Place {
    /// `B.xlsx`
    pub fn file(file: &str) -> Self {
        Place { file: file.to_owned(), ..Place::default() }
    }

    /// A sheet of a file.
    pub fn sheet(file: &str, sheet: &str) -> Self {
        Place { sheet: Some(sheet.to_owned()), ..Place::file(file) }
    }

    /// A cell of the same sheet.
    pub fn at(&self, row: u32, column: u32) -> Self {
        Place { cell: Some((row, column)), ..self.clone() }
    }

    /// `K12`
    pub fn cell_name(&self) -> Option<String> {
        self.cell.map(|(row, column)| cell_name(row, column))
    }

    /// As it is shown.
    pub fn words(&self) -> Text {
        let file = &self.file;
        match (&self.sheet, self.cell_name()) {
            (None, _) => text!("`{file}`", "`{file}`"),
            (Some(sheet), None) => text!("`{file}` シート「{sheet}」", "`{file}`, sheet `{sheet}`"),
            (Some(sheet), Some(cell)) => {
                text!("`{file}` シート「{sheet}」のセル {cell}", "`{file}`, sheet `{sheet}`, cell {cell}")
            }
        }
    }
}

/// One thing that is wrong, or that is worth knowing.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What it is.
    pub code: &'static Code,
    /// Where.
    pub place: Place,
    /// What is the matter there.
    pub says: Text,
    /// What to do.
    pub help: Vec<Text>,
}

impl Problem {
    /// A problem at a place.
    pub fn new(code: &'static Code, place: Place, says: Text) -> Self {
        Problem { code, place, says, help: Vec::new() }
    }

    /// Adds what to do.
    pub fn help(mut self, help: Text) -> Self {
        self.help.push(help);
        self
    }

    /// Whether nothing may be written because of it.
    pub fn stops(&self) -> bool {
        self.code.severity == Severity::Error
    }

    /// As everything that is reported.
    pub fn diagnostic(&self) -> Diagnostic {
        let (Text { ja, en }, at) = (&self.says, self.place.words());
        let (at_ja, at_en) = (at.ja, at.en);
        let headline = text!("{at_ja}：{ja}", "{at_en}: {en}");
        self.help.iter().cloned().fold(Diagnostic::new(self.code, None, headline), Diagnostic::help)
    }
}
