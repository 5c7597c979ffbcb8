//! Settings in; a scheduler that runs until its process ends. It plans, hands out tasks and keeps jobs in memory.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use ballista_core::serde::protobuf::executor_status::Status;
use ballista_core::utils::default_session_builder;
use ballista_scheduler::cluster::{BallistaCluster, ClusterState};
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use datafusion::error::DataFusionError;
use datafusion::execution::{FunctionRegistry, SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;
use tokio::runtime::Runtime;

use crate::Error;

/// How often it looks which executors were not heard of, in seconds.
const LOOK_SECONDS: u64 = 2;

/// What a query is told that nobody would work on. Left to Ballista, it would wait for a first executor, however long.
pub(crate) const NOBODY: &str = "no executor is there";

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
    let silence = Duration::from_secs(settings.timeout_seconds);
    let known: Arc<OnceLock<Arc<dyn ClusterState>>> = Arc::default();
    let asked = Arc::clone(&known);
    let begin = move |config: SessionConfig| match asked.get() {
        Some(cluster) if !has_executors(cluster.as_ref(), silence) => {
            Err(DataFusionError::Execution(NOBODY.to_owned()))
        }
        _ => session(config),
    };
    let config = SchedulerConfig {
        external_host: settings.host.clone(),
        bind_host: settings.listen.ip().to_string(),
        bind_port: settings.listen.port(),
        executor_timeout_seconds: settings.timeout_seconds,
        expire_dead_executor_interval_seconds: LOOK_SECONDS,
        no_executors_grace_period_seconds: settings.grace_seconds,
        override_session_builder: Some(Arc::new(begin)),
        ..SchedulerConfig::default()
    };
    let runtime = Runtime::new().map_err(Error::io(what.clone()))?;
    runtime.block_on(async {
        let cluster = BallistaCluster::new_from_config(&config)
            .await
            .map_err(Error::ballista(what.clone()))?;
        let _ = known.set(cluster.cluster_state());
        start_server(cluster, settings.listen, Arc::new(config))
            .await
            .map_err(Error::ballista(what.clone()))
    })
}

/// Whether an executor gave a sign of life within this time.
fn has_executors(cluster: &dyn ClusterState, silence: Duration) -> bool {
    let since = SystemTime::now()
        .checked_sub(silence)
        .and_then(|since| since.duration_since(SystemTime::UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_secs());
    cluster.executor_heartbeats().values().any(|sign| {
        let status = sign.status.as_ref().and_then(|one| one.status.as_ref());
        sign.timestamp >= since && !matches!(status, Some(Status::Dead(_) | Status::Terminating(_)))
    })
}

/// A session that knows our functions and opens buckets, so that plans that name them can be read.
fn session(config: SessionConfig) -> datafusion::common::Result<SessionState> {
    let state = default_session_builder(config)?;
    let mut state = SessionStateBuilder::new_from_existing(state)
        .with_runtime_env(lake_query::environment().build_arc()?)
        .build();
    for function in lake_query::functions() {
        state.register_udf(function)?;
    }
    Ok(state)
}
