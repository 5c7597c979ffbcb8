//! DuckDB as an engine over the lake: the same statements as DataFusion and Ballista get, so that what they say is SQL and not a habit of one program.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use lake_query::Engine;

/// A Python that has DuckDB; `cargo xtask cluster-test` installs one.
const PYTHON: &str = "JOBTIDE_PYTHON";

/// The engine, or `None` where no Python was named.
pub fn engine(folder: PathBuf) -> Option<Engine> {
    let Ok(python) = std::env::var(PYTHON) else {
        eprintln!(
            "SKIPPED: DuckDB's panels, since {PYTHON} names no Python with duckdb; `cargo xtask cluster-test` installs one"
        );
        return None;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cluster/duckdb_rows.py");
    let rows = folder.join("duckdb.parquet");
    let run = move |statement: &str, table: &str, files: &[String]| {
        let asked = serde_json::json!({ "statement": statement, "table": table, "files": files });
        let mut child = Command::new(&python)
            .arg(script)
            .arg(&rows)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{python}: {error}"))?;
        let mut stdin = child.stdin.take().ok_or("there is no way in")?;
        stdin
            .write_all(asked.to_string().as_bytes())
            .map_err(|error| error.to_string())?;
        drop(stdin);
        let output = child
            .wait_with_output()
            .map_err(|error| error.to_string())?;
        match output.status.success() {
            true => std::fs::read(&rows).map_err(|error| error.to_string()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    };
    Some(Engine::elsewhere("duckdb", Box::new(run)))
}
