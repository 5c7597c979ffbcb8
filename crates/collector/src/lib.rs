//! The collector room.
