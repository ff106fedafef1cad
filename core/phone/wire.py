"""Connections that a listener keeps open: connect, log in, read, and connect again after a loss, with growing pauses."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Protocol

from core.basics.dataclass import dataclass
from core.basics.errors import reason_of
from core.basics.i18n import _
from core.model.phone import PhoneEvent
from core.phone.adapters.ami import AmiCalls, PacketReader, action
from core.phone.adapters.fritzbox import FritzBox

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 30.0
_POLL_SECONDS = 0.25
_CONNECT_SECONDS = 10.0
_PING_SECONDS = 30.0
_SILENT_SECONDS = 95.0
_CHUNK = 65_536


class Denied(Exception):
    """The server refuses the login."""


@dataclass(frozen=True)
class Step:
    """What came of some bytes."""

    events: tuple[PhoneEvent, ...] = ()
    """Events."""
    send: bytes = b""
    """What to send now."""


class Talk(Protocol):
    """One protocol, without sockets. It keeps what it knows of calls from one connection to the next."""

    def connected(self) -> bytes:
        """A new connection is open; what to send first."""
        ...

    def feed(self, chunk: bytes, now: datetime) -> Step:
        """Bytes that arrived. Errors: `Denied`."""
        ...

    def ping(self) -> bytes:
        """What to send to a server that has been silent; empty for a protocol without it."""
        ...


class AmiTalk:
    """The manager interface: log in, read events, ask after a loss which channels are still there."""

    def __init__(self, user: str, secret: str, is_extension: Callable[[str], bool]) -> None:
        self._login = action("Login", Username=user, Secret=secret, Events="call")
        self._calls = AmiCalls(is_extension)
        self._reader = PacketReader()
        self._is_in = self._was_in = False

    def connected(self) -> bytes:
        """The login."""
        self._reader = PacketReader()
        self._is_in = False
        return self._login

    def feed(self, chunk: bytes, now: datetime) -> Step:
        """Events of packets; after a second login also the question for the channels."""
        events: list[PhoneEvent] = []
        send = b""
        for packet in self._reader.feed(chunk):
            response = packet.get("Response", "")
            if response and not self._is_in:
                if response.lower() != "success":
                    raise Denied(packet.get("Message", response)[:200])
                self._is_in = True
                if self._was_in:
                    self._calls.expect_status()
                    send += action("Status")
                self._was_in = True
            events += self._calls.take(packet, now)
        return Step(tuple(events), send)

    def ping(self) -> bytes:
        """A ping."""
        return action("Ping") if self._is_in else b""


class FritzTalk:
    """The FRITZ!Box call monitor, which needs no login and says nothing between calls."""

    def __init__(self) -> None:
        self._box = FritzBox()

    def connected(self) -> bytes:
        """Nothing."""
        return b""

    def feed(self, chunk: bytes, now: datetime) -> Step:
        """Events of lines."""
        return Step(tuple(self._box.feed(chunk, now)))

    def ping(self) -> bytes:
        """Nothing: the box answers no question."""
        return b""


def pauses() -> Iterator[float]:
    """Seconds to wait before each try: 0.25 s, doubled up to 30 s, a little different for each listener."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.8, 1.2)
        pause = min(LONGEST_PAUSE, pause * 2)


def keep_connected(
    where: str,
    connect: Callable[[float], socket.socket],
    talk: Talk,
    take: Callable[[tuple[PhoneEvent, ...]], None],
    now: Callable[[], datetime],
    say: Callable[[str], None],
    stopping: threading.Event,
) -> None:
    """Read from a server until `stopping` is set. `say` gets a line for each change; trouble of one kind is told once."""
    complaint = ""
    waits = pauses()
    while not stopping.is_set():
        try:
            with contextlib.closing(connect(_CONNECT_SECONDS)) as connection:
                say(_("connected to {where}").format(where=where))
                complaint = ""
                if _read(connection, talk, take, now, stopping):
                    waits = pauses()
            trouble = _("the connection was closed")
        except Denied as error:
            trouble = _("the login was refused ({reason})").format(reason=error)
        except OSError as error:
            trouble = reason_of(error)
        if stopping.is_set():
            return
        if trouble != complaint:
            say(_("{where}: {reason}; trying again").format(where=where, reason=trouble))
            complaint = trouble
        stopping.wait(next(waits))


def _read(
    connection: socket.socket,
    talk: Talk,
    take: Callable[[tuple[PhoneEvent, ...]], None],
    now: Callable[[], datetime],
    stopping: threading.Event,
) -> bool:
    """Read until the server closes. Returns whether anything came. Errors: `OSError`, `Denied`."""
    connection.settimeout(_POLL_SECONDS)
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.sendall(talk.connected())
    has_read = False
    heard = pinged = time.monotonic()
    while not stopping.is_set():
        try:
            chunk = connection.recv(_CHUNK)
        except TimeoutError:
            silent = time.monotonic()
            ping = talk.ping() if silent - max(heard, pinged) > _PING_SECONDS else b""
            if ping:
                connection.sendall(ping)
                pinged = silent
            elif silent - heard > _SILENT_SECONDS and talk.ping():
                raise OSError(_("no answer for {seconds} s").format(seconds=int(silent - heard))) from None
            continue
        if not chunk:
            return has_read
        has_read, heard = True, time.monotonic()
        step = talk.feed(chunk, now())
        if step.send:
            connection.sendall(step.send)
        if step.events:
            take(step.events)
    return has_read
