//! The indexer room.
