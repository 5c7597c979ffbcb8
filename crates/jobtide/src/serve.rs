//! `jobtide serve`: the index, the sources' state and the reports as pages and as an API, until Ctrl-C. Never opens the store.

use crate::arguments::Serve;
use crate::exit::Exit;
use crate::settings::Settings;

/// Says what the program lacks.
#[cfg(not(feature = "serve"))]
pub fn run(_: &Settings, _: &Serve) -> anyhow::Result<Exit> {
    Err(crate::exit::usage(anyhow::anyhow!(
        "this jobtide was built without the feature `serve`; build it without `--no-default-features`"
    )))
}

/// Runs the command.
#[cfg(feature = "serve")]
pub fn run(settings: &Settings, wanted: &Serve) -> anyhow::Result<Exit> {
    serving::run(settings, wanted)
}

#[cfg(feature = "serve")]
mod serving {
    use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
    use std::time::UNIX_EPOCH;

    use anyhow::{Context, anyhow};
    use jiff::Timestamp;
    use web::{Given, Hosts, Limits};
    use workbench::SourcesDocument;

    use crate::arguments::Serve;
    use crate::exit::{self, Exit};
    use crate::settings::Settings;
    use crate::{asking, interrupt, output, published, sources};

    /// Shorter tokens can be guessed.
    const SHORTEST_TOKEN: usize = 16;

    pub fn run(settings: &Settings, wanted: &Serve) -> anyhow::Result<Exit> {
        let addresses: Vec<SocketAddr> = wanted
            .addr
            .to_socket_addrs()
            .map_err(|error| {
                exit::usage(anyhow!(
                    "--addr {}: {error}; write it as 127.0.0.1:8080",
                    wanted.addr
                ))
            })?
            .collect();
        let token = token(wanted)?;
        let at_home = addresses.iter().all(|one| one.ip().is_loopback());
        if token.is_none() && !(at_home && wanted.host.is_empty()) {
            return Err(exit::usage(anyhow!(
                "whoever can reach {} could read everything: give a token with --token-file FILE or JOBTIDE_TOKEN, or serve 127.0.0.1 alone",
                wanted.addr
            )));
        }
        let listener = TcpListener::bind(addresses.as_slice())
            .with_context(|| format!("cannot listen on {}", wanted.addr))?;
        let address = listener.local_addr()?;
        let host = wanted.addr.rsplit_once(':').map_or("", |(host, _)| host);
        let mut names = wanted.host.clone();
        names.push(host.to_owned());
        let hosts = Hosts {
            names,
            any_address: address.ip().is_unspecified(),
        };
        // Hints are for a command that ends; whoever asks a page reads none of them.
        let quiet = Settings {
            quiet: true,
            ..settings.clone()
        };
        output::say(&format!("serving http://{address}"));
        web::serve(
            listener,
            given(&quiet, hosts, token),
            Limits::default(),
            interrupt::flag(),
        )?;
        Ok(Exit::Done)
    }

    fn token(wanted: &Serve) -> anyhow::Result<Option<String>> {
        let (text, from) = match &wanted.token_file {
            Some(file) => {
                let text = std::fs::read_to_string(file)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                (text, file.display().to_string())
            }
            None => match std::env::var("JOBTIDE_TOKEN") {
                Ok(text) => (text, "JOBTIDE_TOKEN".to_owned()),
                Err(_) => return Ok(None),
            },
        };
        let token = text.trim();
        if token.chars().count() < SHORTEST_TOKEN {
            return Err(exit::usage(anyhow!(
                "{from}: a token of fewer than {SHORTEST_TOKEN} characters can be guessed; take a longer one"
            )));
        }
        Ok(Some(token.to_owned()))
    }

    /// What the server may not make itself.
    fn given(settings: &Settings, hosts: Hosts, token: Option<String>) -> Given {
        let (to_open, to_mark, to_list) = (settings.clone(), settings.clone(), settings.clone());
        Given {
            open: Box::new(move || {
                asking::open(&now(&to_open)).map_err(|error| exit::told(&error))
            }),
            mark: Box::new(move || mark(&now(&to_mark))),
            sources: Box::new(move || listing(&now(&to_list)).map_err(|error| exit::told(&error))),
            reports: settings.reports.clone(),
            png: png(),
            token,
            hosts,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The plan of a command that starts now: a server runs for days, and `since:90d` counts back from today.
    fn now(settings: &Settings) -> Settings {
        Settings {
            now: Timestamp::now().as_second(),
            ..settings.clone()
        }
    }

    /// Another commit, another state of the sources or another day: in each case what is open answers no longer as a fresh command would.
    fn mark(settings: &Settings) -> Option<String> {
        let commit = indexer::commit_mark(&settings.index())?;
        let published = std::fs::metadata(settings.published_sources());
        let modified = published.and_then(|file| file.modified()).ok();
        let modified = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        let day = settings.today().ok();
        Some(format!("{commit}\n{modified:?}\n{day:?}"))
    }

    fn listing(settings: &Settings) -> anyhow::Result<SourcesDocument> {
        let published = published::read(settings)?.unwrap_or_default();
        sources::document(settings, &sources::by_name(&published), false)
    }

    #[cfg(feature = "png")]
    fn png() -> Option<web::Draw> {
        let fonts = std::sync::OnceLock::new();
        Some(Box::new(move |svg| {
            let fonts = fonts.get_or_init(raster::Fonts::of_this_machine);
            crate::report::png_of(svg, fonts).map_err(|error| error.to_string())
        }))
    }

    #[cfg(not(feature = "png"))]
    fn png() -> Option<web::Draw> {
        None
    }
}
