//! The same change at dates where nothing happened, and where the real one stands among them. Knows no claim.
