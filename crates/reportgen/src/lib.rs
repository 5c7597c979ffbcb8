//! The reportgen room.
