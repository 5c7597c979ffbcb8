//! Settings in; a scheduler that runs until its process ends. It plans, hands out tasks and keeps jobs in memory.

use std::net::SocketAddr;
use std::sync::Arc;

use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::execution::FunctionRegistry;
use datafusion::prelude::SessionConfig;
use tokio::runtime::Runtime;

use crate::Error;

/// How often it looks which executors were not heard of, in seconds.
const LOOK_SECONDS: u64 = 2;

/// What a scheduler has to know.
#[derive(Clone, Debug)]
pub struct SchedulerSettings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// The name or address by which executors and clients reach it.
    pub host: String,
    /// After so many seconds of silence an executor counts as lost. Ballista's own default is three minutes.
    pub timeout_seconds: u64,
    /// So many seconds after the last executor was lost, queries that wait for one fail.
    pub grace_seconds: u64,
}

/// Runs a scheduler.
///
/// # Errors
/// Where it cannot listen, and Ballista's.
pub fn run_scheduler(settings: &SchedulerSettings) -> Result<(), Error> {
    let what = format!("scheduler on {}", settings.listen);
    let config = SchedulerConfig {
        external_host: settings.host.clone(),
        bind_host: settings.listen.ip().to_string(),
        bind_port: settings.listen.port(),
        executor_timeout_seconds: settings.timeout_seconds,
        expire_dead_executor_interval_seconds: LOOK_SECONDS,
        no_executors_grace_period_seconds: settings.grace_seconds,
        override_session_builder: Some(Arc::new(session)),
        ..SchedulerConfig::default()
    };
    let runtime = Runtime::new().map_err(Error::io(what.clone()))?;
    runtime.block_on(async {
        let cluster = BallistaCluster::new_from_config(&config)
            .await
            .map_err(Error::ballista(what.clone()))?;
        start_server(cluster, settings.listen, Arc::new(config))
            .await
            .map_err(Error::ballista(what.clone()))
    })
}

/// A session that knows our functions, so that plans that name them can be read.
fn session(
    config: SessionConfig,
) -> datafusion::common::Result<datafusion::execution::SessionState> {
    let mut state = default_session_builder(config)?;
    for function in lake_query::functions() {
        state.register_udf(function)?;
    }
    Ok(state)
}
