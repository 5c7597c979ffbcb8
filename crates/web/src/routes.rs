//! Every route of the site, and the document of those for programs, which is made of the same list. Knows no answer.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::fault::{Fault, FaultBody, FaultDocument};
use crate::site::Site;
use crate::{
    assets, frame, guard, lists, pay, posting_page, reports, search, search_page, tokens, trend,
    trend_page,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jobtide",
        description = "Postings, trends and pay of one index. Every document is the one that the program prints with `--json`."
    ),
    components(schemas(FaultDocument, FaultBody))
)]
struct Api;

fn api() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(search::api))
        .routes(routes!(trend::api))
        .routes(routes!(pay::api))
        .routes(routes!(posting_page::api))
        .routes(routes!(lists::tags))
        .routes(routes!(lists::categories))
        .routes(routes!(lists::sources))
        .routes(routes!(reports::api))
}

/// The document of the API.
pub fn document() -> String {
    let (_, document) = api().split_for_parts();
    document.to_pretty_json().unwrap_or_default()
}

/// All routes, behind the guard.
pub fn router(site: Arc<Site>) -> Router {
    let (api, document) = api().split_for_parts();
    let document: Arc<str> = document.to_pretty_json().unwrap_or_default().into();
    let openapi = move || std::future::ready(frame::text("application/json", document.to_string()));
    api.route("/api/v1/openapi.json", get(openapi))
        .route("/", get(search_page::page))
        .route("/search.csv", get(search::csv))
        .route("/trend", get(trend_page::page))
        .route("/trend.csv", get(trend::csv))
        .route("/trend.svg", get(trend::svg))
        .route("/trend.png", get(trend::png))
        .route("/trend.json", get(trend::document))
        .route("/pay", get(pay::page))
        .route("/pay.svg", get(pay::svg))
        .route("/pay.png", get(pay::png))
        .route("/posting/{key}", get(posting_page::page))
        .route("/tags", get(lists::tags_page))
        .route("/categories", get(lists::categories_page))
        .route("/sources", get(lists::sources_page))
        .route("/reports", get(reports::page))
        .route("/reports/{name}/{period}/{*path}", get(reports::file))
        .route("/help", get(lists::help_page))
        .route("/token", post(tokens::enter).get(tokens::ask))
        .route("/assets/{name}", get(assets::file))
        .route("/healthz", get(health))
        .fallback(nothing_here)
        .method_not_allowed_fallback(only_read)
        .layer(tokens::limit())
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            guard::guard,
        ))
        .with_state(site)
}

/// `/healthz`: that the server answers; it says nothing of the postings, since anybody may ask.
async fn health() -> Response {
    frame::text("application/json", "{\"status\":\"ok\"}\n")
}

async fn nothing_here() -> Response {
    Fault::absent("there is no page at this address").into_response()
}

async fn only_read() -> Response {
    Fault::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method",
        "this is only read, with GET; nothing can be changed here",
    )
    .into_response()
}
