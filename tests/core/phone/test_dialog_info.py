"""Documents of extension states over SIP: the events that come of them, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from core.model.phone import Direction, PhoneEvent, PhoneState
from core.phone.adapters.dialog_info import NOTHING, DialogCalls, read_document
from core.phone.adapters.request import BadMessage
from core.phone.calls import parties_of

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
NUMBER = "+390212345678"
KAMAILIO = """<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="2" state="full" entity="sip:201@127.0.0.1">
  <dialog id="padi-6b0bebe1-1a9f-1" call-id="1-7046@127.0.0.1"
      local-tag="6c856597d012cc68" remote-tag="1" direction="recipient">
    <state>early</state>
    <remote>
      <identity>sip:+390212345678@127.0.0.1:25091</identity>
      <target uri="sip:caller@127.0.0.1:25091"/>
    </remote>
    <local>
      <identity>sip:201@127.0.0.1:25060</identity>
      <target uri="sip:201-0x565563d6a0d0@127.0.0.1:25070"/>
    </local>
  </dialog>
</dialog-info>
"""
"""What kamailio 5.6.3 sent when a phone rang; one line is broken in two."""


def dialog(
    state: str, number: str = NUMBER, *, name: str = "d1", call: str = "", direction: str = "recipient", why: str = ""
) -> str:
    """A dialog of a document."""
    words = "".join(f' {key}="{value}"' for key, value in (("call-id", call), ("direction", direction)) if value)
    event = f' event="{why}"' if why else ""
    remote = f'<remote><identity display="Mario Rossi">sip:{number}@pbx</identity></remote>' if number else ""
    return f'<dialog id="{name}"{words}><state{event}>{state}</state>{remote}</dialog>'


def document(*dialogs: str, version: int = 0, state: str = "full") -> bytes:
    """A document with these dialogs."""
    head = f'<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="{version}" state="{state}" entity="sip:201@pbx">'
    return f'<?xml version="1.0"?>{head}{"".join(dialogs)}</dialog-info>'.encode()


class Told:
    """Documents told one after another, each a second later than the one before."""

    def __init__(self) -> None:
        self.calls = DialogCalls()
        self.events: list[PhoneEvent] = []
        self.now = NOW
        self._versions: dict[str, int] = {}

    def tell(self, *dialogs: str, extension: str = "201", after: float = 1.0, state: str = "full") -> list[str]:
        """Tell a document; the kinds of its events."""
        version = self._versions[extension] = self._versions.get(extension, -1) + 1
        return self.take(document(*dialogs, version=version, state=state), extension, after)

    def take(self, body: bytes, extension: str = "201", after: float = 1.0) -> list[str]:
        self.now += timedelta(seconds=after)
        reading = self.calls.take(extension, read_document(body), self.now)
        self.events += reading.events
        return [event.kind.value for event in reading.events]

    @property
    def states(self) -> dict[str, list[str]]:
        """By extension, the states of its calls in their order."""
        calls: dict[str, list[PhoneEvent]] = {}
        for event in self.events:
            calls.setdefault(event.call, []).append(event)
        found: dict[str, list[str]] = {}
        for each in calls.values():
            for party in parties_of(each):
                found.setdefault(party.extension, []).append(party.state.value)
        return found


def test_a_document_of_a_real_exchange_is_a_ring_with_number_direction_and_call() -> None:
    (event,) = DialogCalls().take("201", read_document(KAMAILIO.encode()), NOW).events
    assert (event.kind, event.number, event.call) == ("ring", NUMBER, "1-7046@127.0.0.1")
    assert (event.extension, event.direction, event.at, event.source) == ("201", Direction.IN, NOW, "sip")


def test_full_states_make_ring_answer_and_end_each_once() -> None:
    told = Told()
    for state, kinds in (
        ("trying", ["ring"]), ("proceeding", []), ("early", []), ("confirmed", ["answer"]), ("confirmed", []),
        ("terminated", ["end"]), ("terminated", []),
    ):  # fmt: skip
        assert told.tell(dialog(state)) == kinds
    (party,) = parties_of(told.events)
    assert (party.state, party.name, party.talk_ms) == (PhoneState.ENDED, "Mario Rossi", 2000)
    # The same id rings again: another call.
    assert told.tell(dialog("early")) == ["ring"]
    assert len({event.call for event in told.events}) == 2


@pytest.mark.parametrize(
    ("why", "kind", "state"),
    [
        ("cancelled", "end", PhoneState.MISSED),
        ("rejected", "end", PhoneState.MISSED),
        ("timeout", "missed", PhoneState.MISSED),
        ("replaced", "end", PhoneState.ELSEWHERE),
        ("", "end", PhoneState.MISSED),
    ],
)
def test_a_ring_that_ends_without_an_answer_is_missed_or_taken_elsewhere(
    why: str, kind: str, state: PhoneState
) -> None:
    told = Told()
    told.tell(dialog("early"))
    assert told.tell(dialog("terminated", why=why), after=8) == [kind]
    assert parties_of(told.events)[0].state is state


def test_what_a_full_state_no_longer_has_is_over_and_a_partial_state_changes_only_what_it_names() -> None:
    told = Told()
    assert told.tell(dialog("confirmed", name="d1"), dialog("early", "+390699999999", name="d2")) == ["answer", "ring"]
    assert told.tell(dialog("confirmed", "+390699999999", name="d2"), state="partial") == ["answer"]
    assert told.tell(dialog("confirmed", "+390699999999", name="d2")) == ["end"]
    assert told.tell(state="partial") == []
    assert told.tell() == ["end"]


def test_older_documents_change_nothing_and_a_gap_is_told() -> None:
    calls = DialogCalls()

    def take(version: int, state: str, part: str) -> tuple[int, bool, bool]:
        reading = calls.take("201", read_document(document(dialog(state), version=version, state=part)), NOW)
        return len(reading.events), reading.is_old, reading.has_gap

    assert take(0, "early", "partial") == (1, False, True), "a partial state is no beginning"
    calls.begin("201")
    assert take(7, "early", "full") == (0, False, False)
    assert take(6, "terminated", "full") == (0, True, False)
    assert take(7, "terminated", "partial") == (0, True, False)
    assert take(8, "confirmed", "partial") == (1, False, False)
    assert take(10, "terminated", "partial") == (1, False, True), "version 9 was lost"
    # An exchange that does not count tells full states with one version.
    assert take(10, "early", "full") == (1, False, False)
    # After a new subscription the count begins again, and no document means no dialog.
    calls.begin("201")
    assert [event.kind for event in calls.take("201", NOTHING, NOW).events] == ["end"]
    assert take(0, "early", "full") == (1, False, False)


def test_a_group_rings_as_one_call_and_who_did_not_answer_missed_nothing() -> None:
    told = Told()
    told.tell(dialog("early", name="leg-a"), extension="201")
    told.tell(dialog("early", name="leg-b"), extension="202", after=0.1)
    told.tell(dialog("terminated", name="leg-b"), extension="202", after=6)
    told.tell(dialog("confirmed", name="leg-a"), extension="201", after=0.2)
    assert told.states == {"201": ["answered"], "202": ["elsewhere"]}
    # A second call from that number, while the first one is talked, is another call.
    told.tell(dialog("early", name="leg-c"), extension="202", after=60)
    told.tell(dialog("terminated", name="leg-c"), extension="202", after=20)
    assert told.states == {"201": ["answered"], "202": ["elsewhere", "missed"]}


def test_a_call_of_the_phone_is_outgoing_and_two_of_them_to_one_number_are_two() -> None:
    told = Told()
    for extension in ("201", "202"):
        told.tell(dialog("early", direction="initiator"), extension=extension, after=0.1)
    assert {event.direction for event in told.events} == {Direction.OUT}
    assert len({event.call for event in told.events}) == 2


def test_a_line_that_is_only_in_use_shows_no_call_and_a_number_that_comes_late_counts() -> None:
    told = Told()
    # Asterisk names neither side: its dialog has the extension as its id.
    assert told.tell(dialog("terminated", "", name="201", direction="")) == []
    assert told.tell(dialog("confirmed", "", name="201", direction="")) == []
    assert told.tell(dialog("early", "", name="201", direction="")) == ["ring"]
    assert told.tell(dialog("confirmed", name="201", direction="")) == ["answer"]
    (party,) = parties_of(told.events)
    assert (party.number, party.state) == (NUMBER, PhoneState.ANSWERED)


def test_numbers_are_read_from_every_kind_of_address() -> None:
    for address, number in (
        ("sip:+390212345678@pbx.example:5060", NUMBER),
        ("sips:%2B390212345678@pbx;user=phone", NUMBER),
        ("tel:+390212345678;phone-context=it", NUMBER),
        ("sip:anonymous@anonymous.invalid", "anonymous"),
        ("", ""),
    ):
        body = document(dialog("early")).replace(b"sip:+390212345678@pbx", address.encode())
        assert read_document(body).dialogs[0].number == number


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<dialog-info version="0" state="full"><dialog id="&b;"/></dialog-info>'
)


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><dialog-info version="0" state="full"/>',
        b"<dialog-info" + b" " * 40_000 + b"/>",
        b"<dialog-info version='0' state='full'>",
        b"",
        b"\xff\xfe\x00",
        b"<html/>",
        document(version=0).replace(b'"full"', b'"maybe"'),
        document().replace(b'version="0"', b'version="-1"'),
        document().replace(b'version="0"', b'version="99999999999999"'),
        document(*[dialog("early", "", name=f"d{each}") for each in range(200)]),
        b"<a>" * 8_000,
    ],
)
def test_hostile_documents_are_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_document(body)


def test_dialogs_without_id_or_state_are_passed_over_and_texts_are_cut() -> None:
    body = document("<dialog/>", "<dialog id='x'/>", dialog("dancing"), dialog("early", "9" * 5_000, name="n" * 5_000))
    (only,) = read_document(body).dialogs
    assert (len(only.dialog_id), len(only.number) <= 200) == (200, True)


def test_an_exchange_that_names_dialogs_without_end_fills_no_memory() -> None:
    told = Told()
    for each in range(300):
        told.tell(dialog("early", "", name=f"d{each}"), state="partial", after=0)
    assert len(told.calls._known) <= 100
