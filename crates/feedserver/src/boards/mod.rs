//! Synthetic jobs in, the paged answers of job boards out, each in its board's own JSON. Knows no reader.
