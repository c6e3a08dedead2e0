"""Counts what happens in a calendar file on some days (first and last one given), as recurring-ical-events has it."""
import datetime
import sys

import icalendar
import recurring_ical_events

path, first, last = sys.argv[1:4]
with open(path, "rb") as file:
    calendar = icalendar.Calendar.from_ical(file.read())
after = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)
print(len(recurring_ical_events.of(calendar).between(datetime.date.fromisoformat(first), after)))
