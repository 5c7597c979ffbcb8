//! A request in; a page, a document or a file of a report out, within limits. Changes nothing, and knows no store and no template.
