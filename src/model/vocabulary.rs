//! The closed vocabularies: each is one enum with its word in the language (English and Japanese).

use serde::Serialize;

use crate::diagnostic::Text;

/// Reading and showing the words of a closed vocabulary.
pub trait Word: Sized + Copy + PartialEq + 'static {
    /// What this vocabulary is called in messages.
    const WHAT: (&'static str, &'static str);
    /// Every member with its English word and its Japanese word, as they are written in the language.
    const WORDS: &'static [(Self, &'static str, &'static str)];

    /// The member that a word names, in either language.
    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, en, ja)| *en == word || *ja == word).map(|(it, ..)| *it)
    }

    /// Its words.
    fn words(self) -> Text {
        Self::WORDS.iter().find(|(it, ..)| *it == self).map(|(_, en, ja)| Text::new(*ja, *en)).unwrap_or_default()
    }

    /// Its English word: the name in JSON.
    fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(it, ..)| *it == self).map_or("", |(_, en, _)| en)
    }
}

macro_rules! vocabulary {
    ($($(#[$doc:meta])* $name:ident ($what_ja:literal, $what_en:literal) {
        $($(#[$vdoc:meta])* $variant:ident = $en:literal | $ja:literal),* $(,)?
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),* }
        impl Word for $name {
            const WHAT: (&'static str, &'static str) = ($what_ja, $what_en);
            const WORDS: &'static [(Self, &'static str, &'static str)] = &[$(($name::$variant, $en, $ja)),*];
        }
    )*};
}

vocabulary! {
    /// What a party is. Prime and subcontractor are roles in a contract, not kinds.
    PartyKind ("当事者の種別", "kind of party") {
        /// The one hospital of the engagement.
        Hospital = "hospital" | "医療機関",
        /// Somebody who supplies.
        Vendor = "vendor" | "事業者",
        /// Connected, owes nothing: another institution, a patient's service.
        Outside = "outside" | "外部",
    }
    /// What a component is.
    ComponentKind ("構成要素の種別", "kind of component") {
        /// A program that people use.
        Application = "application" | "アプリケーション",
        /// What applications run on: middleware, database, operating system.
        Platform = "platform" | "基盤",
        /// Servers, storage, data centre, cloud resources.
        Infrastructure = "infrastructure" | "インフラ",
        /// Lines, LAN, VPN, firewalls.
        Network = "network" | "ネットワーク",
        /// Terminals, modalities, media.
        Device = "device" | "機器",
    }
    /// What a contract is about; several allowed.
    ContractType ("契約の種類", "type of contract") {
        /// Sale: has a date, not a period.
        Sale = "sale" | "売買",
        /// Running a system for the customer.
        Operation = "operation" | "運用",
        /// Maintenance on site.
        Maintenance = "maintenance" | "保守",
        /// Maintenance over a line.
        RemoteMaintenance = "remote_maintenance" | "リモート保守",
        /// Software as a service.
        Saas = "saas" | "SaaS",
        /// Platform as a service.
        Paas = "paas" | "PaaS",
        /// Infrastructure as a service.
        Iaas = "iaas" | "IaaS",
        /// Keeping data.
        Storage = "storage" | "保管",
        /// Staff under the customer's orders.
        Dispatch = "dispatch" | "派遣",
        /// Repair of what was sold.
        Warranty = "warranty" | "保証",
        /// Terms of use, licences.
        Terms = "terms" | "利用規約",
    }
    /// How a contract came about.
    Form ("契約の形態", "form of contract") {
        /// Negotiated between the two.
        Negotiated = "negotiated" | "相対",
        /// Standard terms that one side wrote.
        StandardTerms = "standard_terms" | "約款",
    }
    /// How binding a control is.
    Level ("水準", "level") {
        /// Must be.
        Required = "required" | "必須",
        /// Should be.
        Recommended = "recommended" | "推奨",
        /// May be.
        Optional = "optional" | "任意",
        /// Asks nothing: the source only explains. It has no obligations.
        None = "none" | "なし",
    }
    /// When in the life of a system.
    Phase ("段階", "phase") {
        /// Introduction.
        Introduction = "introduction" | "導入時",
        /// Operation.
        Operation = "operation" | "運用時",
        /// Maintenance.
        Maintenance = "maintenance" | "保守時",
        /// Termination.
        Termination = "termination" | "終了時",
    }
    /// In which situation.
    Mode ("様態", "mode") {
        /// Ordinary.
        Ordinary = "ordinary" | "通常時",
        /// Emergency.
        Emergency = "emergency" | "非常時",
    }
    /// Of what there is one obligation each.
    SubjectKind ("単位", "kind of subject") {
        /// The engagement as a whole.
        Engagement = "engagement" | "案件",
        /// Each contract.
        Contract = "contract" | "契約",
        /// Each vendor.
        Vendor = "vendor" | "事業者",
        /// Each component.
        Component = "component" | "構成要素",
        /// Each place where two parties meet.
        Interface = "interface" | "接点",
    }
    /// What the variables of rules stand for.
    Sort ("規則が問える種類", "kind of thing that rules ask of") {
        /// The engagement as a whole; it needs no variable.
        Engagement = "engagement" | "案件",
        /// Hospital, vendors and outside parties.
        Party = "party" | "当事者",
        /// The vendors among them.
        Vendor = "vendor" | "事業者",
        /// Contracts.
        Contract = "contract" | "契約",
        /// Components.
        Component = "component" | "構成要素",
        /// Places where two parties meet.
        Interface = "interface" | "接点",
        /// Obligations: duties on their subjects.
        Obligation = "obligation" | "責任",
        /// Levels that contracts grant.
        Promise = "promise" | "約束",
        /// Levels that the own layers of suppliers contribute.
        OwnShare = "own_share" | "自社分",
        /// Levels that are demanded.
        Demand = "demand" | "要求水準",
        /// Documents beside contracts.
        Evidence = "evidence" | "根拠文書",
        /// Duties that somebody excludes.
        Exclusion = "exclusion" | "除外",
        /// Rows of a checklist that were gone over.
        Check = "check" | "点検",
        /// Risks that somebody retains or shares.
        Risk = "risk" | "リスク",
    }
    /// Where an obligation stands, in a word.
    Verdict ("責任の状態", "state of an obligation") {
        /// Somebody carries it, a document states it, or its condition is met.
        Carried = "carried" | "担われる",
        /// The hospital is presumed to carry it.
        Presumed = "presumed" | "推定",
        /// It is carried, and depends on something that is not.
        AtRisk = "at_risk" | "前提不足",
        /// Nobody carries it.
        Gap = "gap" | "間隙",
    }
    /// In which role somebody is expected to carry a duty.
    Role ("役割", "role") {
        /// The hospital.
        Hospital = "hospital" | "医療機関",
        /// Who runs the component or answers for its running.
        Provider = "provider" | "提供者",
        /// The supplier of the contract.
        Supplier = "supplier" | "受託者",
        /// The customer of the contract.
        Customer = "customer" | "委託者",
        /// The vendor at the top of the contract chain.
        Prime = "prime" | "元請",
        /// Who chose the supplier.
        Selector = "selector" | "選定者",
    }
    /// What a duty may have to be written in.
    Document ("文書の種類", "kind of document") {
        /// A contract.
        Contract = "contract" | "契約書",
        /// A service level agreement.
        Sla = "sla" | "SLA",
        /// Terms of use.
        Terms = "terms" | "利用規約",
        /// A disclosure form.
        Disclosure = "disclosure" | "開示書",
        /// A report.
        Report = "report" | "報告書",
        /// A register.
        Register = "register" | "台帳",
        /// Rules of the institution.
        Rules = "rules" | "規程",
        /// A certificate.
        Certificate = "certificate" | "認証",
    }
    /// What a metric is counted in.
    Unit ("単位", "unit") {
        /// `99.9%`
        Percent = "percent" | "割合",
        /// `4h`
        Duration = "duration" | "時間",
        /// `300`
        Number = "number" | "数値",
    }
    /// Which way a metric is better.
    Direction ("向き", "direction") {
        /// More is better.
        Higher = "higher" | "高いほど良い",
        /// Less is better.
        Lower = "lower" | "低いほど良い",
    }
    /// How levels compose.
    Composition ("合成", "composition") {
        /// In series, as availabilities do.
        Product = "product" | "積",
        /// One after the other, as times do.
        Sum = "sum" | "和",
        /// The lowest counts.
        Min = "min" | "最小",
        /// The highest counts.
        Max = "max" | "最大",
    }
    /// Days of a week of service.
    Weekday ("曜日", "day") {
        /// Monday, unless it is a public holiday; so all to Sunday.
        Mon = "mon" | "月",
        /// Tuesday.
        Tue = "tue" | "火",
        /// Wednesday.
        Wed = "wed" | "水",
        /// Thursday.
        Thu = "thu" | "木",
        /// Friday.
        Fri = "fri" | "金",
        /// Saturday.
        Sat = "sat" | "土",
        /// Sunday.
        Sun = "sun" | "日",
        /// Public holidays, whatever the day of the week.
        Holidays = "holidays" | "祝日",
        /// Monday to Friday, without public holidays.
        Weekdays = "weekdays" | "平日",
        /// All of these.
        Daily = "daily" | "毎日",
    }
    /// What an unmet `stated in` or `met by` duty is called.
    Unmet ("指摘の種類", "kind of finding") {
        /// No document says it.
        NotDocumented = "not_documented" | "文書なし",
        /// No consent to a subcontract.
        UnconsentedSubcontract = "unconsented_subcontract" | "無承諾再委託",
        /// A subcontractor that the hospital was not told of.
        UndisclosedSubcontractor = "undisclosed_subcontractor" | "未開示再委託先",
    }
}

/// Who leads a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Led {
    /// Both together; presumes nobody.
    Joint,
    /// The hospital; presumed to carry it until somebody states otherwise.
    Hospital,
    /// The vendors; presumes nobody.
    Vendor,
}

impl Sort {
    /// Of which kind of subject it is; `None` for what is none.
    pub fn subject(self) -> Option<SubjectKind> {
        match self {
            Sort::Engagement => Some(SubjectKind::Engagement),
            Sort::Party | Sort::Vendor => Some(SubjectKind::Vendor),
            Sort::Contract => Some(SubjectKind::Contract),
            Sort::Component => Some(SubjectKind::Component),
            Sort::Interface => Some(SubjectKind::Interface),
            Sort::Obligation | Sort::Promise | Sort::OwnShare | Sort::Demand | Sort::Evidence => None,
            Sort::Exclusion | Sort::Check | Sort::Risk => None,
        }
    }
}

impl SubjectKind {
    /// Whether a fact of this kind of bearer holds for that kind of subject: the same, or something wider than it.
    pub fn holds_for(self, subject: SubjectKind) -> bool {
        use SubjectKind::{Component, Contract, Engagement, Interface, Vendor};
        match self {
            Engagement => true,
            Vendor => matches!(subject, Vendor | Contract | Component),
            Contract => matches!(subject, Contract | Component),
            Component => subject == Component,
            Interface => subject == Interface,
        }
    }
}
