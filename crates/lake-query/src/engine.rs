//! SQL and the files that its tables are in, rows out: by DataFusion in this process, by whatever a session hands plans to, or by another program. Knows no query and
//! no panel.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use tokio::runtime::Runtime;

use crate::Error;
use crate::functions::functions;
use crate::stores::environment;

/// Between two attempts, so that whoever watches over a scheduler has started it again.
const PAUSE: Duration = Duration::from_secs(3);

/// What an engine says of an error that means that somebody was lost: who, and what to do. `None` for other errors.
pub type Lost = Box<dyn Fn(&DataFusionError) -> Option<String> + Send + Sync>;

/// What another program does with a statement over a table of this name in these files: the rows come back as the bytes of a Parquet file, or why there are none.
pub type Elsewhere = Box<dyn Fn(&str, &str, &[String]) -> Result<Vec<u8>, String> + Send + Sync>;

/// What runs SQL.
pub struct Engine {
    name: String,
    runs: Runs,
}

enum Runs {
    Session {
        context: SessionContext,
        runtime: Runtime,
        lost: Lost,
        /// Held while a statement runs, since its table has the same name in the next one.
        tables: Mutex<Tables>,
    },
    Elsewhere(Elsewhere),
}

/// What a session was told of tables, by their names. An engine asks one lake, in which a table's files all have the same columns; to look them up is most of a
/// statement over few postings.
#[derive(Default)]
struct Tables {
    columns: BTreeMap<String, SchemaRef>,
    files: BTreeMap<String, Vec<String>>,
}

impl Engine {
    /// DataFusion in this process, on all cores. Beyond `memory` bytes it spills into `spill`, or fails where it cannot.
    ///
    /// # Errors
    /// Where the folder cannot be written to, or no threads can be had.
    pub fn local(memory: usize, spill: &Path) -> Result<Engine, Error> {
        let name = "datafusion";
        let io = |source| Error::Io {
            path: spill.display().to_string(),
            source,
        };
        std::fs::create_dir_all(spill).map_err(io)?;
        let environment = environment()
            .with_memory_pool(Arc::new(FairSpillPool::new(memory)))
            .with_temp_file_path(spill)
            .build_arc()
            .map_err(failed(name))?;
        // Texts stay what they are in the files: an engine elsewhere sees no other type.
        let config = SessionConfig::new().set_bool(
            "datafusion.execution.parquet.schema_force_view_types",
            false,
        );
        let context = SessionContext::new_with_config_rt(config, environment);
        let runtime = Runtime::new().map_err(io)?;
        Ok(Engine::over(name, context, runtime, Box::new(|_| None)))
    }

    /// An engine over a session, whose queries run on `runtime`.
    #[must_use]
    pub fn over(name: &str, context: SessionContext, runtime: Runtime, lost: Lost) -> Engine {
        for function in functions() {
            context.register_udf(function.as_ref().clone());
        }
        Engine {
            name: name.to_owned(),
            runs: Runs::Session {
                context,
                runtime,
                lost,
                tables: Mutex::default(),
            },
        }
    }

    /// Another program that speaks the SQL on which engines agree, and has none of our functions.
    #[must_use]
    pub fn elsewhere(name: &str, run: Elsewhere) -> Engine {
        Engine {
            name: name.to_owned(),
            runs: Runs::Elsewhere(run),
        }
    }

    /// Whether it has our functions, by which words mean what they mean to the index.
    pub(crate) fn knows_words(&self) -> bool {
        matches!(self.runs, Runs::Session { .. })
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The rows of a statement over one table, which is in these files, of which there is at least one. Where somebody was lost it is asked once more.
    ///
    /// # Errors
    /// [`Error::Lost`] where somebody was lost twice, and what the engine says.
    pub(crate) fn rows(
        &self,
        statement: &str,
        table: &str,
        files: &[String],
    ) -> Result<Vec<RecordBatch>, Error> {
        let (context, runtime, lost, tables) = match &self.runs {
            Runs::Session {
                context,
                runtime,
                lost,
                tables,
            } => (context, runtime, lost, tables),
            Runs::Elsewhere(run) => {
                let rows = run(statement, table, files).map_err(DataFusionError::Execution);
                return rows.and_then(read).map_err(failed(&self.name));
            }
        };
        let mut tables = tables.lock().unwrap_or_else(PoisonError::into_inner);
        runtime.block_on(async {
            let first = once(context, &mut tables, statement, (table, files)).await;
            let error = match first {
                Ok(rows) => return Ok(rows),
                Err(error) => error,
            };
            if lost(&error).is_none() {
                return Err(failed(&self.name)(error));
            }
            tokio::time::sleep(PAUSE).await;
            let again = once(context, &mut tables, statement, (table, files)).await;
            again.map_err(|error| match lost(&error) {
                Some(why) => Error::Lost {
                    engine: self.name.clone(),
                    why,
                },
                None => failed(&self.name)(error),
            })
        })
    }
}

async fn once(
    context: &SessionContext,
    tables: &mut Tables,
    statement: &str,
    (table, files): (&str, &[String]),
) -> Result<Vec<RecordBatch>, DataFusionError> {
    if tables.files.get(table).is_none_or(|known| known != files) {
        tables.files.remove(table);
        register(context, tables, table, files).await?;
        tables.files.insert(table.to_owned(), files.to_vec());
    }
    context.sql(statement).await?.collect().await
}

async fn register(
    context: &SessionContext,
    tables: &mut Tables,
    table: &str,
    files: &[String],
) -> Result<(), DataFusionError> {
    let urls = files.iter().map(ListingTableUrl::parse);
    let urls: Vec<ListingTableUrl> = urls.collect::<Result<_, _>>()?;
    // The months are folders, and no columns of ours: grouping by such a column fails on Ballista.
    // No order, though the files have one: DataFusion would keep it through its hash partitions, and so read the files one after the other on one core.
    let options = ListingOptions::new(Arc::new(ParquetFormat::default()))
        .with_file_extension(".parquet")
        .with_file_sort_order(vec![Vec::new()]);
    let columns = match tables.columns.get(table) {
        Some(columns) => SchemaRef::clone(columns),
        None => {
            let columns = options.infer_schema(&context.state(), &urls[0]).await?;
            tables
                .columns
                .insert(table.to_owned(), SchemaRef::clone(&columns));
            columns
        }
    };
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(options)
        .with_schema(columns);
    context.deregister_table(table)?;
    context.register_table(table, Arc::new(ListingTable::try_new(config)?))?;
    Ok(())
}

fn read(rows: Vec<u8>) -> Result<Vec<RecordBatch>, DataFusionError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(rows))?.build()?;
    Ok(reader.collect::<Result<_, _>>()?)
}

fn failed(engine: &str) -> impl FnOnce(DataFusionError) -> Error {
    let engine = engine.to_owned();
    move |source| Error::Engine {
        engine,
        source: Box::new(source),
    }
}
