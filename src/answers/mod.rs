//! Pure questions to an evaluation. Each answer is plain data first, then a [`Document`](crate::report::Document); none prints.

mod account;
mod allocation;
mod baseline;
mod bundle;
mod catalogue;
mod check;
mod checked;
mod ci;
mod compare;
mod coverage;
mod diff;
mod explain;
mod format;
mod graph;
mod listed;
mod matrix;
mod places;
mod record;
mod seen;
mod suggest;
mod test;
mod timeline;
mod variant;
mod verified;
mod what_if;
mod wording;

pub use account::with_accounts;
pub use allocation::{Allocation, Part, State as AllocationState, allocation, is_open, legend};
pub use baseline::{Against, Baseline, Misread, Since, id_of, own_id};
pub use bundle::bundle;
pub use catalogue::{list, show, show_profile, stats};
pub use check::{FORMAT_VERSION, check, check_data, finding_json, left_out};
pub use checked::Checked;
pub use ci::{Judged, github, junit as check_junit, sarif};
pub use compare::{Comparison, Hands, Shift, Side, compare, hands};
pub use coverage::{Coverage, Fate, Handed, Lower, NotPassedOn, Subcontract, coverage, covered, primes};
pub use diff::{Asks, Change, Difference, How, Pair, Passing, Revised, Said, Sort, Verdict, Version, diff, difference};
pub use explain::{Asked, explain, explain_finding, why_not};
pub use format::{LaidOut, laid_out, lay_out, text_difference, unified};
pub use graph::{Drawn, Handing, Picture, graph, handings, pictured};
pub use matrix::{matrix, state as state_of_row};
pub use places::{location, tree_of};
pub use record::{FindingRecord, roots};
pub use seen::{Seen, SeenSubject};
pub use suggest::{Refused, Suggestions, Way, applied, remedies, suggest, suggested, suggested_one, unanswered};
pub use test::{
    CODES as TEST_CODES, DomainCoverage, TestRun, Touched, Unmet, junit as test_junit, junit_of_problems,
    report as test_report, run as run_test, with_changes, with_coverage,
};
pub use timeline::{
    Asked as TimelineAsked, Line, Lines, Opening, all_days, duties as duties_of, lines, openings, said as state_words,
    timeline,
};
pub use variant::{Settled, settled};
pub use verified::{Judging, Verified, verification, verified};
pub use what_if::{Supposed, fact, what_if, without};
