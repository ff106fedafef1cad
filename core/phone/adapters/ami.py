"""Asterisk's manager interface (AMI): bytes to packets, packets to events. Asterisk, FreePBX, NethVoice, Kalliope.

A phone rings from `DialBegin` to `DialEnd`. The time of talk is that between `BridgeEnter` and `BridgeLeave`, because a
call that an announcement answered first has an earlier answer. `Local/` channels are plumbing and are not looked at.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from core.model.phone import Direction, EventKind, PhoneEvent

Packet = dict[str, str]
SOURCE = "ami"
_LARGEST_PACKET = 65_536
_MOST_LEGS = 2_000
_CHANNEL = re.compile(r"(?P<tech>[^/]+)/(?P<peer>.+)-[0-9a-f]{6,}(?:;\d)?$", re.IGNORECASE)
_ABSENT = frozenset({"", "<unknown>", "s", "unknown"})


class PacketReader:
    """Bytes as they arrive, cut anywhere, to packets: lines `Key: Value` up to an empty line. The first line is a banner."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []
        self._size = 0
        self.banner = ""
        """The first line, which names the version of the protocol; empty before it came."""

    def feed(self, chunk: bytes) -> Iterator[Packet]:
        """The packets that are complete now. A packet over 64 KiB is dropped."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > _LARGEST_PACKET:
            self._rest, self._size = b"", _LARGEST_PACKET + 1
        for raw in lines:
            line = raw.rstrip(b"\r").decode("utf-8", "replace")
            if not self.banner and not self._lines and line.startswith("Asterisk Call Manager"):
                self.banner = line[:100]
            elif line:
                self._size += len(line)
                if self._size <= _LARGEST_PACKET:
                    self._lines.append(line)
            else:
                packet = dict(_pairs(self._lines))
                is_whole = self._size <= _LARGEST_PACKET
                self._lines, self._size = [], 0
                if packet and is_whole:
                    yield packet


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    # The first value of a repeated key counts: `dict` keeps the last.
    for line in reversed(lines):
        key, colon, value = line.partition(":")
        if colon:
            yield key.strip(), value.strip()


def action(name: str, **fields: str) -> bytes:
    """A packet to send. Errors: `ValueError` for a value with a line break, which would be another line of the packet."""
    values = {"Action": name, **fields}
    if any(character in value for value in values.values() for character in "\r\n\0"):
        raise ValueError("a value cannot have a line break")
    return ("".join(f"{key}: {value}\r\n" for key, value in values.items()) + "\r\n").encode()


@dataclass(slots=True)
class _Leg:
    """A phone's channel in a call."""

    call: str
    channel_id: str
    extension: str
    number: str
    name: str
    direction: Direction
    other_id: str
    """Unique id of the channel of the outside party, as known so far."""
    talked_ms: int = 0
    together_since: datetime | None = None
    left_at: datetime | None = None
    is_answered: bool = False


class AmiCalls:
    """Packets to events. `is_extension` tells whether a peer's name is an extension."""

    def __init__(self, is_extension: Callable[[str], bool]) -> None:
        self._is_extension = is_extension
        self._legs: dict[str, _Leg] = {}
        self._bridges: dict[str, set[str]] = {}
        self._numbers: dict[str, tuple[str, str]] = {}
        self._inside: set[str] = set()
        self._alive: set[str] | None = None

    def take(self, packet: Packet, now: datetime) -> list[PhoneEvent]:
        """The events of one packet that arrived at `now`; with `timestampevents` the server's own time counts."""
        at = _stamp(packet) or now
        handler = {
            "DialBegin": self._dial_begin,
            "DialEnd": self._dial_end,
            "BridgeEnter": self._bridge_enter,
            "BridgeLeave": self._bridge_leave,
            "Hangup": self._hangup,
            "Status": self._status,
            "StatusComplete": self._status_complete,
        }.get(packet.get("Event", ""))
        return [replace(event, received_at=now) for event in handler(packet, at)] if handler else []

    def expect_status(self) -> None:
        """Begin the list of channels that are still there, after a connection came back."""
        self._alive = set()

    def _dial_begin(self, packet: Packet, at: datetime) -> list[PhoneEvent]:
        source, target = _peer(packet.get("Channel", "")), _peer(packet.get("DestChannel", ""))
        call = packet.get("DestLinkedid") or packet.get("Linkedid") or packet.get("Uniqueid", "")
        number, name = _caller(packet)
        if source and self._is_extension(source):
            self._inside.add(packet.get("Uniqueid", ""))
        if target and self._is_extension(target):
            leg = _Leg(
                call,
                packet.get("DestUniqueid", ""),
                target,
                number,
                name,
                Direction.IN,
                packet.get("Uniqueid", ""),
            )
        elif source and target and self._is_extension(source):
            dialled = packet.get("DialString", "").partition("@")[0].rpartition("/")[2]
            number = dialled if any(character.isdigit() for character in dialled) else packet.get("Exten", "")
            leg = _Leg(
                call,
                packet.get("Uniqueid", ""),
                source,
                number,
                "",
                Direction.OUT,
                packet.get("DestUniqueid", ""),
            )
        else:
            return []
        if len(self._legs) >= _MOST_LEGS:
            self._legs.pop(next(iter(self._legs)))
        known = self._legs.setdefault(leg.channel_id, leg)
        if known is not leg:
            known.other_id = leg.other_id
        return [self._event(EventKind.RING, known, at)]

    def _dial_end(self, packet: Packet, at: datetime) -> list[PhoneEvent]:
        status = packet.get("DialStatus", "").upper()
        leg = self._legs.get(packet.get("DestUniqueid", "")) or self._legs.get(packet.get("Uniqueid", ""))
        if leg is None:
            return []
        if status == "ANSWER":
            leg.is_answered = True
            return [self._event(EventKind.ANSWER, leg, at)]
        if leg.direction is Direction.OUT or leg.is_answered or status in ("", "RINGING", "PROGRESS", "PROCEEDING"):
            return []
        return [self._event(EventKind.END, leg, at)]

    def _bridge_enter(self, packet: Packet, at: datetime) -> list[PhoneEvent]:
        bridge = self._bridges.setdefault(packet.get("BridgeUniqueid", ""), set())
        bridge.add(packet.get("Uniqueid", ""))
        if self._is_extension(_peer(packet.get("Channel", ""))):
            self._inside.add(packet.get("Uniqueid", ""))
        self._numbers[packet.get("Uniqueid", "")] = (_known(packet, "CallerIDNum"), _known(packet, "CallerIDName"))
        return self._joined(bridge, at)

    def _joined(self, bridge: set[str], at: datetime) -> list[PhoneEvent]:
        """The answers of phones that hear an outside party now."""
        events = []
        for channel_id in sorted(bridge):
            leg = self._legs.get(channel_id)
            others = bridge - {channel_id}
            if leg is None or leg.together_since is not None or not others:
                continue
            outside = sorted(other for other in others if other not in self._legs and other not in self._inside)
            if leg.direction is Direction.IN and self._is_extension(leg.number):
                # A colleague consulted this phone; the caller is heard from the transfer on.
                if not outside:
                    continue
                number, name = self._numbers.get(outside[0], ("", ""))
                leg.number, leg.name = number or leg.number, name or leg.name
            leg.together_since, leg.is_answered = at, True
            events.append(self._event(EventKind.ANSWER, leg, at, is_bridge=True))
        return events

    def _bridge_leave(self, packet: Packet, at: datetime) -> list[PhoneEvent]:
        bridge = self._bridges.get(packet.get("BridgeUniqueid", ""), set())
        bridge.discard(packet.get("Uniqueid", ""))
        if not bridge:
            self._bridges.pop(packet.get("BridgeUniqueid", ""), None)
        gone = packet.get("Uniqueid", "")
        for channel_id in {gone} if len(bridge) > 1 else {gone, *bridge}:
            self._part(channel_id, at)
        return []

    def _part(self, channel_id: str, at: datetime) -> None:
        leg = self._legs.get(channel_id)
        if leg is not None and leg.together_since is not None:
            leg.talked_ms += max(0, round((at - leg.together_since).total_seconds() * 1000))
            leg.together_since, leg.left_at = None, at

    def _hangup(self, packet: Packet, at: datetime) -> list[PhoneEvent]:
        channel_id = packet.get("Uniqueid", "")
        events = self._gone(channel_id, at, is_elsewhere="elsewhere" in packet.get("Cause-txt", "").lower())
        # A leg whose phone was never reached ends with the caller.
        if channel_id == packet.get("Linkedid"):
            waiting = [leg for leg in self._legs.values() if leg.other_id == channel_id and not leg.is_answered]
            for leg in waiting:
                events += self._gone(leg.channel_id, at)
        return events

    def _gone(self, channel_id: str, at: datetime, *, is_elsewhere: bool = False) -> list[PhoneEvent]:
        self._numbers.pop(channel_id, None)
        self._inside.discard(channel_id)
        self._part(channel_id, at)
        leg = self._legs.pop(channel_id, None)
        if leg is None:
            return []
        ended = self._event(EventKind.END, leg, leg.left_at or at)
        return [
            replace(
                ended,
                talk_ms=leg.talked_ms if leg.left_at else None,
                is_elsewhere=is_elsewhere and not leg.is_answered,
            )
        ]

    def _status(self, packet: Packet, _at: datetime) -> list[PhoneEvent]:
        if self._alive is not None:
            self._alive.add(packet.get("Uniqueid", ""))
        return []

    def _status_complete(self, _packet: Packet, at: datetime) -> list[PhoneEvent]:
        """Channels that went while the connection was away have ended; when, nobody told."""
        if self._alive is None:
            return []
        lost = [channel_id for channel_id in self._legs if channel_id not in self._alive]
        self._alive = None
        return [event for channel_id in lost for event in self._gone(channel_id, at)]

    def _event(self, kind: EventKind, leg: _Leg, at: datetime, *, is_bridge: bool = False) -> PhoneEvent:
        return PhoneEvent(
            kind,
            SOURCE,
            at,
            leg.call,
            leg.channel_id,
            leg.number,
            leg.name,
            leg.extension,
            leg.direction,
            at,
            is_bridge=is_bridge,
        )


def _peer(channel: str) -> str:
    """The peer of a channel such as `PJSIP/201-00000001`; empty for plumbing and for what is no channel."""
    match = _CHANNEL.fullmatch(channel)
    return "" if match is None or match["tech"].lower() == "local" else match["peer"]


def _known(packet: Packet, key: str) -> str:
    value = packet.get(key, "")
    return "" if value.lower() in _ABSENT else value


def _caller(packet: Packet) -> tuple[str, str]:
    """Number and name of the party that calls, as the called channel sees it."""
    number = _known(packet, "CallerIDNum") or _known(packet, "DestConnectedLineNum")
    return number, _known(packet, "CallerIDName") or _known(packet, "DestConnectedLineName")


def _stamp(packet: Packet) -> datetime | None:
    """The instant of `timestampevents`: seconds since 1970 with a fraction."""
    value = packet.get("Timestamp", "")
    if not re.fullmatch(r"\d{9,11}(\.\d+)?", value, re.ASCII):
        return None
    return datetime.fromtimestamp(float(value), UTC)
