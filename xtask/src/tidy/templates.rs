//! Templates come in, digits in their text go out: a number that stands in a template is a number that nothing computed.

use super::Finding;
use super::tree::Tree;

/// Files below this folder, and every `.hbs` below `reports/`, are templates.
const OURS: &str = "crates/reportgen/templates/";

/// Checks every template.
pub fn check(tree: &Tree, found: &mut Vec<Finding>) {
    for (path, text) in tree.texts() {
        let template = [".hbs", ".md", ".html", ".svg"]
            .iter()
            .any(|ending| path.ends_with(ending));
        if !(template && path.starts_with(OURS)
            || path.starts_with("reports/") && path.ends_with(".hbs"))
        {
            continue;
        }
        for (line, word) in digits_in_text(text) {
            let what = format!(
                "`{word}` holds a digit outside {{{{ }}}}; pass it in from what was computed"
            );
            found.push(Finding::new(path, line, what));
        }
    }
}

/// The words with a digit that a reader would see, with their lines. Expressions, tags with their attributes, comments, entities and
/// the contents of `<style>` and `<script>` are passed over.
fn digits_in_text(template: &str) -> Vec<(usize, String)> {
    let mut visible = String::with_capacity(template.len());
    let mut rest = template;
    while !rest.is_empty() {
        let hidden = hidden_length(rest);
        if hidden == 0 {
            let mut chars = rest.chars();
            visible.extend(chars.next());
            rest = chars.as_str();
        } else {
            // Line feeds stay, so that the lines keep their numbers; words on both sides stay apart.
            visible.push(' ');
            visible.extend(rest[..hidden].chars().filter(|c| *c == '\n'));
            rest = &rest[hidden..];
        }
    }
    visible
        .lines()
        .enumerate()
        .flat_map(|(index, line)| line.split_whitespace().map(move |word| (index + 1, word)))
        .filter(|(_, word)| word.chars().any(char::is_numeric))
        .map(|(line, word)| (line, word.to_owned()))
        .collect()
}

/// How many bytes from here on no reader sees; 0 where the next character is text.
fn hidden_length(rest: &str) -> usize {
    let up_to = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    if rest.starts_with("{{") {
        expression_length(rest)
    } else if rest.starts_with("<!--") {
        up_to("-->")
    } else if rest.starts_with("<style") {
        up_to("</style>")
    } else if rest.starts_with("<script") {
        up_to("</script>")
    } else if rest.starts_with('<') {
        tag_length(rest)
    } else if rest.starts_with('&') {
        entity_length(rest)
    } else {
        0
    }
}

/// `{{x}}`, `{{{x}}}`, and `{{!-- x --}}`, in which `}}` may stand; with `~` inside either end.
fn expression_length(rest: &str) -> usize {
    let after = |start: usize, end: &str| rest[start..].find(end).map(|at| start + at + end.len());
    let opened = ["{{!--", "{{~!--"]
        .into_iter()
        .find(|open| rest.starts_with(open));
    let end = match opened {
        Some(open) => after(open.len(), "--").and_then(|at| after(at, "}}")),
        None if rest.starts_with("{{{") => after(3, "}}}"),
        None => after(2, "}}"),
    };
    end.unwrap_or(rest.len())
}

/// A tag with its attributes, in which `>` may stand in quotes or in an expression; 0 where `<` is only a sign.
fn tag_length(rest: &str) -> usize {
    if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return 0;
    }
    let (mut at, mut quote) = (1, None);
    while let Some(c) = rest[at..].chars().next() {
        if rest[at..].starts_with("{{") {
            at += expression_length(&rest[at..]);
            continue;
        }
        at += c.len_utf8();
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    rest.len()
}

/// `&amp;`, `&#8722;`, `&#x2212;`; 0 where `&` is only a sign.
fn entity_length(rest: &str) -> usize {
    let name = rest[1..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'))
        .unwrap_or(rest.len() - 1);
    match rest[1 + name..].starts_with(';') {
        true => name + 2,
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(template: &str) -> Vec<(usize, String)> {
        digits_in_text(template)
    }

    #[test]
    fn a_digit_that_a_reader_sees_is_found_with_its_line() {
        let found =
            words("# Change\n\nWriting fell by 33 %.\n<text x=\"4\">2022</text>\n| -5 | {{n}} |\n");
        let expected = [(3, "33"), (4, "2022"), (5, "-5")];
        assert_eq!(found, expected.map(|(line, word)| (line, word.to_owned())));
    }

    #[test]
    fn expressions_markup_and_entities_are_free() {
        for free in [
            "{{#if (gt n 3)}}x{{/if}} {{{svg 2}}} {{!-- 5 }} 6 --}} {{!7}} {{~#each a8~}}",
            "<rect x=\"1\" title=\"a > 2\" {{#if b}}y='3>4'{{/if}} w=5/>",
            "<!-- 1 --><style>p { margin: 2px }</style><script>var x = 3;</script>",
            "&#8722; &#x2212; &frac12; a < b & c",
            "<?xml version=\"1.0\"?><!DOCTYPE html><h1 class=h2>",
        ] {
            assert_eq!(words(free), [], "{free}");
        }
    }

    #[test]
    fn a_sign_opens_no_tag_and_no_entity() {
        assert_eq!(words("a < 3 and b & 4; c &5").len(), 3);
        assert_eq!(words("n<5").len(), 1);
    }

    #[test]
    fn only_templates_are_looked_at() {
        let tree = Tree::of(&[
            ("crates/reportgen/templates/report.md.hbs", "5"),
            ("reports/ai-and-jobs/body.md.hbs", "5"),
            ("reports/ai-and-jobs/report.toml", "5"),
            ("crates/reportgen/templates/page.css", "5"),
            ("README.md", "5"),
        ]);
        let mut found = Vec::new();
        check(&tree, &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
