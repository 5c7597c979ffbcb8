//! The words around an amount in, whether they make it pay out. Knows the words, not the numbers.

use model::Period;

use super::span::{Span, adverb, period_of};

/// What the words around an amount say.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tie {
    /// A word for pay leads to it or follows it.
    pub(super) is_pay: bool,
    /// That word is one for a salary, so that a sum of five or six digits is by the year.
    pub(super) is_salary: bool,
    /// A word for another use of money is nearer.
    pub(super) is_other: bool,
    /// "Up to", "from": a bound.
    pub(super) is_bound: bool,
    /// The period that the leading words name; `Err` where they name several.
    pub(super) period: Option<Result<Period, ()>>,
}

/// Words before an amount that are looked at, nearest first.
const FAR: usize = 12;

/// Reads the words around a span. `from` is where the span before it ends.
pub(super) fn tie_of(lower: &str, span: &Span, is_pay_field: bool) -> Tie {
    let mut tie = Tie::default();
    let lead = lead_of(lower, span.start);
    let words: Vec<&str> = words_of(lead).collect();
    read_lead(&words, is_pay_field, &mut tie);
    read_bound(lead, &words, span.is_range, &mut tie);
    read_tail(&lower[span.end..], is_pay_field, &mut tie);
    tie
}

fn words_of(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
}

/// The text of the clause before an amount; the heading above, where the amount begins its line.
fn lead_of(lower: &str, start: usize) -> &str {
    let head = &lower[..start];
    let line_start = head.rfind('\n').map_or(0, |at| at + 1);
    let line = &head[line_start..];
    let clause_start = [". ", "! ", "? ", "; ", "• ", " | ", " · "]
        .iter()
        .filter_map(|mark| line.rfind(mark).map(|at| at + mark.len()))
        .max()
        .unwrap_or(0);
    let clause = &line[clause_start..];
    if words_of(clause).next().is_some() || clause_start > 0 {
        return clause;
    }
    let above = head[..line_start].trim_end();
    let heading = &above[above.rfind('\n').map_or(0, |at| at + 1)..];
    match heading.chars().count() <= 60 {
        true => heading,
        false => "",
    }
}

fn read_lead(words: &[&str], is_pay_field: bool, tie: &mut Tie) {
    let near = &words[words.len().saturating_sub(FAR)..];
    let mut is_decided = false;
    for (index, word) in near.iter().enumerate().rev() {
        let before = index.checked_sub(1).map_or("", |at| near[at]);
        if let Some(period) = adverb(word).or_else(|| noun_period(before, word)) {
            tie.period = Some(match tie.period {
                None => Ok(period),
                Some(Ok(own)) if own == period => Ok(period),
                Some(_) => Err(()),
            });
        }
        if is_decided {
            continue;
        }
        match use_of(word, before, is_pay_field) {
            Some(Use::Salary) => {
                (tie.is_pay, tie.is_salary, is_decided) = (true, true, true);
            }
            Some(Use::Pay) => {
                let payer = near[..index].iter().rev().take(3);
                let is_theirs = payer.into_iter().any(|who| is_buyer(who));
                (tie.is_pay, tie.is_other, is_decided) = (!is_theirs, is_theirs, true);
            }
            Some(Use::Other) => (tie.is_other, is_decided) = (true, true),
            None => {}
        }
    }
}

/// "per hour:" and "day rate".
fn noun_period(before: &str, word: &str) -> Option<Period> {
    if let "per" | "pro" | "par" | "por" = before {
        return period_of(word);
    }
    match word {
        "rate" | "rates" if before == "day" => Some(Period::Day),
        "stundenlohn" | "stundensatz" => Some(Period::Hour),
        "tagessatz" => Some(Period::Day),
        "monatsgehalt" => Some(Period::Month),
        "jahresgehalt" | "jahresbrutto" => Some(Period::Year),
        _ => None,
    }
}

fn read_bound(lead: &str, words: &[&str], is_range: bool, tie: &mut Tie) {
    // "Salary >= £50k".
    if lead.trim_end().ends_with(['>', '<', '=', '≥', '≤']) && !is_range {
        tie.is_bound = true;
        return;
    }
    let mut last = words.iter().rev();
    let (one, two) = (last.next().copied(), last.next().copied());
    let pair = (two.unwrap_or(""), one.unwrap_or(""));
    let is_upper = matches!(
        pair,
        ("up", "to")
            | ("bis", "zu")
            | ("fino", "a")
            | ("much" | "high", "as")
            | (_, "upto" | "jusqu'à" | "hasta")
    );
    let is_either = matches!(
        pair,
        (
            _,
            "from"
                | "starting"
                | "over"
                | "above"
                | "under"
                | "below"
                | "exceeding"
                | "min"
                | "minimum"
                | "max"
                | "maximum"
                | "ab"
                | "bis"
                | "desde"
                | "vanaf"
                | "tot"
                | "od"
                | "do"
                | "least"
                | "most"
                | "exceed"
                | "exceeds"
                | "begins"
                | "starts"
                | "around"
        ) | (
            "starting" | "starts" | "start" | "begins" | "beginning",
            "at"
        ) | ("more" | "less" | "greater" | "higher" | "lower", "than")
            | (
                "minimum" | "maximum" | "max" | "min" | "upwards" | "excess" | "cap",
                "of" | "is" | "at"
            )
            | ("partir", "de")
    );
    // "Make at most $12-15" bounds a range too; "between $13 (£10) and" is half of one.
    let is_always = matches!(pair.1, "most" | "least" | "than");
    let mut near = words.iter().rev().take(5);
    let is_half = near.any(|word| matches!(*word, "between" | "zwischen" | "entre"));
    tie.is_bound = is_upper || is_always || ((is_either || is_half) && !is_range);
}

/// The words right behind, as far as they belong to the amount: "sign-on bonus", "base salary".
fn read_tail(tail: &str, is_pay_field: bool, tie: &mut Tie) {
    let blank = |c: char| c == ' ' || c == '-' || c == '\u{a0}' || c == ')' || c == '*';
    let mut rest = tail.trim_start_matches(blank);
    for _ in 0..4 {
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '\''))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        if word.is_empty()
            || matches!(
                word,
                "and" | "plus" | "with" | "or" | "depending" | "based" | "but" | "dependent"
            )
        {
            return;
        }
        match use_of(word, "", is_pay_field) {
            Some(Use::Salary) => {
                (tie.is_pay, tie.is_salary) = (true, true);
                return;
            }
            Some(Use::Pay) => {
                tie.is_pay = true;
                return;
            }
            Some(Use::Other) => {
                tie.is_other = true;
                return;
            }
            None => {}
        }
        if !rest[end..].starts_with([' ', '-', '\u{a0}']) {
            return;
        }
        rest = rest[end..].trim_start_matches(blank);
    }
}

enum Use {
    Salary,
    Pay,
    Other,
}

fn is_buyer(word: &str) -> bool {
    matches!(
        word,
        "customer"
            | "customers"
            | "user"
            | "users"
            | "people"
            | "patients"
            | "they"
            | "companies"
            | "members"
            | "subscribers"
            | "tenants"
            | "you"
            | "consumers"
            | "who"
            | "clients"
            | "businesses"
    )
}

/// What a word says about the money beside it.
fn use_of(word: &str, before: &str, is_pay_field: bool) -> Option<Use> {
    if is_other(word) || (word == "budget" && !is_pay_field) {
        return Some(Use::Other);
    }
    if matches!(word, "rate" | "rates")
        && matches!(
            before,
            "interest"
                | "conversion"
                | "tax"
                | "exchange"
                | "growth"
                | "click"
                | "success"
                | "response"
                | "frame"
                | "inflation"
                | "run"
        )
    {
        return Some(Use::Other);
    }
    if matches!(before, "median" | "average" | "mean" | "avg") && word.starts_with("salar") {
        return Some(Use::Other);
    }
    match word {
        "salary" | "salaries" | "compensation" | "comp" | "base" | "wage" | "wages"
        | "remuneration" | "gehalt" | "jahresgehalt" | "monatsgehalt" | "vergütung"
        | "gehaltsspanne" | "salaire" | "rémunération" | "salario" | "sueldo" | "retribuzione"
        | "ral" | "salário" | "salaris" | "wynagrodzenie" | "lön" => Some(Use::Salary),
        "pay" | "pays" | "paying" | "paid" | "payrate" | "rate" | "rates" | "earn" | "earning"
        | "earnings" | "hourly" | "payment" | "lohn" | "stundenlohn" | "stundensatz"
        | "tagessatz" | "brutto" | "gross" => Some(Use::Pay),
        _ => None,
    }
}

/// Words for money that nobody is paid for this job.
fn is_other(word: &str) -> bool {
    OTHER.binary_search(&word).is_ok()
}

/// In the order of the alphabet, for the search.
const OTHER: &[&str] = &[
    "401",
    "401k",
    "acquired",
    "acquisition",
    "ad",
    "ads",
    "advertising",
    "allowance",
    "allowances",
    "arr",
    "assets",
    "aum",
    "average",
    "averaged",
    "averages",
    "averaging",
    "avg",
    "award",
    "awards",
    "benefit",
    "benefits",
    "bet",
    "billion",
    "bonus",
    "bonuses",
    "books",
    "bounties",
    "bounty",
    "budgets",
    "capital",
    "charge",
    "charged",
    "charges",
    "child",
    "childcare",
    "children",
    "commission",
    "commissions",
    "commuter",
    "conference",
    "conferences",
    "contribution",
    "contributions",
    "cost",
    "costing",
    "costs",
    "course",
    "courses",
    "coverage",
    "credit",
    "credits",
    "customer",
    "customers",
    "deal",
    "deals",
    "debt",
    "deductible",
    "deposit",
    "device",
    "discount",
    "donated",
    "donation",
    "donations",
    "education",
    "equipment",
    "equity",
    "exit",
    "fee",
    "fees",
    "fine",
    "fines",
    "fitness",
    "food",
    "fund",
    "funded",
    "funding",
    "funds",
    "gift",
    "gmv",
    "goal",
    "grant",
    "grants",
    "gym",
    "hardware",
    "insurance",
    "internet",
    "invest",
    "invested",
    "investment",
    "investments",
    "investors",
    "kid",
    "kids",
    "laptop",
    "lawyer",
    "lawyers",
    "learning",
    "loan",
    "loans",
    "lunch",
    "market",
    "match",
    "matching",
    "meal",
    "meals",
    "median",
    "million",
    "mrr",
    "options",
    "parental",
    "parking",
    "payments",
    "pension",
    "perk",
    "perks",
    "phone",
    "plan",
    "portfolio",
    "premium",
    "price",
    "priced",
    "prices",
    "pricing",
    "prize",
    "prizes",
    "profit",
    "profits",
    "projects",
    "property",
    "purchase",
    "purchases",
    "quota",
    "quotas",
    "raise",
    "raised",
    "raising",
    "referral",
    "referrals",
    "refund",
    "reimburse",
    "reimbursed",
    "reimbursement",
    "relocation",
    "rent",
    "retention",
    "revenue",
    "revenues",
    "rsu",
    "rsus",
    "sale",
    "sales",
    "save",
    "saved",
    "saves",
    "saving",
    "savings",
    "seed",
    "sell",
    "selling",
    "series",
    "setup",
    "shares",
    "sign",
    "signing",
    "signon",
    "sold",
    "spend",
    "spending",
    "spends",
    "spent",
    "stipend",
    "stipends",
    "stock",
    "subscription",
    "subscriptions",
    "survey",
    "target",
    "taxes",
    "tips",
    "token",
    "tokens",
    "trade",
    "traded",
    "trading",
    "training",
    "transaction",
    "transactions",
    "transit",
    "travel",
    "tuition",
    "turnover",
    "valuation",
    "valued",
    "volume",
    "voucher",
    "vouchers",
    "wellness",
    "worth",
];
