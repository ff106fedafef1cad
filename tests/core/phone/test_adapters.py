"""Each dialect: a message as its vendor or public code shows it, and the events that come of it."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.basics.callers import Certainty
from core.basics.numbers import NumberPlan, read_number
from core.model.phone import PhoneEvent
from core.phone.adapters.action_url import ActionUrl
from core.phone.adapters.grandstream import Grandstream
from core.phone.adapters.own import OwnFields
from core.phone.adapters.request import Adapter, Answer, BadMessage, Context, Request
from core.phone.adapters.ringcentral import RingCentral
from core.phone.adapters.threecx import ThreeCx
from core.phone.adapters.twilio import Twilio
from core.phone.adapters.yeastar import Yeastar
from core.phone.adapters.zammad import Zammad
from core.phone.adapters.zoom import Zoom
from core.phone.calls import parties_of
from core.phone.http import ADAPTERS
from core.queries.views.clients import CallerView

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CONTEXT = Context(
    ZoneInfo("Europe/Rome"),
    lambda number: CallerView(read_number(number, NumberPlan("IT")), Certainty.NONE),
    b"zoom-secret",
)


def answer(adapter: Adapter, fields: dict[str, Any], path: tuple[str, ...] = ()) -> Answer:
    return adapter.read(Request(NOW, fields, path=path), CONTEXT)


def read(adapter: Adapter, fields: dict[str, Any], path: tuple[str, ...] = ()) -> list[PhoneEvent]:
    return list(answer(adapter, fields, path).events)


def short(events: list[PhoneEvent]) -> list[tuple[str, str, str, str]]:
    return [(event.kind.value, event.call, event.number, event.extension) for event in events]


def test_own_fields_ring_unless_they_say_otherwise() -> None:
    fields = {"number": "+3902", "name": "Mario", "to": "201", "id": "c1"}
    assert short(read(OwnFields(), fields)) == [("ring", "c1", "+3902", "201")]
    assert short(read(OwnFields(), {"id": "c1", "event": "ANSWER"})) == [("answer", "c1", "", "")]
    at = read(OwnFields(), fields | {"at": "2026-11-02T10:00:00+01:00"})[0].at
    assert at == NOW
    for wrong in ({"event": "dance", "id": "c1"}, {}, {"number": "1", "direction": "up"}):
        with pytest.raises(BadMessage):
            read(OwnFields(), wrong)


def test_zammads_dialect() -> None:
    base = {"from": "493055571600", "to": "4930123", "direction": "in", "callId": "abc"}
    users = ["Anna", "Bruno"]
    rings = read(Zammad(), base | {"event": "newCall", "user[]": users})
    assert short(rings) == [("ring", "abc", "493055571600", user) for user in users]
    assert short(read(Zammad(), base | {"event": "newCall"}))[0][3] == "4930123"
    answers = read(Zammad(), base | {"event": "answer", "answeringNumber": "Anna"})
    over = read(Zammad(), base | {"event": "hangup", "cause": "normalClearing"})
    assert {party.extension: party.state.value for party in parties_of([*rings, *answers])} == {
        "Anna": "answered",
        "Bruno": "elsewhere",
    }
    assert [event.kind.value for event in over] == ["end"]
    assert read(Zammad(), base | {"event": "hangup", "cause": "noAnswer"})[0].kind.value == "missed"
    out = read(Zammad(), base | {"event": "newCall", "direction": "out"})[0]
    assert (out.number, out.extension, out.direction) == ("4930123", "493055571600", "out")


def test_yeastars_json_inside_a_json_string() -> None:
    def members(status: str) -> list[dict[str, Any]]:
        inbound = {
            "from": "5503301",
            "to": "2002",
            "trunk_name": "peer",
            "channel_id": "PJSIP/t",
            "member_status": "ALERT",
        }
        return [
            {"inbound": inbound},
            {"extension": {"number": "2001", "channel_id": "PJSIP/2001-1", "member_status": status}},
        ]

    for status, kind in (("RING", "ring"), ("ALERT", "ring"), ("ANSWER", "answer"), ("BYE", "end")):
        message = {"call_id": "1648861726.280", "members": members(status)}
        for shape in (json.dumps(message), message):
            found = read(Yeastar(), {"type": 30011, "sn": "x", "msg": shape})
            assert short(found) == [(kind, "1648861726.280", "5503301", "2001")]
    incoming = {"call_id": "1", "members": members("RING")[:1]}
    assert short(read(Yeastar(), {"type": 30016, "msg": json.dumps(incoming)})) == [("ring", "1", "5503301", "2002")]
    assert read(Yeastar(), {"type": 30005, "msg": "{}"}) == []
    with pytest.raises(BadMessage):
        read(Yeastar(), {"type": 30011, "msg": "{"})


@pytest.mark.parametrize(("status", "state"), [("ANSWERED", "ended"), ("ANSWERD", "ended"), ("NO ANSWER", "missed")])
def test_yeastars_record_of_a_call(status: str, state: str) -> None:
    record = {
        "call_id": "1", "time_start": "2026-11-02 09:59:30", "call_from": "5503301", "call_to": "2001", "status": status,
        "call_duration": 25, "talk_duration": 15, "type": "Inbound", "did_number": " ",
    }  # fmt: skip
    (party,) = parties_of(read(Yeastar(), {"type": "30012", "msg": json.dumps(record)}))
    assert (party.state.value, party.talk_ms) == (state, 15_000 if state == "ended" else None)


def test_twilios_form() -> None:
    form = {"CallSid": "CA1", "From": "+390212345678", "To": "+39061", "Direction": "inbound"}
    events = [
        *read(Twilio(), form | {"CallStatus": "ringing", "Timestamp": "Mon, 02 Nov 2026 09:00:00 +0000"}),
        *read(Twilio(), form | {"CallStatus": "in-progress", "Timestamp": "Mon, 02 Nov 2026 09:00:05 +0000"}),
        *read(
            Twilio(),
            form | {"CallStatus": "completed", "CallDuration": "15", "Timestamp": "Mon, 02 Nov 2026 09:00:20 +0000"},
        ),
    ]
    (party,) = parties_of(events)
    assert (party.state.value, party.talk_ms, party.number, party.extension) == (
        "ended",
        15_000,
        "+390212345678",
        "+39061",
    )
    assert read(Twilio(), form | {"CallStatus": "no-answer"})[0].kind.value == "missed"
    out = read(Twilio(), form | {"CallStatus": "ringing", "Direction": "outbound-api"})[0]
    assert (out.number, out.direction) == ("+39061", "out")
    with pytest.raises(BadMessage):
        read(Twilio(), {"CallStatus": "ringing"})


def test_3cx_reports_and_leaves_variables_unfilled() -> None:
    report = {
        "number": "+390212345678",
        "to": "201",
        "type": "Inbound",
        "duration": "00:00:15",
        "end": "2026-11-02T09:00:00Z",
    }
    (party,) = parties_of(read(ThreeCx(), report, ("report",)))
    assert (party.state.value, party.talk_ms, party.ended_at) == ("ended", 15_000, NOW)
    (missed,) = parties_of(read(ThreeCx(), report | {"type": "Missed"}, ("report",)))
    assert missed.state.value == "missed"
    lookup = answer(ThreeCx(), {"number": "+390212345678"})
    assert (lookup.events, json.loads(lookup.body)) == ((), {"contacts": []})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"event": "ringing", "ext": "201", "call_id": "7", "remote": "sip:0212345678@pbx", "dr": "Mario"},
            ("ring", "7", "sip:0212345678@pbx", "201"),
        ),
        ({"event": "connected", "local": "201", "call-id": "7"}, ("answer", "7", "", "201")),
        ({"num": "026161616", "action": "CALL_IN", "ext": "201"}, ("ring", "", "026161616", "201")),
        ({"event": "missed", "to": "201"}, ("missed", "", "", "201")),
    ],
)
def test_action_urls_of_phones(fields: dict[str, str], expected: tuple[str, ...]) -> None:
    assert short(read(ActionUrl(), fields)) == [expected]


def test_grandstreams_records_are_calls_that_are_over_and_announcements_are_none() -> None:
    row = {
        "AcctId": "62", "src": "0212345678", "dst": "5301", "start": "2026-11-02 09:58:00", "end": "2026-11-02 10:00:00",
        "duration": "120", "billsec": "90", "disposition": "ANSWERED", "uniqueid": "1386092800.0", "userfield": "Inbound",
        "dstchannel_ext": "5301",
    }  # fmt: skip
    announcement = row | {"AcctId": "61", "action_type": "IVR[7000]", "dstchannel_ext": "", "dst": "7000"}
    inside = row | {"src": "5300", "userfield": "Internal"}
    (party,) = parties_of(read(Grandstream(), {"cdr": [announcement, row, inside]}))
    assert (party.extension, party.talk_ms, party.ended_at) == ("5301", 90_000, NOW)
    (missed,) = parties_of(read(Grandstream(), {"cdr": row | {"disposition": "NO ANSWER"}}))
    assert missed.state.value == "missed"


def test_zooms_challenge_signature_and_events() -> None:
    challenge = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}
    told = json.loads(answer(Zoom(), challenge).body)
    assert told == {"plainToken": "abc", "encryptedToken": hmac.new(b"zoom-secret", b"abc", hashlib.sha256).hexdigest()}
    body = b'{"event":"phone.callee_ringing"}'
    stamp = str(int(NOW.timestamp()))
    signed = "v0=" + hmac.new(b"zoom-secret", f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    request = Request(NOW, {}, {"x-zm-request-timestamp": stamp, "x-zm-signature": signed}, body)
    assert Zoom().is_signed(request, CONTEXT)
    assert not Zoom().is_signed(replace(request, body=body + b" "), CONTEXT)
    assert not Zoom().is_signed(replace(request, received_at=NOW + timedelta(minutes=6)), CONTEXT)
    assert not Zoom().is_signed(replace(request, headers={}), CONTEXT)
    assert not Zoom().is_signed(request, replace(CONTEXT, secret=b""))

    def event(what: str, extension: object, **times: str) -> list[PhoneEvent]:
        found = {
            "call_id": "1", "caller": {"phone_number": "+61", "name": "Mario"},
            "callee": {"extension_number": extension, "extension_type": "user"}, **times,
        }  # fmt: skip
        return read(Zoom(), {"event": f"phone.callee_{what}", "payload": {"object": found}})

    # A ring of two devices, then an answer whose extension is a text.
    events = [
        *event("ringing", 303, ringing_start_time="2026-11-02T09:00:00Z"),
        *event("ringing", 303, ringing_start_time="2026-11-02T09:00:00Z"),
        *event("answered", "303", answer_start_time="2026-11-02T09:00:05Z"),
        *event("ended", "303", call_end_time="2026-11-02T09:01:05Z"),
    ]
    (party,) = parties_of(events)
    assert (party.extension, party.state.value, party.talk_ms) == ("303", "ended", 60_000)


def test_ringcentrals_sessions_and_its_validation() -> None:
    def told(code: str, second: int, **status: str) -> list[PhoneEvent]:
        party = {
            "id": "p-1", "direction": "Inbound", "from": {"phoneNumber": "+1"}, "to": {"extensionNumber": "101"},
            "status": {"code": code, **status},
        }  # fmt: skip
        body = {"telephonySessionId": "s-1", "eventTime": f"2026-11-02T09:00:{second:02}.000Z", "parties": [party]}
        return read(RingCentral(), {"body": body})

    (call,) = parties_of([*told("Proceeding", 0), *told("Answered", 4), *told("Disconnected", 30)])
    assert (call.extension, call.state.value, call.talk_ms) == ("101", "ended", 26_000)
    validated = RingCentral().read(Request(NOW, {}, {"validation-token": "t"}), CONTEXT)
    assert (validated.events, validated.headers) == ((), (("Validation-Token", "t"),))


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.name)
@pytest.mark.parametrize(
    "fields",
    [
        {"payload": {"object": []}, "event": "phone.callee_ringing"},
        {"msg": "[]", "type": 30011, "body": {"parties": [{"status": 3}, 4]}, "cdr": [None, {"src": {}}]},
        {"msg": {"members": {"extension": [[]]}}, "type": "30011", "CallSid": "x", "CallStatus": ["ringing", "x"]},
        {"number": {"a": 1}, "event": ["ring"], "callId": 7, "at": "99999999999999-01-01", "id": True},
        {"number": "1", "duration": "1e9999", "start": "0001-01-01T00:00:00+23:59", "end": "x"},
    ],
)
def test_no_message_of_another_shape_breaks_an_adapter(adapter: Adapter, fields: dict[str, Any]) -> None:
    for path in ((), ("report",)):
        try:
            events = adapter.read(Request(NOW, fields, path=path), CONTEXT).events
        except BadMessage:
            continue
        parties_of(events)
