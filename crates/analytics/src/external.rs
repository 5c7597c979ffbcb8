//! Series from elsewhere: text of an index file in, days with values and their attribution out. Does no IO.
