//! The token that a person enters once in, a cookie that stands for it out. The only request that is not a GET, and it changes nothing here.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use url::form_urlencoded;

use crate::fault::Fault;
use crate::frame;
use crate::guard;
use crate::site::Site;

/// Bytes of the form.
const LONGEST: usize = 4 * 1024;

/// No form is longer.
pub fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(LONGEST)
}

/// `GET /token`.
pub async fn ask(State(site): State<Arc<Site>>) -> Result<Response, Fault> {
    Ok(Html(frame::token_page(&site, None, "/")?).into_response())
}

/// `POST /token`.
pub async fn enter(State(site): State<Arc<Site>>, body: Bytes) -> Result<Response, Fault> {
    let mut given = String::new();
    let mut to = "/".to_owned();
    for (name, value) in form_urlencoded::parse(&body) {
        match name.as_ref() {
            "token" => given = value.into_owned(),
            "to" => to = value.into_owned(),
            _ => {}
        }
    }
    if !site.door.opens(given.trim()) {
        if site.door.count_wrong() {
            return Err(guard::too_many_wrong());
        }
        let page = frame::token_page(&site, Some("this is not the token"), &to)?;
        return Ok((StatusCode::UNAUTHORIZED, Html(page)).into_response());
    }
    let mut answer = Redirect::to(own(&to)).into_response();
    if let Some(cookie) = site.door.cookie() {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

/// An address of this site; the front page in the place of any other, so that a form leads nobody away.
fn own(to: &str) -> &str {
    let inside = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\');
    let plain = to.bytes().all(|b| b.is_ascii_graphic());
    match inside && plain {
        true => to,
        false => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn a_form_leads_to_this_site_alone() {
        assert_eq!(own("/trend?q=a"), "/trend?q=a");
        for away in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\r\nb",
            "",
        ] {
            assert_eq!(own(away), "/", "{away}");
        }
    }
}
