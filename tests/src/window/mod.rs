//! The real window, driven as a person would: everything is found by role and name.
//! Nothing here knows a screen of Daybook.
//!
//! Every request to the driver has a time limit: a web process that hangs fails the test, which ends it.

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

pub use fantoccini::key::Key;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long the driver may take for one answer. WebDriver's own limit for a script is 30 seconds.
const ANSWER: Duration = Duration::from_secs(35);
/// How long the app may take from its start to the first page.
const OPENING: Duration = Duration::from_secs(50);
const PAUSE: Duration = Duration::from_millis(30);
/// The name of an element in WebDriver's JSON (WebDriver 2, section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// An open window ([`crate::computer::Computer::open`]). The computer ends it where [`Window::close`] does not.
pub struct Window {
    client: Client,
    /// Where pictures of failures go.
    pictures: PathBuf,
}

/// An element of the window, with words for messages.
pub struct FoundElement {
    pub element: Element,
    words: String,
}

impl Window {
    /// Has the driver at `driver` open the app's window.
    pub(crate) async fn open(driver: SocketAddr, app: Value) -> Self {
        let wish = json!({ "tauri:options": app }).as_object().cloned().unwrap_or_default();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = format!("http://{driver}");
        let opening = builder.capabilities(wish).connect(&address);
        // WebKitWebDriver waits for ever for an app that ended before it opened its window (`SessionHost`).
        let client = tokio::time::timeout(OPENING, opening).await.unwrap_or_else(|_| {
            panic!("no window within {} seconds: the app hangs, or ended at its start", OPENING.as_secs())
        });
        let client = client.unwrap_or_else(|error| panic!("the window did not open: {error}"));
        Self { client, pictures: x::paths::target().join("tmp/window") }
    }

    /// Waits for the one visible element with this role and name, and returns it.
    ///
    /// # Panics
    /// If it does not appear, or there are several (then search inside something), with everything that is there.
    pub async fn find(&self, role: &str, name: &str) -> FoundElement {
        self.wait_for_one(None, role, name).await
    }

    /// Does the same inside `scope`.
    pub async fn find_in(&self, scope: &FoundElement, role: &str, name: &str) -> FoundElement {
        self.wait_for_one(Some(scope), role, name).await
    }

    /// Waits for the first visible element with this role whose name begins like this, and returns it.
    ///
    /// # Panics
    /// If it does not appear, with everything that is there.
    pub async fn find_beginning(&self, role: &str, beginning: &str) -> FoundElement {
        let began = Instant::now();
        loop {
            for (element, _, name) in self.all(None, Some(role), None).await {
                if name.starts_with(beginning) {
                    return FoundElement { element, words: format!("{role} \"{name}\"") };
                }
            }
            if began.elapsed() > PATIENCE {
                self.fail(&format!("not there: {role} \"{beginning}…\"")).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until nothing moves and two frames have been drawn.
    pub async fn settled(&self) {
        let still = "return document.getAnimations().every((one) => one.playState !== 'running')";
        self.until("the page to be still", async || self.script(still, vec![]).await == json!(true)).await;
        let frames = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        answer("two frames", self.client.execute_async(frames, vec![])).await.expect("frames are drawn");
    }

    /// Finds and presses it.
    pub async fn press(&self, role: &str, name: &str) {
        self.find(role, name).await.press().await;
    }

    /// Finds the field and replaces its text with `text`.
    pub async fn fill(&self, role: &str, name: &str, text: &str) {
        self.find(role, name).await.fill(text).await;
    }

    /// Returns whether it is there right now.
    pub async fn shows(&self, role: &str, name: &str) -> bool {
        !self.all(None, Some(role), Some(name)).await.is_empty()
    }

    /// Waits until it is gone.
    pub async fn gone(&self, role: &str, name: &str) {
        self.until(&format!("{role} \"{name}\" to go"), async || !self.shows(role, name).await).await;
    }

    /// Returns the names of everything visible with this role, in the order of the page.
    pub async fn names(&self, role: &str) -> Vec<String> {
        self.all(None, Some(role), None).await.into_iter().map(|(_, _, name)| name).collect()
    }

    /// Waits until `condition` holds.
    ///
    /// # Panics
    /// If it does not within the time limit.
    pub async fn until(&self, what: &str, mut condition: impl AsyncFnMut() -> bool) {
        let began = Instant::now();
        while !condition().await {
            if began.elapsed() > PATIENCE {
                self.fail(&format!("waited in vain for {what}")).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the page shows `text` somewhere.
    pub async fn read(&self, text: &str) {
        self.until(&format!("the words \"{text}\""), async || self.text().await.contains(text)).await;
    }

    /// Returns all visible text.
    pub async fn text(&self) -> String {
        let text = self.script("return document.body.innerText.replace(/\\s+/g, ' ')", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Sends keys to whatever has the focus.
    pub async fn keys(&self, keys: &str) {
        let focused = answer("what has the focus", self.client.active_element()).await;
        let focused = focused.expect("something has the focus");
        answer("keys for what has the focus", focused.send_keys(keys)).await.expect("it takes keys");
    }

    /// Runs a script in the page, as WebDriver does (CSP does not apply to it).
    pub async fn script(&self, script: &str, args: Vec<Value>) -> Value {
        answer(script, self.client.execute(script, args)).await.expect("the script runs")
    }

    pub async fn script_async(&self, script: &str) -> Value {
        answer(script, self.client.execute_async(script, vec![])).await.expect("the script runs")
    }

    pub async fn resize(&self, width: u32, height: u32) {
        let resized = answer("another size", self.client.set_window_size(width, height)).await;
        resized.expect("the window can be resized");
        let inner = "return innerWidth === arguments[0] && innerHeight === arguments[1]";
        let inner = async || self.script(inner, vec![json!(width), json!(height)]).await == json!(true);
        self.until("the new size", inner).await;
    }

    /// Saves what the page shows as PNG.
    pub async fn picture(&self, file: &Path) {
        let png = answer("a screenshot", self.client.screenshot()).await.expect("a screenshot can be taken");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(file, png).expect("the picture can be written");
    }

    /// Closes the window, which ends the app.
    pub async fn close(self) {
        answer("the end of the session", self.client.close()).await.expect("the session ends");
    }

    async fn wait_for_one(&self, scope: Option<&FoundElement>, role: &str, name: &str) -> FoundElement {
        let began = Instant::now();
        loop {
            let mut all = self.all(scope, Some(role), Some(name)).await;
            let several = all.len() > 1;
            if !several && let Some((element, _, _)) = all.pop() {
                return FoundElement { element, words: format!("{role} \"{name}\"") };
            }
            if began.elapsed() > PATIENCE {
                let what = if several { "more than one of" } else { "not there:" };
                let inside = scope.map(|scope| format!(" in {}", scope.words)).unwrap_or_default();
                self.fail(&format!("{what} {role} \"{name}\"{inside}")).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn all(
        &self,
        scope: Option<&FoundElement>,
        role: Option<&str>,
        name: Option<&str>,
    ) -> Vec<(Element, String, String)> {
        let scope = scope.map_or(Value::Null, |scope| json!({ ELEMENT: scope.element.element_id().as_ref() }));
        // A scope that is gone with its part of the page contains nothing.
        let what = format!("{} \"{}\"", role.unwrap_or("anything"), name.unwrap_or("…"));
        let found = self.client.execute(include_str!("find.js"), vec![scope, json!(role), json!(name)]);
        let found = answer(&what, found).await.unwrap_or(Value::Null);
        let entry = |entry: &Value| {
            let id = entry[0][ELEMENT].as_str()?.to_owned();
            let element = Element::from_element_id(self.client.clone(), id.into());
            Some((element, entry[1].as_str()?.to_owned(), entry[2].as_str()?.to_owned()))
        };
        found.as_array().into_iter().flatten().filter_map(entry).collect()
    }

    /// Ends the test with a picture and a list of what is there.
    async fn fail(&self, what: &str) -> ! {
        let thread = std::thread::current();
        let file = self.pictures.join(format!("{}.png", thread.name().unwrap_or("window").replace("::", "-")));
        if let Ok(png) = answer(&format!("a picture ({what})"), self.client.screenshot()).await {
            let _ = std::fs::create_dir_all(&self.pictures);
            let _ = std::fs::write(&file, png);
        }
        let all = self.all(None, None, None).await;
        let there: Vec<String> = all.into_iter().map(|(_, role, name)| format!("  {role} \"{name}\"")).collect();
        panic!("{what}\npicture: {}\nthere is:\n{}", file.display(), there.join("\n"));
    }
}

impl FoundElement {
    pub async fn press(&self) {
        let pressed = self.ask("press", self.element.click()).await;
        pressed.unwrap_or_else(|error| panic!("{} cannot be pressed: {error:?}", self.words));
    }

    /// Replaces the field's text with `text`.
    pub async fn fill(&self, text: &str) {
        let emptied = self.ask("empty", self.element.clear()).await;
        emptied.unwrap_or_else(|error| panic!("{} cannot be emptied: {error}", self.words));
        self.keys(text).await;
    }

    pub async fn keys(&self, keys: &str) {
        let taken = self.ask("keys for", self.element.send_keys(keys)).await;
        taken.unwrap_or_else(|error| panic!("{} takes no keys: {error}", self.words));
    }

    /// Returns the field's text.
    pub async fn value(&self) -> String {
        self.ask("the value of", self.element.prop("value")).await.ok().flatten().unwrap_or_default()
    }

    pub async fn text(&self) -> String {
        self.ask("the text of", self.element.text()).await.unwrap_or_default()
    }

    pub async fn attribute(&self, name: &str) -> Option<String> {
        self.ask("an attribute of", self.element.attr(name)).await.ok().flatten()
    }

    /// Chooses the option with this label (a native `<select>`).
    pub async fn choose(&self, label: &str) {
        let chosen = self.ask("an option of", self.element.select_by_label(label)).await;
        chosen.unwrap_or_else(|error| panic!("{} has no \"{label}\": {error}", self.words));
    }

    async fn ask<T>(&self, what: &str, question: impl Future<Output = Result<T, CmdError>>) -> Result<T, CmdError> {
        answer(&format!("{what} {}", self.words), question).await
    }
}

/// Waits for the driver's answer.
///
/// # Panics
/// If it does not answer in time, with what it was asked.
async fn answer<T>(asked: &str, question: impl Future<Output = Result<T, CmdError>>) -> Result<T, CmdError> {
    let answered = tokio::time::timeout(ANSWER, question).await;
    answered.unwrap_or_else(|_| panic!("the window did not answer within {} seconds: {asked}", ANSWER.as_secs()))
}
