//! Price indices of posted pay over fixed cells, and the mix effect apart. Knows no claim.
