"""Reads one event with python-caldav and prints it as JSON: another client's view of what Daybook wrote."""
import json
import os
import sys

import caldav

url, ca, user, password, calendar, uid = sys.argv[1:7]
client = caldav.DAVClient(url=url, username=user, password=password, ssl_verify_cert=ca)
found = [one for one in client.principal().calendars() if one.url.path == calendar][0]
events = [one for one in found.events() if one.icalendar_component["UID"] == uid]
print(json.dumps([
    {
        "title": str(event["SUMMARY"]),
        "place": str(event["LOCATION"]),
        "description": str(event.get("DESCRIPTION", "")),
        "start": event["DTSTART"].dt.isoformat(),
        "end": event["DTEND"].dt.isoformat(),
        "zone": event["DTSTART"].params["TZID"],
        "status": str(event["STATUS"]),
        "guests": [str(guest) for guest in event.get("ATTENDEE", [])],
    }
    for event in (one.icalendar_component for one in events)
]))
