// Made from src-tauri/core/src/app/sentences/table.rs by `cargo x fix`. Do not edit.

import type { Reason } from '../api';

export type Fact = 'provider' | 'host' | 'calendar' | 'client' | 'since' | 'again' | 'waiting' | 'allow' | 'title' | 'time' | 'day' | 'email' | 'found' | 'setting' | 'file' | 'page' | 'word' | 'system' | 'thing';

/** Several ways to say one thing: the first whose facts are all known is said. */
export type Ways = readonly string[];

export interface Sentence {
  what: Ways;
  rest: Ways;
  later: Ways;
  waits: Ways;
}

export const sentences: Record<Reason, Sentence> = {
  'auth.app_password': {
    what: ["{provider} did not accept this password.","This password was not accepted."],
    rest: ["Make an app password there and use it in place of your normal password."],
    later: [],
    waits: [],
  },
  'auth.caldav_password': {
    what: ["{host} did not accept this user name and password.","This user name and password were not accepted."],
    rest: ["If the server uses two-step sign-in, make an app password there."],
    later: [],
    waits: [],
  },
  'auth.no_password': {
    what: ["{host} accepts no password.","The server accepts no password."],
    rest: ["It asks for a kind of sign-in that Daybook does not know. Ask whoever runs it."],
    later: ["It asks for a kind of sign-in that Daybook does not know. Daybook tries again by itself."],
    waits: ["the server accepts no password"],
  },
  'auth.caldav_none': {
    what: ["No calendars found at {host}.","No calendars found at {provider}.","No calendars found."],
    rest: ["{?host}Check the address, or paste the full calendar address.","This account may have no mailbox or calendar. Sign in with another one."],
    later: [],
    waits: [],
  },
  'auth.not_caldav': {
    what: ["There is no calendar server at {host}.","There is no calendar server at this address."],
    rest: ["Check the address, or paste the full calendar address."],
    later: [],
    waits: [],
  },
  'auth.insecure': {
    what: ["This address is not secure."],
    rest: ["Daybook only sends passwords over https."],
    later: [],
    waits: [],
  },
  'auth.certificate': {
    what: ["The certificate of {host} is not valid.","The server’s certificate is not valid."],
    rest: ["It may be for another host or out of date. Daybook sent no password."],
    later: ["Daybook sent no password and tries again later."],
    waits: ["the server’s certificate is not valid"],
  },
  'auth.redirect': {
    what: ["{host} sends Daybook on to another site.","The server sends Daybook on to another site."],
    rest: ["The password was not sent there. Use the address of that site if you trust it."],
    later: ["Nothing was sent there. Daybook tries again later."],
    waits: ["the server sends Daybook on to another site"],
  },
  'auth.too_large': {
    what: ["{host} sent far more than a calendar.","The server sent far more than a calendar."],
    rest: ["Check the address."],
    later: [],
    waits: [],
  },
  'auth.expired': {
    what: ["{provider} ended this sign-in.","The provider ended this sign-in."],
    rest: ["This happens after a password change. Nothing is lost: what is shown is from {since}.","This happens after a password change. Nothing is lost."],
    later: [],
    waits: ["waits until you sign in again"],
  },
  'auth.link_gone': {
    what: ["The calendar link no longer works."],
    rest: ["It was reset or taken back. Paste the new one. What is shown is from {since}.","It was reset or taken back. Paste the new one."],
    later: [],
    waits: ["waits until the new link is pasted"],
  },
  'auth.link_unreadable': {
    what: ["There is no whole calendar at this link."],
    rest: ["It may lead to a page that shows the calendar. Copy the link to the calendar itself."],
    later: ["Nothing was changed here: what is shown is from {since}. Daybook reads the link again.","Nothing was changed here. Daybook reads the link again."],
    waits: ["there is no whole calendar at the link"],
  },
  'auth.late': {
    what: ["Too much time has passed since you signed in."],
    rest: ["Connect again."],
    later: [],
    waits: [],
  },
  'auth.no_browser': {
    what: ["Your browser did not open."],
    rest: ["Open {page} yourself.","Copy the link and open it yourself."],
    later: [],
    waits: [],
  },
  'auth.not_set_up': {
    what: ["This Daybook has no client ID for {provider}.","This Daybook has no client ID for this provider."],
    rest: ["Get one as docs/providers.md says, and write {setting}=… into {file}.","docs/providers.md says how to get one."],
    later: [],
    waits: [],
  },
  'auth.misconfigured': {
    what: ["Daybook is not set up correctly for {provider}.","Daybook is not set up correctly for this provider."],
    rest: ["{provider} answered “{word}”. docs/providers.md says what it needs.","Check {setting}. docs/providers.md says what it must be.","docs/providers.md says what it needs."],
    later: ["docs/providers.md says what it needs. Nothing is lost, and Daybook tries again by itself."],
    waits: ["Daybook is not set up correctly for the provider"],
  },
  'auth.no_listener': {
    what: ["Daybook could not get ready for the browser’s answer."],
    rest: ["The system says: {system}. Try again.","Try again."],
    later: [],
    waits: [],
  },
  'auth.bad_link': {
    what: ["This is not the finished sign-in link."],
    rest: ["Sign in first, then copy the address that starts with app.daybook.desktop: or http://127.0.0.1."],
    later: [],
    waits: [],
  },
  'auth.state_mismatch': {
    what: ["This link belongs to another sign-in."],
    rest: ["For safety it was not used. Open the page again."],
    later: [],
    waits: [],
  },
  'auth.browser_denied': {
    what: ["You chose not to give access."],
    rest: ["Nothing was connected."],
    later: [],
    waits: [],
  },
  'auth.refused': {
    what: ["{provider} did not let Daybook in.","The provider did not let Daybook in."],
    rest: ["An administrator may have to allow Daybook first. Nothing was connected."],
    later: ["An administrator may have to allow Daybook. Nothing is lost, and Daybook tries again by itself."],
    waits: ["the provider does not let Daybook in"],
  },
  'auth.browser_timeout': {
    what: ["The sign-in page was not finished in time."],
    rest: ["Open it again when you are ready."],
    later: [],
    waits: [],
  },
  'auth.code': {
    what: ["This sign-in can no longer be finished."],
    rest: ["Its answer was used before or is too old. Open the page again."],
    later: [],
    waits: [],
  },
  'auth.cancelled': {
    what: ["This sign-in was cancelled."],
    rest: ["Nothing was connected."],
    later: [],
    waits: [],
  },
  'auth.finished': {
    what: ["This sign-in was finished before."],
    rest: ["`daybook connections` lists the account."],
    later: [],
    waits: [],
  },
  'auth.no_calendar_access': {
    what: ["{provider} gave no access to calendars.","The provider gave no access to calendars."],
    rest: ["Nothing was connected. Sign in again and allow Daybook to see and change your calendars."],
    later: [],
    waits: [],
  },
  'auth.partial': {
    what: ["{provider} gave read access only.","The provider gave read access only."],
    rest: ["Daybook shows this calendar but cannot book in it. {allow}","Daybook shows this calendar but cannot book in it. Sign in again and allow Daybook to change it."],
    later: [],
    waits: [],
  },
  'auth.no_refresh_token': {
    what: ["{provider} did not grant lasting access.","The provider did not grant lasting access."],
    rest: ["Nothing was connected. Remove Daybook’s access in your account there, then connect again."],
    later: [],
    waits: [],
  },
  'auth.other_account': {
    what: ["You signed in as {found}, not {email}.","You signed in to another account."],
    rest: ["Reconnect {email}, or add {found} as a new connection.","Sign in to the account of this connection, or add the other one as a new connection."],
    later: [],
    waits: [],
  },
  'auth.not_understood': {
    what: ["{provider}’s answer was not understood.","The provider’s answer was not understood."],
    rest: ["Nothing was connected. Try again later."],
    later: [],
    waits: [],
  },
  'auth.elsewhere': {
    what: ["{provider} was not connected.","Nothing was connected."],
    rest: ["The reason is shown in the other Daybook window."],
    later: [],
    waits: [],
  },
  'net.offline': {
    what: ["You’re offline."],
    rest: ["Connect to a network and try again."],
    later: ["Book, move and cancel as usual. {waiting:1 change goes out|# changes go out} when you’re back online.","Book, move and cancel as usual."],
    waits: ["goes out when you’re back online"],
  },
  'net.server': {
    what: ["{host} does not answer.","{provider} does not answer.","The server does not answer."],
    rest: ["{?host}Check the address, or try again later.","Nothing was connected. Try again later."],
    later: ["Daybook tries again at {again}.","Daybook tries again by itself."],
    waits: ["the server does not answer, next try {again}","the server does not answer"],
  },
  'net.setup': {
    what: ["Daybook cannot make secure connections here."],
    rest: ["The system says: {system}.","The certificates of this computer could not be read."],
    later: [],
    waits: [],
  },
  'rate.limited': {
    what: ["{provider} asked us to slow down.","{host} asked us to slow down.","The provider asked us to slow down."],
    rest: ["Try again in a minute."],
    later: ["Daybook tries again by itself at {again}. Nothing for you to do.","Daybook tries again by itself. Nothing for you to do."],
    waits: ["asked us to slow down, next try {again}","asked us to slow down"],
  },
  'sync.rejected': {
    what: ["{provider} refused this change.","The calendar refused this change."],
    rest: ["You may no longer be allowed to change ‘{calendar}’. The appointment is safe on this computer.","The appointment is safe on this computer."],
    later: [],
    waits: [],
  },
  'sync.not_understood': {
    what: ["{provider}’s answer to this change was not understood.","The answer to this change was not understood."],
    rest: ["It may be in the calendar or not. The appointment is safe on this computer."],
    later: [],
    waits: [],
  },
  'sync.conflict': {
    what: ["Someone changed this event in {provider}.","Someone changed this event in the calendar."],
    rest: ["Which time is right?"],
    later: [],
    waits: [],
  },
  'sync.deleted': {
    what: ["Someone deleted this event in {provider}.","Someone deleted this event in the calendar."],
    rest: ["{client} has not been told by Daybook.","The client has not been told by Daybook."],
    later: [],
    waits: [],
  },
  'sync.series': {
    what: ["This event was made into a series in {provider}.","This event was made into a series in the calendar."],
    rest: ["Daybook does not change a series. Change it in {provider}, or discard this change.","Daybook does not change a series. Change it there, or discard this change."],
    later: [],
    waits: [],
  },
  'sync.full': {
    what: ["{provider} has no room left for this event.","The calendar has no room left for this event."],
    rest: ["It is safe on this computer."],
    later: [],
    waits: [],
  },
  'sync.elsewhere': {
    what: ["Another Daybook is syncing just now."],
    rest: ["Try again in a moment."],
    later: [],
    waits: [],
  },
  'cal.gone': {
    what: ["‘{calendar}’ was deleted in {provider}.","The calendar of this appointment was deleted."],
    rest: ["Choose where this goes now."],
    later: [],
    waits: [],
  },
  'cal.beyond': {
    what: ["Daybook does not read ‘{calendar}’ that far from today.","Daybook does not read that far from today."],
    rest: ["This time may clash."],
    later: [],
    waits: [],
  },
  'cal.stale': {
    what: ["‘{calendar}’ was not read lately.","This calendar was not read lately."],
    rest: ["This time may clash. Sync to read it again."],
    later: [],
    waits: [],
  },
  'cal.read_only': {
    what: ["‘{calendar}’ takes no bookings.","This calendar takes no bookings."],
    rest: ["Choose another calendar."],
    later: [],
    waits: [],
  },
  'cal.none_writable': {
    what: ["No calendar can take bookings."],
    rest: ["Connect a calendar first."],
    later: [],
    waits: [],
  },
  'cal.there': {
    what: ["This appointment is in a calendar already."],
    rest: ["Cancel it first, then book it in the other calendar."],
    later: [],
    waits: [],
  },
  'event.unreadable': {
    what: ["An event in ‘{calendar}’ could not be read.","An event could not be read."],
    rest: ["This time may clash."],
    later: [],
    waits: [],
  },
  'paused': {
    what: ["{provider} is paused.","This connection is paused."],
    rest: ["Resume it to sync again."],
    later: [],
    waits: ["paused by you"],
  },
  'book.overlap': {
    what: ["Overlaps ‘{title}’ {time}.","This time is taken."],
    rest: ["Choose another time, or book anyway."],
    later: [],
    waits: [],
  },
  'book.skipped': {
    what: ["This hour does not exist on {day} (the clocks go forward).","This hour does not exist (the clocks go forward)."],
    rest: ["Choose another time."],
    later: [],
    waits: [],
  },
  'book.cancelled': {
    what: ["This appointment is cancelled."],
    rest: ["Book a new one."],
    later: [],
    waits: [],
  },
  'invite.no_address': {
    what: ["It is booked, but the client is not invited."],
    rest: ["The account of this calendar has no email address to invite from. Tell them yourself."],
    later: [],
    waits: [],
  },
  'undo.late': {
    what: ["This change was sent to ‘{calendar}’ already.","This appointment has changed since."],
    rest: ["{?calendar}Move, change or cancel the appointment instead.","Open it to see how it is now."],
    later: [],
    waits: [],
  },
  'key.locked_start': {
    what: ["Daybook is locked."],
    rest: ["Your system keychain is locked, so Daybook cannot read your appointments. Nothing is lost. Unlock the keychain with your computer password."],
    later: [],
    waits: [],
  },
  'key.locked_later': {
    what: ["The keychain locked itself."],
    rest: ["Unlock the keychain to go on."],
    later: ["Keep booking. Changes wait on this computer until you unlock the keychain."],
    waits: [],
  },
  'key.missing': {
    what: ["{?provider}The key for this sign-in is missing.","The key for your data is missing."],
    rest: ["{?provider}Unlock the keychain, or sign in again.","Daybook keeps its encryption key in the system keychain, and the key is no longer there. This can happen after moving to a new computer or resetting the keychain. The data file itself is untouched."],
    later: [],
    waits: [],
  },
  'key.none': {
    what: ["This computer has no keychain."],
    rest: ["Choose a passphrase to protect your data. Daybook asks for it at each start."],
    later: [],
    waits: [],
  },
  'key.passphrase': {
    what: ["Daybook is locked."],
    rest: ["Enter your passphrase to open it."],
    later: [],
    waits: [],
  },
  'key.wrong_passphrase': {
    what: ["This is not the passphrase."],
    rest: ["Nothing is lost. Try again."],
    later: [],
    waits: [],
  },
  'key.short': {
    what: ["This passphrase is too short."],
    rest: ["Use at least 8 characters."],
    later: [],
    waits: [],
  },
  'key.no_answer': {
    what: ["The keychain does not answer."],
    rest: ["Daybook keeps its encryption key there. The keychain may be waiting for you in another window: unlock it there, then try again. Nothing is lost."],
    later: [],
    waits: [],
  },
  'key.failed': {
    what: ["The keychain could not be used."],
    rest: ["Nothing is lost. Try again."],
    later: [],
    waits: [],
  },
  'store.full': {
    what: ["The disk is full."],
    rest: ["Nothing was saved. Free some space and try again."],
    later: [],
    waits: [],
  },
  'store.file': {
    what: ["Daybook’s data file is damaged."],
    rest: ["The file was left as it is. Replace it with a copy, or start fresh and connect your calendars again: what is in them comes back."],
    later: [],
    waits: [],
  },
  'store.newer': {
    what: ["This data was written by a newer Daybook."],
    rest: ["Install the newer version to open it. Nothing was changed."],
    later: [],
    waits: [],
  },
  'store.busy': {
    what: ["Another Daybook is writing just now."],
    rest: ["Nothing was saved. Try again in a moment."],
    later: [],
    waits: [],
  },
  'store.record': {
    what: ["{?provider}One saved sign-in could not be read.","Something saved here could not be read."],
    rest: ["The {provider} sign-in on this computer is damaged. Your appointments are fine.","It was damaged on disk. Everything else works."],
    later: [],
    waits: ["waits until you sign in again"],
  },
  'store.folder': {
    what: ["The data folder cannot be used."],
    rest: ["The system says: {system}. Another folder can be named with --data-dir or DAYBOOK_DATA_DIR.","Name another one with --data-dir or DAYBOOK_DATA_DIR."],
    later: [],
    waits: [],
  },
  'store.failed': {
    what: ["The data file could not be used."],
    rest: ["The system says: {system}.","Try again."],
    later: ["The last changes were not saved here. Daybook tries again by itself."],
    waits: ["could not be noted here, goes out by itself"],
  },
  'input': {
    what: ["What was typed was not understood."],
    rest: ["Check it and try again."],
    later: [],
    waits: [],
  },
  'not_found': {
    what: ["There is no such {thing}.","This is no longer there."],
    rest: ["It may have been removed in another window."],
    later: [],
    waits: [],
  },
  'usage': {
    what: ["The command line was not understood."],
    rest: ["`daybook --help` lists the verbs."],
    later: [],
    waits: [],
  },
  'system': {
    what: ["The system did not do what Daybook asked."],
    rest: ["The system says: {system}.","Try again."],
    later: [],
    waits: [],
  },
  'unknown': {
    what: ["Another version of Daybook noted the reason."],
    rest: ["Install the newest version to read it."],
    later: [],
    waits: ["for a reason that another version of Daybook noted"],
  },
};
