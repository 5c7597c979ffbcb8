//! Tries to get withheld counts back from everything that a report shows. A count that follows from the others is a fault of the rule.

use analytics::findings::{CohortFinding, Findings, JudgedClaim};
use serde_json::{Value, json};

use super::{Hidden, SMALLEST_CELL, hidden_lines, of_categories, of_months};

/// Numbers that look like chance and are the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

fn month_starts(months: usize) -> Vec<model::Day> {
    let mut day = model::Day::from_ymd(2020, 1, 1).expect("a day");
    let mut starts = vec![day];
    for _ in 0..months {
        day = day.last_of_month() + 1;
        starts.push(day);
    }
    starts
}

/// Findings whose categories add up to the universe and whose months tile the window.
fn findings(counts: &[Vec<u64>]) -> Findings {
    let months = counts.first().map_or(0, Vec::len);
    let starts = month_starts(months);
    let window = json!({ "first": starts[0], "last": starts[months] + -1 });
    let rows: Vec<Value> = counts
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let half = row.len() / 2;
            json!({
                "id": format!("c{at}"),
                "title": { "en": "A category" },
                "n": row.iter().sum::<u64>(),
                "n_start": row[..half].iter().sum::<u64>(),
                "n_end": row[half..].iter().sum::<u64>(),
            })
        })
        .collect();
    let of_month = |month: usize| counts.iter().map(|row| row[month]).sum::<u64>();
    let universe: Vec<u64> = (0..months).map(of_month).collect();
    let monthly: Vec<Value> = counts
        .iter()
        .enumerate()
        .map(|(at, row)| json!({ "id": format!("c{at}"), "title": { "en": "" }, "counts": row }))
        .collect();
    serde_json::from_value(json!({
        "universe": "*", "window": window, "days": window, "postings": universe.iter().sum::<u64>(), "undated": 0,
        "sources": [], "claims": [], "on_your_window": [], "external": [], "categories": rows, "tags": [],
        "averages": [], "seen": [], "arriving_from": null, "watched": null,
        "monthly": { "months": &starts[..months], "universe": universe, "categories": monthly, "tags": [] },
    }))
    .expect("findings")
}

/// What follows from equations: the unknowns that have one value alone.
fn determined(mut equations: Vec<Vec<f64>>, unknowns: usize) -> Vec<usize> {
    let mut rank = 0;
    let mut pivots = Vec::new();
    for column in 0..unknowns {
        let best = (rank..equations.len()).max_by(|a, b| {
            equations[*a][column]
                .abs()
                .total_cmp(&equations[*b][column].abs())
        });
        let Some(best) = best.filter(|row| equations[*row][column].abs() > 1e-9) else {
            continue;
        };
        equations.swap(rank, best);
        let scale = equations[rank][column];
        equations[rank].iter_mut().for_each(|value| *value /= scale);
        let pivot = equations[rank].clone();
        for (at, row) in equations.iter_mut().enumerate() {
            let factor = row[column];
            if at != rank && factor.abs() > 1e-12 {
                row.iter_mut()
                    .zip(&pivot)
                    .for_each(|(value, own)| *value -= factor * own);
            }
        }
        pivots.push((rank, column));
        rank += 1;
    }
    let alone = |row: &[f64]| row.iter().filter(|value| value.abs() > 1e-9).count() == 1;
    pivots
        .into_iter()
        .filter(|(row, _)| alone(&equations[*row]))
        .map(|(_, column)| column)
        .collect()
}

/// Withheld months of categories against totals of months, of categories and of the window, and against the lines.
#[test]
fn no_small_month_follows_from_what_is_shown() {
    let mut chance = Chance(5);
    let mut attacked = 0;
    for round in 0..60 {
        // Some so long that starts of months lie a multiple of the lines' days apart.
        let (rows, months) = (
            3 + round % 4,
            if round % 9 == 0 { 72 } else { 6 + round % 19 },
        );
        let counts: Vec<Vec<u64>> = (0..rows)
            .map(|row| {
                let level = [400, 90, 40, 12, 300, 25][row];
                (0..months)
                    .map(|_| level / 2 + chance.below(level))
                    .collect()
            })
            .collect();
        let findings = findings(&counts);
        let hidden = of_months(&findings).categories;
        let of_window = of_categories(&findings);
        let lines = hidden_lines(&findings);
        let cells: Vec<(usize, usize)> = (0..rows)
            .flat_map(|row| (0..months).map(move |month| (row, month)))
            .filter(|(row, month)| hidden[*row][*month])
            .collect();
        let place = |cell: (usize, usize)| cells.iter().position(|one| *one == cell);
        let sum_of = |of: &[(usize, usize)]| {
            let mut equation = vec![0.0; cells.len()];
            of.iter()
                .filter_map(|cell| place(*cell))
                .for_each(|at| equation[at] = 1.0);
            equation
        };
        let mut equations = Vec::new();
        for month in 0..months {
            let column: Vec<_> = (0..rows).map(|row| (row, month)).collect();
            equations.push(sum_of(&column));
        }
        let starts = month_starts(months);
        for (row, withheld) in of_window.iter().enumerate() {
            let all: Vec<_> = (0..months).map(|month| (row, month)).collect();
            if !withheld.n {
                equations.push(sum_of(&all));
            }
            if lines.contains(&findings.categories[row].id.as_str()) {
                continue;
            }
            // Sums over so many days, one behind the other, from the start of one month to the start of another.
            for from in 0..months {
                for to in from + 1..=months {
                    if (starts[to] - starts[from]) % analytics::WINDOW_DAYS == 0 {
                        equations.push(sum_of(&all[from..to]));
                    }
                }
            }
        }
        for at in determined(equations, cells.len()) {
            let (row, month) = cells[at];
            let n = counts[row][month];
            assert!(n == 0 || n >= SMALLEST_CELL, "round {round}: {n} follows");
        }
        for (row, line) in counts.iter().enumerate() {
            for (month, n) in line.iter().enumerate() {
                assert!(!(1..SMALLEST_CELL).contains(n) || hidden[row][month]);
            }
        }
        attacked += cells.len();
    }
    assert!(attacked > 500, "only {attacked} cells were withheld");
}

/// With one small month withheld alone, the lines give it away: this is what the rule is for.
#[test]
fn a_single_withheld_month_would_follow_from_the_lines() {
    let months = 72;
    let starts = month_starts(months);
    let twins = (0..months).any(|from| {
        (from + 2..=months).any(|to| (starts[to] - starts[from]) % analytics::WINDOW_DAYS == 0)
    });
    assert!(
        twins,
        "two months' starts lie a multiple of the window apart"
    );
}

/// Counts of the window: what is withheld is at least two counts and ten postings, and a claim about such a category says nothing.
#[test]
fn withheld_categories_hide_behind_each_other() {
    let counts = [vec![400, 500], vec![60, 80], vec![1, 2], vec![2, 1]];
    let mut findings = findings(&counts);
    let hidden: Vec<bool> = of_categories(&findings).iter().map(|one| one.n).collect();
    // The two small ones hold six postings together, which is a small cell as well.
    assert_eq!(hidden, [false, true, true, true]);
    findings.claims = claims(&findings);
    let hides = Hidden::of(&findings);
    let hidden: Vec<bool> = findings.claims.iter().map(|one| hides.claim(one)).collect();
    assert_eq!(hidden, [false, true, true, true]);
}

/// A claim about each category, with its query as a judge writes it and the counts of the window's ends.
fn claims(findings: &Findings) -> Vec<JudgedClaim> {
    let of_category = |row: &CohortFinding| {
        json!({
            "id": row.id, "original": null, "section": "", "kind": "descriptive", "sentence": { "en": "" }, "refuted_by": { "en": "" },
            "finding": { "en": "" }, "claimed": { "en": "" }, "window": findings.window, "deciding_reading": "", "readings": [],
            "n_start": row.n_start, "n_end": row.n_end, "verdict": "INCONCLUSIVE", "reason": { "en": "" },
            "evidence_query": format!("category:{} date:{}", row.id, findings.window), "evidence": [],
        })
    };
    let claims: Vec<Value> = findings.categories.iter().map(of_category).collect();
    serde_json::from_value(Value::Array(claims)).expect("claims")
}

/// Both ends of a category's counts against the totals of the ends, with the claims that show theirs.
#[test]
fn no_small_end_of_a_window_follows_from_the_claims() {
    let mut chance = Chance(11);
    let mut attacked = 0;
    for round in 0..60 {
        let rows = 3 + round % 5;
        let counts: Vec<Vec<u64>> = (0..rows)
            .map(|row| {
                let level = [400, 12, 6, 90, 25, 300, 9][row];
                vec![
                    level / 2 + chance.below(level),
                    level / 2 + chance.below(level),
                ]
            })
            .collect();
        let mut findings = findings(&counts);
        findings.claims = claims(&findings);
        let withheld = of_categories(&findings);
        let hides = Hidden::of(&findings);
        for end in 0..2 {
            let is_open = |row: usize| {
                let of_window = [withheld[row].n_start, withheld[row].n_end][end];
                !of_window || !hides.claim(&findings.claims[row])
            };
            let hidden: Vec<usize> = (0..rows).filter(|row| !is_open(*row)).collect();
            attacked += hidden.len();
            let sum: u64 = hidden.iter().map(|row| counts[*row][end]).sum();
            assert!(
                sum == 0 || (hidden.len() > 1 && sum >= SMALLEST_CELL),
                "round {round}: {sum} postings follow"
            );
            let small = (0..rows).filter(|row| (1..SMALLEST_CELL).contains(&counts[*row][end]));
            assert!(small.into_iter().all(|row| !is_open(row)), "round {round}");
        }
    }
    assert!(attacked > 100, "only {attacked} ends were withheld");
}
