"""The listeners that keep a connection: cut packets, lost connections, refused logins, told again."""

import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.model.phone import PhoneEvent
from core.phone.adapters.ami import PacketReader, action
from core.phone.wire import AmiTalk, FritzTalk, Talk, keep_connected
from core.queries.phone import PhoneCallView
from tests.builders import add_client, open_business
from tests.core.phone.scripted import ScriptedServer, log_in, packets, read_packet
from tests.waiting import wait_until

BRIDGED = {"201": (3.008, 5.502)}
"""Seconds between the bridge events of the recording, read from it by hand."""


def digits(peer: str) -> bool:
    return peer.isdigit() and len(peer) <= 5


class Heard:
    """What a listener took and said."""

    def __init__(self) -> None:
        self.events: list[PhoneEvent] = []
        self.said: list[str] = []


@contextmanager
def listening(talk: Talk, port: int) -> Iterator[Heard]:
    heard, stopping = Heard(), threading.Event()
    thread = threading.Thread(
        target=keep_connected,
        args=(
            "pbx",
            lambda seconds: socket.create_connection(("127.0.0.1", port), seconds),
            talk,
            heard.events.extend,
            lambda: datetime.now(UTC),
            heard.said.append,
            stopping,
        ),
    )
    thread.start()
    try:
        yield heard
    finally:
        stopping.set()
        thread.join(30)
        assert not thread.is_alive()


def stay(connection: socket.socket) -> None:
    """Read until the client goes."""
    while connection.recv(4096):
        pass


def calls_of(folder: Path, events: list[PhoneEvent]) -> tuple[PhoneCallView, ...]:
    with open_business(folder) as business:
        add_client(business)
        business.phone.settings.assign("201", ["anna"])
        business.phone.settings.assign("202", ["bruno"])
        business.phone.record(events)
        return business.phone.of_day(datetime(2026, 11, 28).date())


def check_recorded_calls(folder: Path, events: list[PhoneEvent]) -> None:
    views = calls_of(folder, events)
    assert [(view.technician, view.state.value, view.answered_by) for view in views] == [
        ("anna", "ended", ""),
        ("anna", "ended", ""),
        ("bruno", "elsewhere", "anna"),
    ]
    talked = [view.talk_ms for view in views if view.talk_ms is not None]
    for measured, true in zip(talked, BRIDGED["201"], strict=True):
        assert abs(measured / 1000 - true) < 0.1
    assert {view.number for view in views} == {"+390212345678"}


def test_a_recording_sent_byte_by_byte_makes_its_calls(tmp_path: Path) -> None:
    whole = "".join(packet for _stamp, packet in packets()).encode()

    def script(connection: socket.socket) -> None:
        log_in(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(len(whole)):
            connection.sendall(whole[place : place + 1])
        stay(connection)

    server = ScriptedServer(script)
    with listening(AmiTalk("monteore", "secret", digits), server.port) as heard:
        wait_until(lambda: len([each for each in heard.events if each.kind == "end"]) == 4, lambda: str(heard.events))
    server.close()
    check_recorded_calls(tmp_path, heard.events)


@pytest.mark.parametrize("seed", range(4))
def test_a_server_that_drops_repeats_and_comes_back_makes_the_same_calls(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    sent = [packet for _stamp, packet in packets()]
    first, second = sorted(chance.sample(range(1, len(sent)), 2))

    def part(start: int, end: int, cut: bytes = b"") -> "list[bytes]":
        return [packet.encode() for packet in sent[max(0, start - chance.randint(0, 5)) : end]] + [cut]

    def first_script(connection: socket.socket) -> None:
        log_in(connection)
        # The connection ends in the middle of a packet.
        connection.sendall(b"".join(part(0, first, sent[first].encode()[:40])))

    def again(start: int, end: int) -> object:
        def script(connection: socket.socket) -> None:
            log_in(connection)
            assert "Action: Status" in read_packet(connection)
            connection.sendall(b"Response: Error\r\nMessage: Permission denied\r\n\r\n")
            connection.sendall(b"".join(part(start, end)))
            if end == len(sent):
                stay(connection)

        return script

    server = ScriptedServer(first_script, again(first, second), again(second, len(sent)))  # type: ignore[arg-type]
    with listening(AmiTalk("monteore", "secret", digits), server.port) as heard:
        last = float(packets()[-1][0])
        wait_until(
            lambda: any(each.kind == "end" and each.instant.timestamp() > last - 1 for each in heard.events),
            lambda: str(heard.events[-3:]),
        )
    assert server.failures == []
    server.close()
    check_recorded_calls(tmp_path, heard.events)
    assert "the connection was closed" in " ".join(heard.said)


def test_calls_that_went_while_the_connection_was_away_are_ended(tmp_path: Path) -> None:
    sent = [packet for _stamp, packet in packets()]
    answered = next(place for place, packet in enumerate(sent) if "Event: BridgeEnter" in packet) + 2

    def first_script(connection: socket.socket) -> None:
        log_in(connection)
        connection.sendall("".join(sent[:answered]).encode())

    def second_script(connection: socket.socket) -> None:
        log_in(connection)
        assert "Action: Status" in read_packet(connection)
        connection.sendall(b"Response: Success\r\n\r\nEvent: StatusComplete\r\n\r\n")
        stay(connection)

    server = ScriptedServer(first_script, second_script)
    with listening(AmiTalk("monteore", "secret", digits), server.port) as heard:
        wait_until(lambda: [each for each in heard.events if each.kind == "end"], lambda: str(heard.events))
    server.close()
    assert [each.kind.value for each in heard.events][-1] == "end"


def test_a_refused_login_is_told_once_and_tried_again() -> None:
    def script(connection: socket.socket) -> None:
        connection.sendall(b"Asterisk Call Manager/13.0.0\r\n")
        assert "Secret: wrong" in read_packet(connection)
        connection.sendall(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
        stay(connection)

    server = ScriptedServer(script, script)
    with listening(AmiTalk("monteore", "wrong", digits), server.port) as heard:
        wait_until(lambda: sum("connected" in line for line in heard.said) == 2, lambda: str(heard.said))
    server.close()
    told = [line for line in heard.said if "Authentication failed" in line]
    assert told
    assert "wrong" not in " ".join(heard.said)


def test_a_secret_with_a_line_break_is_no_packet_of_its_own() -> None:
    with pytest.raises(ValueError, match="line break"):
        action("Login", Username="a", Secret="b\r\nAction: Originate")


def test_a_packet_without_end_takes_no_memory() -> None:
    reader = PacketReader()
    for _number in range(100):
        assert list(reader.feed(b"x" * 10_000)) == []
    assert len(reader._rest) <= 65_536
    for _number in range(2000):
        list(reader.feed(b"Key: " + b"y" * 100 + b"\n"))
    assert sum(len(line) for line in reader._lines) <= 65_536
    assert list(reader.feed(b"\n")) == []
    assert list(reader.feed(b"Event: Ping\r\n\r\n")) == [{"Event": "Ping"}]


def test_the_call_monitor_of_a_fritz_box() -> None:
    lines = (
        b"28.08.10 10:21:37;RING;0;0212345678;123456;SIP0;\r\n"
        b"28.08.10 10:21:40;CONNECT;0;4;0212345678;\r\n"
        b"28.08.10 10:21:50;DISCONNECT;0;10;\r\n"
        b"28.08.10 10:22:00;RING;0;;123456;ISDN\n"
        b"28.08.10 10:22:00;DISCONNECT;0;0\n"
        b"28.08.10 10:23:00;CALL;1;4;123456;0698765432;SIP1;\n"
        b"nonsense\n\n28.08.10 10:23:00;CONNECT;7;4;0;\n"
    )
    talk = FritzTalk()
    now = datetime(2026, 11, 2, tzinfo=UTC)
    events = [each for byte in lines for each in talk.feed(bytes([byte]), now).events]
    assert [(each.kind.value, each.number, each.direction) for each in events] == [
        ("ring", "0212345678", "in"),
        ("answer", "0212345678", "in"),
        ("end", "0212345678", "in"),
        ("ring", "", "in"),
        ("end", "", "in"),
        ("ring", "0698765432", "out"),
    ]
    assert len({each.call for each in events}) == 3
    assert replace(events[0], extension="") != events[3]


def test_a_business_without_extensions_knows_digits_and_those_it_was_given(tmp_path: Path) -> None:
    with open_business(tmp_path) as business:
        settings = business.phone.settings
        assert [settings.is_extension(peer) for peer in ("201", "0212345678", "trunk", "anna-soft")] == [
            True,
            False,
            False,
            False,
        ]
        settings.assign("anna-soft", ["anna"])
        assert settings.is_extension("anna-soft")
