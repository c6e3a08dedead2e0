"""Prints what happens in the calendar files of a folder on some days (first and last one given), in a zone, as khal has it, in the
form of by_recurring_ical_events.py. It does not say in which file. Each file holds one UID: khal knows no other."""
import datetime
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zoneinfo

if importlib.util.find_spec("khal") is None:
    print(json.dumps({"missing": "khal is not installed: `cargo x setup` installs it"}))
    sys.exit()

DAY = datetime.timedelta(days=1)
folder, first, last, name = sys.argv[1:5]
zone = zoneinfo.ZoneInfo(name)
begin, end = datetime.date.fromisoformat(first) - DAY, datetime.date.fromisoformat(last) + DAY
home = pathlib.Path(tempfile.mkdtemp())
(home / "khal.conf").write_text(f"""
[calendars]
[[all]]
path = {folder}
[sqlite]
path = {home / "khal.db"}
[locale]
local_timezone = {name}
default_timezone = {name}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
""")
line = "|".join(["{start-long-full}", "{end-long-full}", "{all-day}", "{uid}"])
words = ["-c", str(home / "khal.conf"), "list", "--day-format", "", "--format", line, str(begin), str(end)]
ended = subprocess.run(
    [sys.executable, "-m", "khal", *words], capture_output=True, text=True, env={**os.environ, "HOME": str(home)}
)
if ended.returncode != 0:
    sys.exit(ended.stderr)


def seconds(text):
    return int(datetime.datetime.fromisoformat(text).replace(tzinfo=zone).timestamp())


found = []
for row in ended.stdout.splitlines():
    # Codes of colour, which khal also writes into a file.
    start, stop, all_day, uid = re.sub(r"\x1b\[[0-9;]*m", "", row).strip().split("|", 3)
    if all_day == "True":
        after = datetime.date.fromisoformat(stop[:10]) + DAY
        found.append(["", uid, start[:10], after.isoformat(), True])
    else:
        found.append(["", uid, seconds(start), seconds(stop), False])
skipped = re.findall(r"Skipping all/(\S+): (.*)", ended.stderr)
print(json.dumps({"found": found, "unread": dict(skipped)}))
