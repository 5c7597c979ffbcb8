//! The tagger room.
