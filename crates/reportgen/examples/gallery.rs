//! A folder in, every chart of made-up findings as an SVG file into it, in both languages, for people to look at: `cargo run -p reportgen --example gallery -- target/gallery`.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    dead_code,
    reason = "a tool for contributors that writes files; it shares the tests' made-up findings and does not read all of them"
)]

#[path = "../tests/it/gallery/mod.rs"]
mod gallery;
#[path = "../tests/it/market.rs"]
mod market;

use std::path::Path;

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("name the folder that the pictures go to");
        std::process::exit(2);
    };
    for case in gallery::cases()
        .into_iter()
        .chain((1..=3).map(gallery::by_lot))
    {
        for file in gallery::pictures(&case) {
            let path = Path::new(&folder).join(&case.name).join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.bytes).unwrap();
        }
    }
    for drawn in gallery::queries::pictures() {
        let path = Path::new(&folder).join("queries").join(drawn.name + ".svg");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        match drawn.svg {
            Ok(svg) => std::fs::write(path, svg).unwrap(),
            Err(why) => eprintln!("{}: {why}", path.display()),
        }
    }
}
