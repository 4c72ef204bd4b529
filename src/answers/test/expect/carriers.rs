//! `expect carried P2.C.2 on iaas by B answerable A`

use super::{Asked, Judged, Unmet};
use crate::answers::test::written;
use crate::diagnostic::{Diagnostic, Text};
use crate::evaluate::Evaluation;
use crate::findings::Names;
use crate::graph::ObligationIdx;
use crate::model::{Idx, PartyIdx};
use crate::syntax::ast::{ExpectCarried, Name};
use crate::text;

pub(super) fn carried(asked: &Asked, it: &ExpectCarried) -> Judged {
    let obligations = asked.obligations(&it.duties, &it.on)?;
    let wanted = Wanted::new(asked, it)?;
    let unmet = asked.on_every_day(&obligations, |evaluation, at| {
        if wanted.is_met(evaluation, at) {
            return None;
        }
        let names = Names(&evaluation.context);
        let standing = &evaluation.standings[at.row()];
        let performers = standing.performers(&evaluation.context);
        let Text { ja, en } = names.obligation(at);
        let who: Vec<Text> = performers.iter().map(|(performer, _)| names.party(*performer)).collect();
        let headline = if standing.carried {
            let Text { ja: who_ja, en: who_en } = Text::list(&who);
            text!("{ja}は期待した当事者ではなく{who_ja}が担っています", "{en} is carried by {who_en}, not as expected")
        } else if standing.is_not_carried() {
            text!("{ja}は担われていません", "{en} is not carried")
        } else {
            text!("{ja}は担われているかどうかが決まりません", "it is not known whether {en} is carried")
        };
        let found = written::carriers(&names, at, standing);
        Some(Unmet { expected: vec![written::expected_carrier(it)], found, ..asked.unmet(headline) })
    });
    let nothing = || vec![asked.unmet(text!("当てはまる責任がありません", "no obligation that applies fits"))];
    Ok(unmet.unwrap_or_else(nothing))
}

pub(super) fn not_carried(asked: &Asked, it: &ExpectCarried) -> Judged {
    let obligations = asked.obligations(&it.duties, &it.on)?;
    let wanted = Wanted::new(asked, it)?;
    let unmet = asked.on_every_day(&obligations, |evaluation, at| {
        let standing = &evaluation.standings[at.row()];
        let anybody = wanted.by.is_none() && wanted.answerable.is_none();
        let is_open = anybody && !standing.carried && !standing.is_not_carried();
        if !is_open && !wanted.is_met(evaluation, at) {
            return None;
        }
        let names = Names(&evaluation.context);
        let Text { ja, en } = names.obligation(at);
        let headline = match is_open {
            true => text!("{ja}は担われているかどうかが決まりません", "it is not known whether {en} is carried"),
            false => text!("{ja}は担われていないはずですが、担われています", "{en} is carried, but should not be"),
        };
        let expected = vec![format!("no {}", written::expected_carrier(it))];
        let found = written::carriers(&names, at, standing);
        Some(Unmet { expected, found, ..asked.unmet(headline) })
    });
    Ok(unmet.unwrap_or_default())
}

/// Who is expected, looked up.
struct Wanted {
    by: Option<PartyIdx>,
    answerable: Option<PartyIdx>,
}

impl Wanted {
    fn new(asked: &Asked, it: &ExpectCarried) -> Result<Self, Box<Diagnostic>> {
        let party = |name: &Option<Name>| name.as_ref().map(|name| asked.party(name)).transpose();
        Ok(Wanted { by: party(&it.by)?, answerable: party(&it.answerable)? })
    }

    /// Whether an obligation is carried, and by those expected.
    fn is_met(&self, evaluation: &Evaluation, at: ObligationIdx) -> bool {
        let standing = &evaluation.standings[at.row()];
        let is = |party: PartyIdx, wanted: Option<PartyIdx>| wanted.is_none_or(|wanted| wanted == party);
        let fits = |(performer, answers): (PartyIdx, PartyIdx)| is(performer, self.by) && is(answers, self.answerable);
        let anybody = self.by.is_none() && self.answerable.is_none();
        standing.carried && (anybody || standing.performers(&evaluation.context).into_iter().any(fits))
    }
}
