//! `out_of_scope`: a catalogue does not address a vendor, which therefore has no duties by it.

use crate::diagnostic::{Code, Family, Page, Severity, Text};
use crate::evaluate::{Evaluation, Truth, in_scope};
use crate::findings::derived::{derivation, reasons};
use crate::findings::kind::{Defect, Kind};
use crate::findings::names::Names;
use crate::model::{PartyIdx, PartyKind, Subject};
use crate::text;

/// Said once for each vendor, so that its duties are not missed in silence.
pub static OUT_OF_SCOPE: Kind = Kind {
    code: Code {
        name: "out_of_scope",
        family: Family::Knowledge,
        severity: Severity::Note,
        page: Page {
            says: (
                "事業者が確認表の対象外で、その事業者に対応は求められません",
                "a catalogue does not address a vendor, which has no duties by it",
            ),
            why: (
                "対象外かどうかは、契約の種類や範囲から規則が導きます。根拠が違えば、求められる対応を見落とします",
                "whether it is addressed follows from its contracts by rules; if they are described wrongly, its duties are overlooked",
            ),
            example: "contract K10 H -> D { type sale  date 2026-04-01  covers pc }   // D は販売のみ / D only sells",
            remedy: (
                "契約の種類（`type`）と範囲（`covers`）が実態どおりかを確かめます。実態どおりなら何もしなくてかまいません",
                "check that `type` and `covers` say what the contracts are; if they do, there is nothing to do",
            ),
        },
    },
    find: |_, _| None,
    say: |names, group| {
        let Text { ja, en } =
            Text::list(&group.defect.reasons.iter().map(|it| Text::same(format!("`{it}`"))).collect::<Vec<_>>());
        group.sentence(names, text!("{ja}の対象外です", "out of scope of {en}"))
    },
};

/// Vendors that live on the day and are out of scope of catalogues in use.
pub fn not_addressed(evaluation: &Evaluation) -> Vec<(PartyIdx, Defect)> {
    let context = &evaluation.context;
    let names = Names(context);
    let vendors = context.engagement.parties.enumerate().filter(|(_, it)| it.kind == PartyKind::Vendor);
    let mut all = Vec::new();
    for (party, declared) in vendors.filter(|(party, _)| context.lives(Subject::Vendor(*party))) {
        let places = vec![(declared.span, text!("この事業者", "this vendor"))];
        let mut defect = Defect { parties: vec![party], places, ..Defect::default() };
        for used in &context.engagement.uses {
            let catalogue = &context.policy.catalogues[used.catalogue];
            let Some(fact) = catalogue.scope else { continue };
            if in_scope(context, used.catalogue, party).truth() == Truth::False {
                let proof = derivation(&names, fact, Subject::Vendor(party));
                defect.reasons.push(catalogue.name.clone());
                defect.details.extend(reasons(&proof));
                defect.places.extend(proof.cited());
                defect.proof.push(proof);
            }
        }
        if !defect.reasons.is_empty() {
            all.push((party, defect));
        }
    }
    all
}
