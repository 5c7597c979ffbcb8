//! Settings in; an executor that runs until its process is ended. It reads files, counts, and keeps what it hands on to others in a folder of its own.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use tokio::runtime::Runtime;

use crate::Error;
use crate::client::Address;

/// How long it waits for the scheduler to be there at all, in seconds.
const CONNECT_SECONDS: u16 = 30;
/// What a finished query left is kept for so long, in seconds, and looked for every minute.
const KEEP_SECONDS: u64 = 600;

/// What an executor has to know.
#[derive(Clone, Debug)]
pub struct ExecutorSettings {
    /// The scheduler.
    pub scheduler: Address,
    /// Where it listens.
    pub listen: IpAddr,
    /// The name or address by which others reach it.
    pub host: String,
    /// The port from which others fetch what it counted.
    pub port: u16,
    /// The port on which the scheduler calls it.
    pub grpc_port: u16,
    /// Tasks at once.
    pub cores: usize,
    /// Bytes that all its tasks together may hold before they spill.
    pub memory: u64,
    /// A folder for what is spilled and handed on; nobody else's.
    pub work: PathBuf,
    /// Seconds between two signs of life.
    pub heartbeat_seconds: u64,
}

/// Runs an executor.
///
/// # Errors
/// Where it cannot listen, no scheduler is found, and Ballista's.
pub fn run_executor(settings: &ExecutorSettings) -> Result<(), Error> {
    let what = format!("executor on {}:{}", settings.listen, settings.port);
    let shown = settings.work.display().to_string();
    std::fs::create_dir_all(&settings.work).map_err(Error::io(shown.clone()))?;
    let mut functions = BallistaFunctionRegistry::default();
    for function in lake_query::functions() {
        let name = function.name().to_owned();
        functions.scalar_functions.insert(name, function);
    }
    // One for all tasks, so that they share the connections to a bucket.
    let environment = lake_query::environment().with_temp_file_path(&settings.work);
    let config = ExecutorProcessConfig {
        bind_host: settings.listen.to_string(),
        external_host: Some(settings.host.clone()),
        port: settings.port,
        grpc_port: settings.grpc_port,
        scheduler_host: settings.scheduler.host.clone(),
        scheduler_port: settings.scheduler.port,
        scheduler_connect_timeout_seconds: CONNECT_SECONDS,
        vcores: settings.cores,
        work_dir: Some(shown),
        memory_pool_size: Some(settings.memory),
        job_data_ttl_seconds: KEEP_SECONDS,
        job_data_clean_up_interval_seconds: 60,
        executor_heartbeat_interval_seconds: settings.heartbeat_seconds,
        override_function_registry: Some(Arc::new(functions)),
        override_runtime_producer: Some(Arc::new(move |_| environment.clone().build_arc())),
        ..ExecutorProcessConfig::default()
    };
    let runtime = Runtime::new().map_err(Error::io(what.clone()))?;
    runtime
        .block_on(start_executor_process(Arc::new(config)))
        .map_err(Error::ballista(what))
}
