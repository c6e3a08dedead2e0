"""Microsoft's own client (msgraph-sdk) against a Graph at the address given, with a fixed token. Says `ok` at the end."""

import asyncio
import sys

from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.attendee import Attendee
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.date_time_time_zone import DateTimeTimeZone
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.event import Event
from msgraph.generated.models.event_type import EventType
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
from msgraph.generated.users.item.calendars.item.calendar_view.calendar_view_request_builder import CalendarViewRequestBuilder
from msgraph.generated.users.item.calendars.item.calendar_view.delta.delta_request_builder import DeltaRequestBuilder
from msgraph.generated.users.item.events.item.cancel.cancel_post_request_body import CancelPostRequestBody
from msgraph.generated.users.item.events.item.event_item_request_builder import EventItemRequestBuilder

OURS = "String {6f1c0b2e-5d3a-4a7e-9a51-0c7b1f7f2d10} Name daybookId"
IMMUTABLE = 'IdType="ImmutableId"'


class FixedToken(AnonymousAuthenticationProvider):
    async def authenticate_request(self, request, additional_authentication_context=None):
        request.headers.add("Authorization", f"Bearer {sys.argv[2]}")


def configured(parameters=None, **headers):
    configuration = RequestConfiguration(query_parameters=parameters)
    configuration.headers.add("Prefer", IMMUTABLE)
    for name, value in headers.items():
        configuration.headers.add(name.replace("_", "-"), value)
    return configuration


def at(time):
    return DateTimeTimeZone(date_time=time, time_zone="W. Europe Standard Time")


async def refused(call, status, code):
    try:
        await call
    except ODataError as error:
        assert (error.response_status_code, error.error.code) == (status, code), error
        assert error.error.message and error.error.inner_error.request_id, error
        return error.error
    raise AssertionError(f"{code} was expected")


async def main():
    adapter = GraphRequestAdapter(FixedToken())
    adapter.base_url = sys.argv[1]
    client = GraphServiceClient(request_adapter=adapter)

    me = await client.me.get()
    assert (me.mail, me.user_principal_name) == ("anna@practice.test",) * 2, me
    calendars = (await client.me.calendars.get()).value
    assert [(one.name, one.can_edit, one.is_default_calendar) for one in calendars] == [
        ("Calendar", True, True), ("Private", True, False), ("Birthdays", False, False)], calendars
    assert (await client.me.calendar.get()).id == calendars[0].id
    calendar = client.me.calendars.by_calendar_id(calendars[0].id)

    booking = Event(
        subject="Session", body=ItemBody(content_type=BodyType.Text, content="Bring 2 < 3 things"),
        start=at("2027-03-01T10:00:00"), end=at("2027-03-01T10:50:00"), transaction_id="b1f0-1",
        attendees=[Attendee(email_address=EmailAddress(address="kim@example.test", name="Kim"))],
        single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=OURS, value="01J")])
    made = await calendar.events.post(booking, configured())
    assert made.start.date_time == "2027-03-01T09:00:00.0000000" and made.start.time_zone == "UTC", made.start
    assert made.type == EventType.SingleInstance and made.original_start_time_zone == "W. Europe Standard Time"
    assert made.body.content_type == BodyType.Html and "2 &lt; 3" in made.body.content, made.body
    assert all(sign in made.id for sign in "/+="), made.id
    twice = await refused(calendar.events.post(booking, configured()), 400, "ErrorDuplicateTransactionId")
    assert twice.additional_data["@event.existingEventId"] == made.id, twice.additional_data

    event = client.me.events.by_event_id(made.id)
    query = EventItemRequestBuilder.EventItemRequestBuilderGetQueryParameters
    zone = configured(query(expand=[f"singleValueExtendedProperties($filter=id eq '{OURS}')"]),
                      prefer='outlook.timezone="W. Europe Standard Time"')
    read = await event.get(zone)
    assert read.start.date_time == "2027-03-01T10:00:00.0000000", read.start
    assert [one.value for one in read.single_value_extended_properties] == ["01J"]
    assert (await event.get(configured())).single_value_extended_properties is None
    etag = read.additional_data["@odata.etag"]

    query = DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters
    window = query(start_date_time="2027-03-01T00:00:00Z", end_date_time="2027-04-01T00:00:00Z")
    delta = calendar.calendar_view.delta
    page = await delta.get(configured(window))
    assert [one.id for one in page.value] == [made.id] and page.odata_delta_link

    moved = Event(start=at("2027-03-02T10:00:00"), end=at("2027-03-02T10:50:00"))
    patched = await event.patch(moved, configured(if_match=etag))
    assert patched.start.date_time == "2027-03-02T09:00:00.0000000", patched.start
    await refused(event.patch(moved, configured(if_match=etag)), 412, "ErrorIrresolvableConflict")

    for number in range(12):
        filler = Event(subject=f"{number}", start=at("2027-03-03T10:00:00"), end=at("2027-03-03T11:00:00"))
        await calendar.events.post(filler, configured())
    page = await delta.with_url(page.odata_delta_link).get(configured())
    seen = [one.id for one in page.value]
    assert len(seen) == 10 and page.odata_next_link and not page.odata_delta_link
    page = await delta.with_url(page.odata_next_link).get(configured())
    seen += [one.id for one in page.value]
    assert len(set(seen)) == 13 and made.id in seen and page.odata_delta_link

    query = CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters
    window = query(start_date_time="2027-03-01T00:00:00+01:00", end_date_time="2027-04-01T00:00:00+02:00",
                   select=["subject", "start", "end", "showAs"])
    view = calendar.calendar_view
    first = await view.get(configured(window))
    rest = await view.with_url(first.odata_next_link).get(configured())
    assert (len(first.value), len(rest.value), rest.odata_next_link) == (10, 3, None)
    assert first.value[0].body is None and first.value[0].subject == "Session"

    await event.cancel.post(CancelPostRequestBody(comment="Sorry"), configured())
    await refused(event.get(configured()), 404, "ErrorItemNotFound")
    await client.me.events.by_event_id(next(id for id in seen if id != made.id)).delete(configured())
    page = await delta.with_url(page.odata_delta_link).get(configured())
    assert len(page.value) == 2 and all("@removed" in one.additional_data for one in page.value), page.value

    unknown = Event(subject="x", start=DateTimeTimeZone(date_time="2027-03-01T10:00:00", time_zone="Europe/Vienna"),
                    end=DateTimeTimeZone(date_time="2027-03-01T11:00:00", time_zone="Europe/Vienna"))
    await refused(calendar.events.post(unknown, configured()), 400, "ErrorInvalidTimeZone")
    birthdays = client.me.calendars.by_calendar_id(calendars[2].id)
    await refused(birthdays.events.post(booking, configured()), 403, "ErrorAccessDenied")
    print("ok")


asyncio.run(main())
