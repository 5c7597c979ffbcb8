//! A data folder comes in; the product, a browser and, for `--fuzz`, Schemathesis are made ready, and the status of `site.mjs` goes out. Knows no page.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use crate::{pages, program, python};

/// The script among those of the browser.
const SCRIPT: &str = "site.mjs";
/// Where the demo keeps its data.
const DEMO: &str = "target/demo/data";
/// Where Python's packages go, since a tree is no place for them.
const FUZZER: &str = "target/fuzz";
/// What asks the API everything that its document allows, and much that it does not.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// Uses what `serve` serves, on the folder that the words name or the demo's.
pub fn run(words: &[OsString]) -> u8 {
    program::run_ready(made_ready(words))
}

fn made_ready(words: &[OsString]) -> Result<Command, String> {
    let root = program::root();
    let data = data(words)?;
    let browser = pages::ready()?;
    let fuzzes = words.iter().any(|word| word == "--fuzz");
    let fuzzer = fuzzes
        .then(|| python::installed(&root.join(FUZZER), "st", &[SCHEMATHESIS]))
        .transpose()?;
    let product = program::product()
        .map_err(|status| format!("jobtide could not be built, cargo ended with {status}"))?;
    let mut command = Command::new("node");
    command.arg(root.join(pages::SCRIPTS).join(SCRIPT));
    command.arg("--packages").arg(root.join(pages::PACKAGES));
    command.arg("--chromium").arg(browser);
    command.arg("--program").arg(product);
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    if let Some(fuzzer) = fuzzer {
        command.args(["--only", "fuzz"]);
        command.arg("--schemathesis").arg(fuzzer);
    }
    command.args(words.iter().filter(|word| *word != "--fuzz"));
    Ok(command)
}

fn named(words: &[OsString], option: &str) -> bool {
    words.iter().any(|word| {
        let word = word.to_string_lossy();
        word.strip_prefix(option)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })
}

/// The demo's data; `None` where the words name another folder, which the script looks at.
fn data(words: &[OsString]) -> Result<Option<PathBuf>, String> {
    if named(words, "--data") {
        return Ok(None);
    }
    let demo = program::root().join(DEMO);
    match demo.is_dir() {
        true => Ok(Some(demo)),
        false => Err(format!(
            "{}: no such folder; run `cargo xtask demo`, or name another with --data",
            demo.display()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn an_option_is_found_with_and_without_its_value_in_one_word() {
        let words = |text: &str| text.split(' ').map(Into::into).collect::<Vec<_>>();
        assert!(named(&words("--only looks --data x"), "--data"));
        assert!(named(&words("--data=x"), "--data"));
        assert!(!named(&words("--database x --only data"), "--data"));
    }
}
