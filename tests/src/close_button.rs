//! The button that closes a window, as a window manager has it: it asks the program to close (ICCCM, 4.2.8.1). A virtual
//! display has no window manager, so that a test asks in its place.

use std::error::Error;

use x11rb::connection::Connection as _;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState};

/// Asks every window that is seen on this display. Returns how many there were.
pub(crate) fn press(display: &str) -> Result<usize, Box<dyn Error>> {
    let (x, screen) = x11rb::connect(Some(display))?;
    let root = x.setup().roots[screen].root;
    let atom = |name: &str| Ok::<_, ReplyError>(x.intern_atom(false, name.as_bytes())?.reply()?.atom);
    let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
    let mut asked = 0;
    for window in x.query_tree(root)?.reply()?.children {
        // A window may be gone by now.
        let Ok(about) = x.get_window_attributes(window)?.reply() else { continue };
        let Ok(known) = x.get_property(false, window, protocols, AtomEnum::ATOM, 0, 32)?.reply() else { continue };
        let closes = known.value32().is_some_and(|mut all| all.any(|one| one == delete));
        if closes && about.map_state == MapState::VIEWABLE {
            let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
            x.send_event(false, window, EventMask::NO_EVENT, event)?.check()?;
            asked += 1;
        }
    }
    Ok(asked)
}
