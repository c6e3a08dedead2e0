//! The real core over loopback HTTP, for the tests of the window and for `npm run dev` in a plain browser. Each test has
//! a world of its own. Every request carries the token; nothing here is part of what is shipped.

mod act;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use daybook_core::ports::{Announce, Changed};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use self::act::Act;
use crate::practice::scene::{Scene, Scenes, Stage};

/// The header of the token.
pub const TOKEN: &str = "x-daybook-test";
/// The most a request may hold.
const MOST: usize = 1 << 20;

/// Serves until it is dropped. Whoever has no `token` is refused.
///
/// | request | what it does |
/// |---|---|
/// | `POST /worlds`, `{scene}` | sets a [`Scene`] up; `{id, announced}` |
/// | `POST /worlds/ID/call/COMMAND`, the arguments | asks the app; 200 and the result, or 422 and the error |
/// | `GET /worlds/ID/changed/N` | what was announced after the first `N`, as soon as there is any |
/// | `POST /worlds/ID/act`, an [`Act`] | changes something outside the app |
/// | `DELETE /worlds/ID` | ends it |
pub async fn serve(listener: TcpListener, token: String) {
    let core = Arc::new(Core { token, scenes: Scenes::default(), rooms: Mutex::default() });
    let router = axum::Router::new().fallback(move |request: Request| {
        let core = core.clone();
        async move { core.answer(request).await.unwrap_or_else(|refusal| refusal) }
    });
    let _ended = axum::serve(listener, router).await;
}

struct Core {
    token: String,
    scenes: Scenes,
    rooms: Mutex<HashMap<String, Arc<Room>>>,
}

/// A world and its app.
struct Room {
    stage: Stage,
    heard: Arc<Heard>,
}

impl Core {
    async fn answer(&self, request: Request) -> Result<Response, Response> {
        let (parts, body) = request.into_parts();
        if parts.headers.get(TOKEN).is_none_or(|given| given.as_bytes() != self.token.as_bytes()) {
            return Err(said(StatusCode::UNAUTHORIZED, "This is not for you."));
        }
        let bytes = axum::body::to_bytes(body, MOST).await.map_err(|_| said(StatusCode::PAYLOAD_TOO_LARGE, ""))?;
        let given: Value = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes).map_err(|error| said(StatusCode::BAD_REQUEST, &error.to_string()))?
        };
        let path: Vec<_> = parts.uri.path().split('/').skip(1).collect();
        match (&parts.method, path.as_slice()) {
            (&Method::POST, ["worlds"]) => self.set_up(&given).await,
            (&Method::DELETE, ["worlds", id]) => {
                let room = self.rooms.lock().unwrap().remove(*id);
                room.ok_or_else(gone)?.heard.end();
                Ok(json_of(StatusCode::OK, &Value::Null))
            }
            (&Method::POST, ["worlds", id, "call", command]) => {
                let called = self.room(id).ok_or_else(gone)?.stage.app.call(command, given).await;
                Ok(match called {
                    Ok(result) => json_of(StatusCode::OK, &result),
                    Err(error) => json_of(StatusCode::UNPROCESSABLE_ENTITY, &serde_json::to_value(error).unwrap()),
                })
            }
            (&Method::GET, ["worlds", id, "changed", after]) => {
                let after = after.parse().map_err(|_| said(StatusCode::BAD_REQUEST, "After how many?"))?;
                let heard = self.room(id).ok_or_else(gone)?.heard.clone();
                let words = heard.after(after).await.ok_or_else(gone)?;
                Ok(json_of(StatusCode::OK, &json!(words)))
            }
            (&Method::POST, ["worlds", id, "act"]) => {
                let act: Act =
                    serde_json::from_value(given).map_err(|error| said(StatusCode::BAD_REQUEST, &error.to_string()))?;
                act.on(&self.room(id).ok_or_else(gone)?.stage).await.map_err(|why| said(StatusCode::CONFLICT, why))?;
                Ok(json_of(StatusCode::OK, &Value::Null))
            }
            _ => Err(said(StatusCode::NOT_FOUND, "There is no such request.")),
        }
    }

    async fn set_up(&self, given: &Value) -> Result<Response, Response> {
        let scene = given["scene"].as_str().and_then(Scene::named);
        let scene = scene.ok_or_else(|| said(StatusCode::BAD_REQUEST, &format!("The scenes are {:?}.", Scene::ALL)))?;
        let heard = Arc::new(Heard(watch::Sender::new(Some(Vec::new()))));
        let stage = self.scenes.set_up(scene, heard.clone()).await;
        let (id, announced) = (random(), heard.count());
        self.rooms.lock().unwrap().insert(id.clone(), Arc::new(Room { stage, heard }));
        Ok(json_of(StatusCode::OK, &json!({ "id": id, "announced": announced })))
    }

    fn room(&self, id: &str) -> Option<Arc<Room>> {
        self.rooms.lock().unwrap().get(id).cloned()
    }
}

/// What a world announced, in order; `None` once it has ended.
struct Heard(watch::Sender<Option<Vec<&'static str>>>);

impl Heard {
    /// Everything after the first `count` words, once there is any; `None` where the world has ended.
    async fn after(&self, count: usize) -> Option<Vec<&'static str>> {
        let mut heard = self.0.subscribe();
        let heard = heard.wait_for(|heard| heard.as_ref().is_none_or(|words| words.len() > count)).await.ok()?;
        heard.as_ref().and_then(|words| words.get(count..)).map(<[_]>::to_vec)
    }

    fn count(&self) -> usize {
        self.0.borrow().as_ref().map_or(0, Vec::len)
    }

    fn end(&self) {
        self.0.send_replace(None);
    }
}

impl Announce for Heard {
    fn changed(&self, what: Changed) {
        self.0.send_modify(|heard| heard.iter_mut().for_each(|words| words.push(what.word())));
    }
}

/// 32 hexadecimal digits that nobody guesses.
pub fn random() -> String {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn gone() -> Response {
    said(StatusCode::GONE, "There is no such world.")
}

fn said(status: StatusCode, why: &str) -> Response {
    json_of(status, &json!(why))
}

fn json_of(status: StatusCode, value: &Value) -> Response {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    response
}
