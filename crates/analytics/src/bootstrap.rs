//! Blocks of a series drawn anew, with a seed, and how long the blocks should be. Knows no panel.
