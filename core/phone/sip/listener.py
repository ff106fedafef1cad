"""The listener over UDP: one socket for the subscriptions to all extensions of an exchange.

A message counts only from an address of the exchange, and only with the id and the tags of a subscription. What an exchange
sends is never followed to another address.
"""

import contextlib
import itertools
import re
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from core.basics.dataclass import dataclass, field
from core.basics.errors import reason_of
from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.phone import PhoneEvent
from core.phone.adapters.dialog_info import CONTENT_TYPE, NOTHING, DialogCalls, read_document
from core.phone.adapters.request import BadMessage
from core.phone.refusals import Refusals
from core.phone.sip.messages import LARGEST_MESSAGE, Message, new_id, read_message, reply
from core.phone.sip.subscription import Account, Subscription, Timing
from core.phone.wire import pauses

_DEFAULT_PORT = 5060
_POLL_SECONDS = 0.25
_KEEP_SECONDS = 25.0
"""How often an empty datagram keeps the way back open in firewalls (RFC 5626)."""
_LAST_SECONDS = 1.0
_LOOK_AGAIN_SECONDS = 60.0
_KEEP_ALIVE = b"\r\n\r\n"

Address = tuple[str, int]


@dataclass(frozen=True)
class Exchange:
    """Where an exchange is."""

    host: str
    """Name or address."""
    port: int = _DEFAULT_PORT
    """Its port."""

    @classmethod
    def read(cls, text: str) -> "Exchange":
        """`HOST`, `HOST:PORT`, `[IPV6]` or `[IPV6]:PORT`. Errors: `ValueError`."""
        wrong = ValueError("no HOST or HOST:PORT")
        host, port = text.strip(), ""
        if host.startswith("["):
            host, bracket, port = host[1:].partition("]")
            if not bracket or (port and not port.startswith(":")):
                raise wrong
            port = port.removeprefix(":")
        elif host.count(":") == 1:
            host, _colon, port = host.partition(":")
            if not port:
                raise wrong
        if not re.fullmatch(r"[A-Za-z0-9._:%-]{1,255}", host):
            raise wrong
        if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise wrong
        return cls(host, int(port or _DEFAULT_PORT))

    @property
    def domain(self) -> str:
        """The host as addresses have it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def addresses(self) -> tuple[tuple[socket.AddressFamily, Address], ...]:
        """All its addresses. Errors: `OSError`."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_DGRAM)
        return tuple((family, (str(at[0]), int(at[1]))) for family, _type, _proto, _name, at in found)


@dataclass(frozen=True)
class Watch:
    """Where what was heard goes."""

    take: Callable[[tuple[PhoneEvent, ...]], None]
    """Takes events."""
    now: Callable[[], datetime]
    """The clock, UTC."""
    say: Callable[[str], None]
    """Takes one line for each change."""
    refusals: Refusals
    """Counts what was refused."""
    stopping: threading.Event
    """Set when the listener is to end."""
    timing: Timing = field(default_factory=Timing)
    """How long to wait for answers."""


def watch(exchange: Exchange, account: Account, extensions: Sequence[str], heard: Watch) -> None:
    """Watch extensions until `heard.stopping` is set. An exchange that cannot be found is tried again with growing pauses."""
    calls, told = DialogCalls(), dict[str, str]()
    complaint, waits, tries = "", pauses(), itertools.count()
    while not heard.stopping.is_set():
        began = time.monotonic()
        try:
            listener = _Listener(exchange, next(tries), account, extensions, heard, calls, told)
        except OSError as error:
            trouble = reason_of(error)
        else:
            with contextlib.closing(listener):
                trouble = listener.run()
        if heard.stopping.is_set():
            return
        if trouble and trouble != complaint:
            heard.say(_("{where}: {reason}; trying again").format(where=exchange.host, reason=trouble))
        complaint = trouble
        if time.monotonic() - began > _LOOK_AGAIN_SECONDS:
            waits = pauses()
        heard.stopping.wait(next(waits))


class _Listener:
    """The socket, and the subscriptions by their ids. Errors: `OSError`."""

    def __init__(
        self,
        exchange: Exchange,
        tries: int,
        account: Account,
        extensions: Sequence[str],
        heard: Watch,
        calls: DialogCalls,
        told: dict[str, str],
    ) -> None:
        """The number of `tries` before chooses one of the exchange's addresses.

        `calls` and `told` (the trouble that was said last, by extension) outlive a lost network.
        """
        self._heard, self._exchange = heard, exchange
        self._calls, self._complaints = calls, told
        found = exchange.addresses()
        self._family, self._to = found[tries % len(found)]
        self._senders = {at[0] for _family, at in found}
        self._socket = socket.socket(self._family, socket.SOCK_DGRAM)
        try:
            own = self._own_address()
            self._socket.bind((own, 0))
            self._socket.settimeout(_POLL_SECONDS)
            port = self._socket.getsockname()[1]
        except OSError:
            self._socket.close()
            raise
        contact = f"[{own}]:{port}" if self._family is socket.AF_INET6 else f"{own}:{port}"
        now = time.monotonic()
        self._watched = [Subscription(each, account, contact, pauses(), heard.timing, now) for each in extensions]
        self._kept_at = self._active_at = now
        self._tag = new_id()

    def _own_address(self) -> str:
        """The address of this machine that the exchange can reach. Nothing is sent."""
        with socket.socket(self._family, socket.SOCK_DGRAM) as asking:
            asking.connect(self._to)
            return str(asking.getsockname()[0])

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def run(self) -> str:
        """Listen until the end is asked for or the network is lost; returns what was wrong.

        Where no extension is told for a minute it returns too, without a word: the exchange may have another address now.
        """
        try:
            while not self._heard.stopping.is_set():
                self._tick()
                self._receive()
                now = time.monotonic()
                if any(each.is_active for each in self._watched):
                    self._active_at = now
                elif now - self._active_at > _LOOK_AGAIN_SECONDS:
                    return ""
            self._end()
        except OSError as error:
            return reason_of(error)
        return ""

    def _end(self) -> None:
        """End the subscriptions; for at most a second the answers are waited for."""
        now = time.monotonic()
        for each in self._watched:
            self._send(each.end(now))
        while not all(each.is_over for each in self._watched) and time.monotonic() < now + _LAST_SECONDS:
            self._receive()

    def _tick(self) -> None:
        now = time.monotonic()
        for each in self._watched:
            self._send(each.tick(now))
            self._tell(each)
        if now - self._kept_at > _KEEP_SECONDS:
            self._kept_at = now
            self._send(_KEEP_ALIVE)
        due = min((each.due_at for each in self._watched), default=now + _POLL_SECONDS)
        self._socket.settimeout(min(_POLL_SECONDS, max(0.001, due - time.monotonic())))

    def _send(self, data: bytes) -> None:
        if data:
            self._socket.sendto(data, self._to)

    def _receive(self) -> None:
        try:
            # One byte more than the largest message tells a larger one.
            data, sender = self._socket.recvfrom(LARGEST_MESSAGE + 1)
        except (TimeoutError, ConnectionError):
            return
        if sender[0].partition("%")[0] not in self._senders:
            self._heard.refusals.add("this sender is not the exchange", str(sender[0]))
        elif data.strip(b"\r\n\0"):
            try:
                self._take(read_message(data), sender)
            except BadMessage as error:
                self._heard.refusals.add(str(error), str(sender[0]))

    def _take(self, message: Message, sender: tuple[object, ...]) -> None:
        now = time.monotonic()
        mine = next((each for each in self._watched if each.call_id == message.header("call-id")), None)
        if message.status:
            belongs, data = mine.answered(message, now) if mine is not None else (False, b"")
            if not belongs:
                # An answer that is told again finds its request answered.
                if mine is None:
                    raise BadMessage("an answer belongs to no request")
                return
            self._send(data)
            return
        if message.method != "NOTIFY":
            self._socket.sendto(reply(message, 405, "Method Not Allowed", self._tag, ("Allow", "NOTIFY")), sender)
            raise BadMessage("only NOTIFY is taken")
        status, reason, is_read = (481, "Subscription does not exist", False)
        if mine is not None:
            status, reason, is_read = mine.notified(message, now)
        self._socket.sendto(reply(message, status, reason, self._tag), sender)
        if mine is None or status != 200:
            raise BadMessage("a NOTIFY belongs to no subscription" if status == 481 else "a NOTIFY is out of order")
        if is_read:
            self._read(mine, message, now)
        self._tell(mine)

    def _read(self, mine: Subscription, message: Message, now: float) -> None:
        """Events of a document; a first NOTIFY without one says that the extension is idle."""
        document = NOTHING
        if message.body.strip():
            kind = message.header("content-type").partition(";")[0].strip().lower()
            if kind != CONTENT_TYPE or message.header("content-encoding").lower() not in ("", "identity"):
                raise BadMessage("the state of an extension is in a form that is not read")
            document = read_document(message.body)
        elif not mine.is_new:
            return
        if mine.is_new:
            self._calls.begin(mine.extension)
            mine.is_new = False
        reading = self._calls.take(mine.extension, document, self._heard.now())
        mine.works(pauses())
        if reading.is_old:
            raise BadMessage("a state is older than the last one")
        if reading.has_gap:
            self._send(mine.ask_full(now))
        if reading.events:
            self._heard.take(reading.events)

    def _tell(self, mine: Subscription) -> None:
        """Say what changed: a new trouble, and that the state is told (again)."""
        name, trouble = mine.extension, visible_text(mine.trouble)
        if mine.is_active and self._complaints.get(name) != "":
            self._complaints[name] = ""
            self._heard.say(_("watching {extension}").format(extension=name))
        elif trouble and self._complaints.get(name) != trouble:
            self._complaints[name] = trouble
            self._heard.say(
                _("{where}: {reason}; trying again").format(where=f"{name}@{self._exchange.host}", reason=trouble)
            )
