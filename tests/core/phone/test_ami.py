"""Packets of the manager interface that the recording does not have: calls out, transfers, consultations."""

from datetime import UTC, datetime, timedelta

from core.model.phone import Direction, Party, PhoneEvent
from core.phone.adapters.ami import AmiCalls
from core.phone.calls import parties_of

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class Exchange:
    """Packets with only the fields that matter, each some seconds after the first."""

    def __init__(self) -> None:
        self._calls = AmiCalls(lambda peer: peer.isdigit() and len(peer) <= 5)
        self.events: list[PhoneEvent] = []

    def say(self, after: float, event: str, **fields: str) -> None:
        self.events += self._calls.take({"Event": event, **fields}, BEGAN + timedelta(seconds=after))

    def dial(self, after: float, source: str, target: str, call: str, number: str, dialled: str = "") -> None:
        """`source` and `target` are peers; the unique id of a channel is its peer."""
        self.say(
            after, "DialBegin", Channel=f"PJSIP/{source}-00000001", Uniqueid=source, Linkedid=call, CallerIDNum=number,
            DestChannel=f"PJSIP/{target}-00000002", DestUniqueid=target, DestLinkedid=call, DialString=dialled or target,
        )  # fmt: skip

    def join(self, after: float, bridge: str, *channels: str, number: str = "") -> None:
        for channel in channels:
            self.say(after, "BridgeEnter", BridgeUniqueid=bridge, Uniqueid=channel, CallerIDNum=number)

    def leave(self, after: float, bridge: str, *channels: str) -> None:
        for channel in channels:
            self.say(after, "BridgeLeave", BridgeUniqueid=bridge, Uniqueid=channel)

    def hang_up(self, after: float, *channels: str) -> None:
        for channel in channels:
            self.say(after, "Hangup", Uniqueid=channel, Linkedid="other")

    def parties(self) -> dict[str, Party]:
        return {party.extension: party for party in parties_of(self.events)}


def test_a_call_out_is_timed_by_its_bridge() -> None:
    exchange = Exchange()
    exchange.dial(0, "201", "trunk", "201", "201", "0212345678@trunk")
    exchange.join(5, "b", "201", "trunk")
    exchange.leave(65, "b", "trunk", "201")
    exchange.hang_up(65, "trunk", "201")
    party = exchange.parties()["201"]
    assert (party.direction, party.number, party.talk_ms) == (Direction.OUT, "0212345678", 60_000)


def test_a_blind_transfer_ends_the_first_talk_and_begins_the_second() -> None:
    exchange = Exchange()
    exchange.dial(0, "trunk", "201", "trunk", "+3902")
    exchange.join(4, "b", "201", "trunk")
    exchange.leave(30, "b", "trunk", "201")
    exchange.hang_up(30, "201")
    exchange.dial(30.1, "trunk", "202", "trunk", "+3902")
    exchange.join(35, "c", "202", "trunk")
    exchange.leave(90, "c", "trunk", "202")
    exchange.hang_up(90, "trunk", "202")
    assert {name: party.talk_ms for name, party in exchange.parties().items()} == {"201": 26_000, "202": 55_000}


def test_a_colleague_who_was_consulted_talks_with_the_caller_from_the_transfer_on() -> None:
    exchange = Exchange()
    exchange.dial(0, "201", "202", "x", "201")
    exchange.join(5, "consult", "201", "202")
    exchange.leave(20, "consult", "202", "201")
    exchange.join(20, "b", "trunk", "202", number="+3902")
    exchange.leave(80, "b", "trunk", "202")
    exchange.hang_up(80, "202")
    party = exchange.parties()["202"]
    assert (party.number, party.talk_ms) == ("+3902", 60_000)


def test_a_pause_in_a_bridge_is_no_end_and_no_talk() -> None:
    exchange = Exchange()
    exchange.dial(0, "trunk", "201", "trunk", "+3902")
    exchange.join(0, "b", "201", "trunk")
    exchange.leave(10, "b", "trunk")
    exchange.join(40, "b", "trunk")
    exchange.leave(60, "b", "trunk", "201")
    exchange.hang_up(60, "201")
    assert exchange.parties()["201"].talk_ms == 30_000


def test_plumbing_and_trunks_named_by_their_number_are_no_phones() -> None:
    exchange = Exchange()
    exchange.say(
        0, "DialBegin", Channel="PJSIP/trunk-00000001", Uniqueid="t", DestChannel="Local/201@from-queue-00000002;1"
    )
    exchange.dial(0, "0212345678", "0298765432", "x", "+3902")
    assert exchange.events == []
