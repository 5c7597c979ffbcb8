//! One table `[[score]]` of a claim file in, an occupation with its measures out.

use std::collections::BTreeMap;

use model::Category;
use serde::Deserialize;

use super::one_line;
use crate::exposure::Occupation;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScore {
    category: Category,
    occupation: Option<String>,
    #[serde(default = "one")]
    weight: f64,
    measures: BTreeMap<String, f64>,
}

fn one() -> f64 {
    1.0
}

pub(super) fn read(value: toml::Value) -> Result<Occupation, String> {
    let raw = RawScore::deserialize(value).map_err(|error| one_line(error.message()))?;
    if !(raw.weight > 0.0 && raw.weight.is_finite()) {
        return Err("`weight` is not a number above zero".to_owned());
    }
    if let Some((measure, _)) = raw.measures.iter().find(|(_, score)| !score.is_finite()) {
        return Err(format!("`measures.{measure}` is not a number"));
    }
    if raw.measures.is_empty() {
        return Err("`measures` is empty; write `measures = { name = 0.5 }`".to_owned());
    }
    Ok(Occupation {
        category: raw.category,
        occupation: raw.occupation,
        weight: raw.weight,
        measures: raw.measures,
    })
}
