//! `unreasoned_exclusion`: an exclusion lacks its reason, its agreement, its condition or what is done instead.

use crate::diagnostic::{Code, Family, Page, Severity};
use crate::evaluate::{Evaluation, Excluded, Lack};
use crate::findings::account::lacking;
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::graph::ObligationIdx;
use crate::model::Idx;
use crate::text;

/// Left out, but not for a reason that counts.
pub static UNREASONED_EXCLUSION: Kind = Kind {
    code: Code {
        name: "unreasoned_exclusion",
        family: Family::Agreement,
        severity: Severity::Error,
        page: Page {
            says: (
                "除外に必要なもの（理由、合意、条件、代替策の担い手）が欠けています",
                "an exclusion lacks what it needs: a reason, an agreement, its condition, or somebody who carries what is done instead",
            ),
            why: (
                "理由のない除外は、見落としと区別できません。対応は残ったままです",
                "an exclusion without a reason cannot be told from an oversight; the duty stands",
            ),
            example: "A excludes P2.B.3 on wan because \"\"",
            remedy: (
                "`because \"…\"` に理由を書き、求められる場合は `agreed 日付` を加え、`instead` の対応を誰かが担うようにします",
                "give the reason in `because \"…\"`, add `agreed DATE` where it is asked for, and see that what is done `instead` is carried",
            ),
        },
    },
    find,
    say: |names, group| group.sentence(names, text!("除外は有効ではありません", "not validly excluded")),
};

fn find(evaluation: &Evaluation, at: ObligationIdx) -> Option<Defect> {
    let context = &evaluation.context;
    let (by, lack) = match &evaluation.standings[at.row()].excluded {
        Excluded::Refused(by, lack) => (by, lack),
        // Judged as if the condition did not hold, where that is all there may be.
        Excluded::Open(by, _) => (by, &Lack::Condition),
        Excluded::No | Excluded::Removed(_) | Excluded::NotWaivable(_) => return None,
    };
    let statement = &context.engagement.statements[*by];
    let mut defect = Defect {
        parties: statement.verb.party().into_iter().collect(),
        reasons: vec![lack.name().to_owned()],
        details: vec![lacking(&Names(context), lack)],
        places: vec![(statement.span, text!("この除外", "this exclusion"))],
        ..Defect::default()
    };
    if let Lack::Instead(duties) = lack {
        let here = context.obligations.all[at];
        defect.causes = duties
            .iter()
            .flat_map(|duty| context.obligations.alike(*duty, here))
            .filter(|other| context.obligations.all[*other].subject == here.subject)
            .collect();
    }
    Some(defect)
}
