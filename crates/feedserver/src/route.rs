//! Which request gets which answer, and the how-manieth. Knows no socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::answer::Answer;
use crate::request::Request;

type Script = dyn Fn(&Request) -> Answer + Send + Sync;

/// What a server answers: the first route that fits does, and 404 where none fits.
#[derive(Clone, Default)]
pub struct Site {
    routes: Vec<Route>,
}

impl Site {
    /// A site without a page.
    #[must_use]
    pub fn new() -> Site {
        Site::default()
    }

    /// Adds a route behind those that are there.
    #[must_use]
    pub fn route(mut self, route: Route) -> Site {
        self.routes.push(route);
        self
    }

    /// Adds routes behind those that are there.
    #[must_use]
    pub fn routes(mut self, routes: impl IntoIterator<Item = Route>) -> Site {
        self.routes.extend(routes);
        self
    }

    /// Adds `/robots.txt`, for every host.
    #[must_use]
    pub fn robots(self, text: &str) -> Site {
        self.route(Route::get("/robots.txt").always(Answer::from(text)))
    }

    pub(crate) fn answer(&self, mut request: Request) -> (Request, Answer) {
        match self.routes.iter().find(|route| route.fits(&request)) {
            Some(route) => {
                request.nth = route.asked.fetch_add(1, Ordering::Relaxed);
                let answer = (route.script)(&request);
                (request, answer)
            }
            None => (request, Answer::status(404)),
        }
    }
}

/// Which requests are meant, and what they get. Clones share their count of requests.
#[derive(Clone)]
pub struct Route {
    fits: UnfinishedRoute,
    script: Arc<Script>,
    asked: Arc<AtomicU32>,
}

/// A route that has no script yet.
#[derive(Clone, Debug)]
pub struct UnfinishedRoute {
    method: &'static str,
    path: String,
    is_prefix: bool,
    query: Vec<(String, String)>,
    host: Option<String>,
}

impl Route {
    /// A GET of exactly this path, whatever its query.
    #[must_use]
    pub fn get(path: &str) -> UnfinishedRoute {
        UnfinishedRoute {
            method: "GET",
            path: path.to_owned(),
            is_prefix: false,
            query: Vec::new(),
            host: None,
        }
    }

    /// A POST to exactly this path, whatever its query.
    #[must_use]
    pub fn post(path: &str) -> UnfinishedRoute {
        UnfinishedRoute {
            method: "POST",
            ..Route::get(path)
        }
    }

    /// A GET of any path that begins so.
    #[must_use]
    pub fn under(prefix: &str) -> UnfinishedRoute {
        UnfinishedRoute {
            is_prefix: true,
            ..Route::get(prefix)
        }
    }

    fn fits(&self, request: &Request) -> bool {
        let wanted = &self.fits;
        // Whoever asks for the head alone asks for the head of the same answer.
        let method = if request.method == "HEAD" {
            "GET"
        } else {
            &request.method
        };
        wanted.method == method
            && (wanted.path == request.path
                || (wanted.is_prefix && request.path.starts_with(&wanted.path)))
            && wanted
                .host
                .as_ref()
                .is_none_or(|host| host == request.host())
            && wanted
                .query
                .iter()
                .all(|(name, value)| request.parameter(name).as_ref() == Some(value))
    }
}

impl UnfinishedRoute {
    /// Only with this parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> UnfinishedRoute {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Only where the client asked for this host (`localhost` and `127.0.0.1` are two).
    #[must_use]
    pub fn host(mut self, host: &str) -> UnfinishedRoute {
        self.host = Some(host.to_owned());
        self
    }

    /// The same answer every time.
    #[must_use]
    pub fn always(self, answer: Answer) -> Route {
        self.with(move |_| answer.clone())
    }

    /// The first answers in their order; the last one from then on. 404 where the list is empty.
    #[must_use]
    pub fn sequence(self, answers: Vec<Answer>) -> Route {
        self.with(move |request| {
            let nth = usize::try_from(request.nth).unwrap_or(usize::MAX);
            let chosen = answers.get(nth).or(answers.last());
            chosen.cloned().unwrap_or_else(|| Answer::status(404))
        })
    }

    /// This answer to the first so many requests; what comes after is said with [`Beginning::then`].
    #[must_use]
    pub fn first(self, requests: u32, answer: Answer) -> Beginning {
        Beginning {
            route: self,
            requests,
            answer,
        }
    }

    /// Whatever a function makes of the request.
    #[must_use]
    pub fn with(self, script: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Route {
        Route {
            fits: self,
            script: Arc::new(script),
            asked: Arc::default(),
        }
    }
}

/// A route whose first answers are known.
#[derive(Clone, Debug)]
pub struct Beginning {
    route: UnfinishedRoute,
    requests: u32,
    answer: Answer,
}

impl Beginning {
    /// The answer to every request after the first ones.
    #[must_use]
    pub fn then(self, after: Answer) -> Route {
        self.then_with(move |_| after.clone())
    }

    /// A function for every request after the first ones; [`Request::nth`] goes on counting all.
    #[must_use]
    pub fn then_with(self, after: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Route {
        let Beginning {
            route,
            requests,
            answer,
        } = self;
        route.with(move |request| {
            if request.nth < requests {
                answer.clone()
            } else {
                after(request)
            }
        })
    }
}
