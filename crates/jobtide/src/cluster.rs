//! `jobtide cluster`: a scheduler or an executor that runs until it is ended. Opens neither store nor index.

use crate::arguments::ClusterCommand;
use crate::exit::Exit;
use crate::settings::Settings;

/// Runs the command.
#[cfg(feature = "engines")]
pub fn run(settings: &Settings, wanted: &ClusterCommand) -> anyhow::Result<Exit> {
    match wanted {
        ClusterCommand::Scheduler(wanted) => scheduler(settings, wanted),
        ClusterCommand::Executor(wanted) => executor(settings, wanted),
    }
}

/// This program has no cluster.
#[cfg(not(feature = "engines"))]
pub fn run(_: &Settings, _: &ClusterCommand) -> anyhow::Result<Exit> {
    Err(crate::engines::missing())
}

#[cfg(feature = "engines")]
fn scheduler(settings: &Settings, wanted: &crate::arguments::RunScheduler) -> anyhow::Result<Exit> {
    let host = wanted.host.clone();
    settings.hint(&format!("scheduler: ballista://{}", wanted.listen));
    ::cluster::run_scheduler(&::cluster::SchedulerSettings {
        listen: wanted.listen,
        host: host.unwrap_or_else(|| wanted.listen.ip().to_string()),
        timeout_seconds: wanted.timeout_seconds,
        grace_seconds: wanted.grace_seconds,
    })?;
    Ok(Exit::Done)
}

#[cfg(feature = "engines")]
fn executor(settings: &Settings, wanted: &crate::arguments::RunExecutor) -> anyhow::Result<Exit> {
    let scheduler = wanted.scheduler.parse().map_err(crate::exit::usage)?;
    let host = wanted.host.clone();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let work = settings.engines().join(wanted.port.to_string());
    settings.hint(&format!(
        "executor: {}:{} for {}",
        wanted.listen, wanted.port, wanted.scheduler
    ));
    ::cluster::run_executor(&::cluster::ExecutorSettings {
        scheduler,
        listen: wanted.listen,
        host: host.unwrap_or_else(|| wanted.listen.to_string()),
        port: wanted.port,
        grpc_port: wanted.grpc_port,
        cores: wanted.cores.unwrap_or(cores),
        memory: settings.engine_memory as u64,
        work: wanted.work.clone().unwrap_or(work),
        heartbeat_seconds: wanted.heartbeat_seconds,
    })?;
    Ok(Exit::Done)
}
