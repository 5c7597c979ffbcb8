//! The command line of `jobtide cluster` as clap reads it.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
#[cfg_attr(
    not(feature = "engines"),
    allow(dead_code, reason = "read by what this program was built without")
)]
pub enum ClusterCommand {
    /// Plan queries and hand their parts out to executors
    Scheduler(RunScheduler),
    /// Read files and count, as a scheduler says
    Executor(RunExecutor),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  jobtide cluster scheduler --listen 10.0.0.1:50050 --host 10.0.0.1\n\ndocs/cluster.md says how to run one, and what happens when a part of it is lost."
)]
#[cfg_attr(
    not(feature = "engines"),
    allow(dead_code, reason = "read by what this program was built without")
)]
pub struct RunScheduler {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:50050")]
    pub listen: SocketAddr,
    /// The name or address by which executors reach it [default: the address that it listens on]
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// After so many seconds of silence an executor counts as lost
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    pub timeout_seconds: u64,
    /// So many seconds after the last executor was lost, queries fail
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub grace_seconds: u64,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  jobtide cluster executor --scheduler ballista://10.0.0.1:50050 --listen 10.0.0.2 --host 10.0.0.2"
)]
#[cfg_attr(
    not(feature = "engines"),
    allow(dead_code, reason = "read by what this program was built without")
)]
pub struct RunExecutor {
    /// The scheduler
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "ballista://127.0.0.1:50050"
    )]
    pub scheduler: String,
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub listen: IpAddr,
    /// The name or address by which others reach it [default: the address that it listens on]
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The port from which others fetch what it counted
    #[arg(long, default_value_t = 50051)]
    pub port: u16,
    /// The port on which the scheduler calls it
    #[arg(long, default_value_t = 50052)]
    pub grpc_port: u16,
    /// Tasks at once [default: the machine's cores]
    #[arg(long)]
    pub cores: Option<usize>,
    /// A folder for what is spilled and handed on, emptied when it starts [default: engines/PORT in the data folder]
    #[arg(long, value_name = "DIR")]
    pub work: Option<PathBuf>,
    /// Seconds between two signs of life
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    pub heartbeat_seconds: u64,
}
