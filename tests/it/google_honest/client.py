"""Google's own client against the simulator: the root address and a token are the arguments."""

import json
import pathlib
import sys

import httplib2
from google.oauth2.credentials import Credentials
from googleapiclient import discovery_cache
from googleapiclient.discovery import build_from_document
from googleapiclient.errors import HttpError

ROOT, TOKEN = sys.argv[1], sys.argv[2]
DOCUMENTS = pathlib.Path(discovery_cache.__file__).parent / "documents"


def service(name):
    document = json.loads((DOCUMENTS / name).read_text())
    document["rootUrl"] = ROOT
    document["baseUrl"] = ROOT + document["servicePath"]
    return build_from_document(document, credentials=Credentials(TOKEN))


def refused(request, status, reason):
    try:
        answer = request.execute()
    except HttpError as error:
        found = (error.resp.status, error.error_details[0]["reason"])
        assert found == (status, reason), found
    else:
        raise AssertionError(answer)


calendar = service("calendar.v3.json")
events = calendar.events()

person = service("oauth2.v2.json").userinfo().get().execute()
assert person["email"] == "anna.keller@gmail.test" and person["verified_email"] is True, person

calendars = calendar.calendarList().list().execute()["items"]
roles = [entry["accessRole"] for entry in calendars]
assert roles == ["owner", "writer", "reader", "freeBusyReader"], roles
assert calendars[0]["primary"] is True and calendars[0]["id"] == person["email"]

first = events.list(calendarId="primary").execute()
assert first["items"] == [] and "nextPageToken" not in first

body = {
    "id": "0123456789abcdefghijklmnopqrstuv",
    "summary": "Session",
    "start": {"dateTime": "2027-03-01T10:00:00+01:00", "timeZone": "Europe/Vienna"},
    "end": {"dateTime": "2027-03-01T10:50:00+01:00", "timeZone": "Europe/Vienna"},
    "attendees": [{"email": "client@example.org"}],
    "extendedProperties": {"private": {"daybookId": "1"}},
}
made = events.insert(calendarId="primary", body=body, sendUpdates="all").execute()
assert made["id"] == body["id"] and made["start"] == body["start"], made
refused(events.insert(calendarId="primary", body=body), 409, "duplicate")
refused(events.insert(calendarId="primary", body=body | {"id": "UPPER"}), 400, "invalid")
refused(events.insert(calendarId=calendars[2]["id"], body=body), 403, "requiredAccessLevel")

stale = events.patch(calendarId="primary", eventId=made["id"], body={"location": "Room 2"})
stale.headers["If-Match"] = '"1"'
refused(stale, 412, "conditionNotMet")
change = events.patch(calendarId="primary", eventId=made["id"], body={"location": "Room 2"})
change.headers["If-Match"] = made["etag"]
changed = change.execute()
assert changed["location"] == "Room 2" and changed["summary"] == "Session" and changed["etag"] != made["etag"]

second = events.list(calendarId="primary", syncToken=first["nextSyncToken"]).execute()
assert [event["etag"] for event in second["items"]] == [changed["etag"]], second

assert events.delete(calendarId="primary", eventId=made["id"], sendUpdates="all").execute() == ""
refused(events.delete(calendarId="primary", eventId=made["id"]), 410, "deleted")
refused(events.delete(calendarId="primary", eventId="neverwas"), 404, "notFound")
refused(events.insert(calendarId="primary", body=body), 409, "duplicate")
assert events.get(calendarId="primary", eventId=made["id"]).execute()["status"] == "cancelled"

third = events.list(calendarId="primary", syncToken=second["nextSyncToken"]).execute()
(left,) = third["items"]
assert left["id"] == made["id"] and left["status"] == "cancelled" and "start" not in left, left

# The client's own paging.
for hour in range(10, 15):
    times = {part: {"dateTime": f"2027-03-02T{hour}:{minute}:00Z"} for part, minute in [("start", "00"), ("end", "50")]}
    events.insert(calendarId="primary", body={"summary": str(hour)} | times).execute()
seen, request = [], events.list(calendarId="primary", maxResults=2, singleEvents=True, orderBy="startTime")
while request is not None:
    page = request.execute()
    seen += [event["summary"] for event in page["items"]]
    request = events.list_next(request, page)
assert seen == ["10", "11", "12", "13", "14"], seen

asked = {"timeMin": "2027-03-02T00:00:00Z", "timeMax": "2027-03-03T00:00:00Z", "items": [{"id": "primary"}, {"id": "x@y.test"}]}
told = calendar.freebusy().query(body=asked).execute()["calendars"]
assert len(told["primary"]["busy"]) == 5 and told["x@y.test"]["errors"][0]["reason"] == "notFound", told
print("done")
