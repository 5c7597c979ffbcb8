//! What happened to some series against what happened to others: fixed effects, event study, randomisation, synthetic control. Knows no claim.
