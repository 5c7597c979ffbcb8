//! Names of elements as a document writes them in, names that mean the same in every feed out. Knows no text.

/// Namespaces whose elements are a feed's own; their names are written without a prefix.
const OWN: [&str; 14] = [
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://cyber.harvard.edu/rss/rss.html",
    "http://example.com/necho",
    "http://example.com/newformat#",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://purl.org/atom/ns#",
    "http://purl.org/echo/",
    "http://purl.org/pie/",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://www.w3.org/2005/atom",
];

/// Namespaces that feeds add, by the prefix that nearly everyone gives them. Compared in lower case without a closing slash.
const KNOWN: [(&str, &str); 20] = [
    ("http://purl.org/dc/elements/1.1", "dc"),
    ("http://purl.org/dc/terms", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content", "content"),
    ("http://purl.org/rss/1.0/modules/syndication", "sy"),
    ("http://purl.org/rss/1.0/modules/slash", "slash"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://example.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/2000/svg", "svg"),
    ("http://www.w3.org/1998/math/mathml", "mathml"),
    ("http://www.w3.org/xml/1998/namespace", "xml"),
    ("http://wellformedweb.org/commentapi", "wfw"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://base.google.com/ns/1.0", "g"),
    ("https://larajobs.com", "job"),
    ("https://jobicy.com", "job_listing"),
    ("http://jobicy.com", "job_listing"),
];

/// More declarations than this in force at once are an attack and pass unread.
const MOST_DECLARATIONS: usize = 500;

/// What a prefix stands for where an element stands.
#[derive(Clone, Debug)]
struct Binding {
    prefix: String,
    /// The usual prefix; empty for a feed's own elements.
    usual: String,
}

/// The declarations in force, innermost last.
#[derive(Debug, Default)]
pub(in crate::read) struct Namespaces {
    bindings: Vec<Binding>,
}

impl Namespaces {
    /// How many declarations are in force; [`Namespaces::leave`] goes back to it.
    pub(in crate::read) fn mark(&self) -> usize {
        self.bindings.len()
    }

    pub(in crate::read) fn leave(&mut self, mark: usize) {
        self.bindings.truncate(mark);
    }

    /// Takes `xmlns="address"` or `xmlns:prefix="address"`. On the outermost element the namespace of that element is a
    /// feed's own, whatever its address: people invent addresses for RSS, which has none.
    pub(in crate::read) fn declare(&mut self, prefix: &str, address: &str, is_of_root: bool) {
        if self.bindings.len() >= MOST_DECLARATIONS {
            return;
        }
        let plain = address.trim().to_ascii_lowercase();
        let bare = plain.trim_end_matches('/');
        let own = OWN.iter().any(|one| one.trim_end_matches('/') == bare);
        let known = KNOWN.iter().find(|(one, _)| *one == bare);
        let usual = match known {
            _ if own || bare.is_empty() => String::new(),
            Some((_, usual)) => (*usual).to_owned(),
            None if is_of_root => String::new(),
            None if prefix.is_empty() => "other".to_owned(),
            None => prefix.to_ascii_lowercase(),
        };
        self.bindings.push(Binding {
            prefix: prefix.to_owned(),
            usual,
        });
    }

    /// `local` for a feed's own elements, `prefix:local` with the usual prefix for others, in lower case.
    pub(in crate::read) fn name_of(&self, written: &str) -> String {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let local = local.to_ascii_lowercase();
        let bound = self.bindings.iter().rev().find(|one| one.prefix == prefix);
        let lower;
        let usual = match bound {
            Some(binding) => binding.usual.as_str(),
            // Undeclared: the name that is written is all there is to go by.
            None => match prefix {
                "" | "atom" | "rss" => "",
                _ => {
                    lower = prefix.to_ascii_lowercase();
                    &lower
                }
            },
        };
        if usual.is_empty() {
            local
        } else {
            format!("{usual}:{local}")
        }
    }
}

/// A name without its prefix.
pub(in crate::read) fn local_part(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
