//! Radicale, over TLS on this computer, with a calendar to write and one only to read.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use url::Url;

use crate::account::{PASSWORD, USER};
use crate::ca::Authority;
use crate::process::{Process, free_address};

pub struct Radicale {
    pub url: Url,
    home: TempDir,
    _process: Process,
}

impl Radicale {
    /// Starts it with the calendars "Praxis" (writable) and "Team" (read only), and a list of tasks.
    pub async fn start(ca: &Authority) -> Self {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name).display().to_string();
        ca.issue(&["127.0.0.1", "localhost"]).write(at("cert.pem").as_ref(), at("key.pem").as_ref());
        fs::write(at("users"), format!("{USER}:{PASSWORD}\n")).unwrap();
        fs::write(
            at("rights"),
            "[team]\nuser: .+\ncollection: {user}/team\npermissions: r\n\
             [root]\nuser: .+\ncollection:\npermissions: R\n\
             [own]\nuser: .+\ncollection: {user}\npermissions: RW\n\
             [calendars]\nuser: .+\ncollection: {user}/[^/]+\npermissions: rw\n",
        )
        .unwrap();
        collection(home.path(), "praxis", "Praxis", "VEVENT");
        collection(home.path(), "team", "Team", "VEVENT");
        collection(home.path(), "tasks", "Tasks", "VTODO");
        let address = free_address();
        fs::write(
            at("config"),
            format!(
                "[server]\nhosts = {address}\nssl = True\ncertificate = {}\nkey = {}\n\
                 [auth]\ntype = htpasswd\nhtpasswd_filename = {}\nhtpasswd_encryption = plain\ndelay = 0\n\
                 [rights]\ntype = from_file\nfile = {}\n\
                 [storage]\nfilesystem_folder = {}\n",
                at("cert.pem"),
                at("key.pem"),
                at("users"),
                at("rights"),
                at("data")
            ),
        )
        .unwrap();
        let process = Process::listening("radicale", &["-C", &at("config")], home.path(), address).await;
        Self { url: Url::parse(&format!("https://{address}/")).unwrap(), home, _process: process }
    }

    /// Puts bytes into the calendar "Praxis" behind the server's back, as they are.
    pub fn plant(&self, name: &str, object: &[u8]) {
        fs::write(self.home.path().join(format!("data/collection-root/{USER}/praxis/{name}")), object).unwrap();
    }

    /// Returns the objects of the calendar "Praxis", as they are stored.
    pub fn stored(&self) -> Vec<String> {
        self.stored_in("praxis")
    }

    /// Returns the objects of a calendar, by the name of its folder.
    pub fn stored_in(&self, calendar: &str) -> Vec<String> {
        let folder = self.praxis().with_file_name(calendar);
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "ics"))
            .map(|path| fs::read_to_string(path).unwrap())
            .collect()
    }

    /// Removes the calendar "Praxis" with everything in it.
    pub fn drop_calendar(&self) {
        fs::remove_dir_all(self.praxis()).unwrap();
    }

    /// Takes the calendar away for a while, or puts it back.
    pub fn hide_calendar(&self, hidden: bool) {
        let aside = self.home.path().join("praxis-aside");
        let (from, to) = if hidden { (self.praxis(), aside) } else { (aside, self.praxis()) };
        fs::rename(from, to).unwrap();
    }

    /// Makes the calendar again at another address, with everything in it.
    pub fn remake_calendar(&self) {
        fs::rename(self.praxis(), self.praxis().with_file_name("praxis-2")).unwrap();
    }

    /// Deletes the object of the calendar "Praxis" with this title.
    pub fn delete(&self, title: &str) {
        let paths = fs::read_dir(self.praxis()).unwrap().map(|entry| entry.unwrap().path());
        let named = |path: &PathBuf| path.is_file() && fs::read_to_string(path).is_ok_and(|text| text.contains(title));
        let found: Vec<_> =
            paths.filter(|path| path.extension().is_some_and(|end| end == "ics")).filter(named).collect();
        let [object] = &found[..] else { panic!("{found:?}") };
        fs::remove_file(object).unwrap();
    }

    /// Adds a calendar, and puts everything from "Praxis" into it.
    pub fn drag_all_to(&self, name: &str) {
        collection(self.home.path(), &name.to_lowercase(), name, "VEVENT");
        for object in fs::read_dir(self.praxis()).unwrap().map(|entry| entry.unwrap().path()) {
            if object.extension().is_some_and(|end| end == "ics") {
                let to = self.praxis().with_file_name(name.to_lowercase()).join(object.file_name().unwrap());
                fs::rename(object, to).unwrap();
            }
        }
    }

    /// Removes every calendar. The list of tasks stays.
    pub fn drop_calendars(&self) {
        self.drop_calendar();
        fs::remove_dir_all(self.home.path().join(format!("data/collection-root/{USER}/team"))).unwrap();
    }

    fn praxis(&self) -> PathBuf {
        self.home.path().join(format!("data/collection-root/{USER}/praxis"))
    }
}

fn collection(home: &Path, name: &str, title: &str, components: &str) {
    let folder = home.join(format!("data/collection-root/{USER}/{name}"));
    fs::create_dir_all(&folder).unwrap();
    let props = serde_json::json!({
        "tag": "VCALENDAR", "D:displayname": title, "ICAL:calendar-color": "#336699FF",
        "C:supported-calendar-component-set": components,
    });
    fs::write(folder.join(".Radicale.props"), props.to_string()).unwrap();
}
