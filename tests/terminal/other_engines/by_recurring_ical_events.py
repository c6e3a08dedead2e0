"""Prints what happens in the calendar files of a folder on some days (first and last one given), in a zone, as
recurring-ical-events has it: {"found": [[file, uid, start, end, all_day]], "unread": {file: why}}. Times are seconds since 1970."""
import datetime
import json
import pathlib
import sys
import zoneinfo

import icalendar
import recurring_ical_events

DAY = datetime.timedelta(days=1)
folder, first, last, zone = sys.argv[1:5]
zone = zoneinfo.ZoneInfo(zone)
begin, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last) + DAY


def shown(moment):
    if not isinstance(moment, datetime.datetime):
        return moment.isoformat()
    return int((moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp())


found, unread = [], {}
for path in sorted(pathlib.Path(folder).glob("*.ics")):
    try:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        # A day more on both sides: whoever asks cuts both answers alike.
        events = recurring_ical_events.of(calendar).between(begin - DAY, end + DAY)
        for event in events:
            start, stop = event.start, event.end
            all_day = not isinstance(start, datetime.datetime)
            found.append([path.name, str(event.get("UID", "")), shown(start), shown(stop), all_day])
    except Exception as error:  # noqa: BLE001: whatever it is, this file is not read
        unread[path.name] = repr(error)[:200]
print(json.dumps({"found": found, "unread": unread}))
