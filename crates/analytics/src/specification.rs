//! One claim under every defensible choice: readings, window lengths, endpoints, denominators, centres, and the share that agrees in sign.
