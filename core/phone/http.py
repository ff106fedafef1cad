"""The HTTP listener: checks who sends, reads a message of a bounded size, and hands its events over.

The server is uvicorn; it is imported only here, and only when the listener runs. A token is compared in constant time and
is written nowhere: the server logs no addresses of requests. TLS is the part of a reverse proxy.
"""

import asyncio
import contextlib
import hmac
import json
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any
from urllib.parse import parse_qsl

from core.basics.dataclass import dataclass
from core.basics.i18n import _
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
from core.phone.inbox import Inbox
from core.phone.refusals import Refusals

LARGEST_BODY = 65_536
REQUEST_SECONDS = 10.0
"""From connecting, or from the end of the request before, to the end of a request; a slower sender is cut off."""
_STORED_SECONDS = 5.0
_MOST_FIELDS = 100
_MOST_CONNECTIONS = 200

ADAPTERS: Sequence[Adapter] = (
    OwnFields(),
    Zammad(),
    Zammad("sipgate"),
    Yeastar(),
    Twilio(),
    ThreeCx(),
    ActionUrl(),
    Grandstream(),
    Zoom(),
    RingCentral(),
)

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Network = IPv4Network | IPv6Network


class _Refusal(Exception):
    """A message that is not taken: a status, and a sentence for the sender and for the log."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Listener:
    """What a listener is told: whom to let in, and where events go."""

    tokens: tuple[bytes, ...]
    """Accepted tokens."""
    allowed: tuple[Network, ...]
    """Networks of senders; empty: all."""
    inbox: Inbox
    """Takes the events."""
    context: Context
    """For the adapters."""
    refusals: Refusals
    """Says what was refused."""
    now: Callable[[], datetime]
    """The clock."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            return
        sender = str((scope.get("client") or ("?",))[0])
        try:
            answer, status = await self._take(scope, receive, sender)
        except _Refusal as refusal:
            self.refusals.add(refusal.reason, sender)
            answer, status = Answer(body=refusal.reason + "\n"), refusal.status
        await _reply(send, answer, status, closes=status >= 400)

    async def _take(self, scope: Scope, receive: Receive, sender: str) -> tuple[Answer, int]:
        if not self._is_allowed(sender):
            raise _Refusal(403, "this sender is not on the list")
        if scope["method"] not in ("GET", "POST", "HEAD"):
            raise _Refusal(405, "use GET or POST")
        first, *path = [part for part in str(scope["path"]).split("/") if part] or [""]
        adapter = next((each for each in ADAPTERS if each.name == first), None)
        if adapter is None:
            raise _Refusal(404, "there is nothing at this path")
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = _form(bytes(scope["query_string"]))
        is_known, path = self._token(query, path, headers)
        query.pop("token", None)
        if not is_known and not self.context.secret:
            raise _Refusal(401, "the token is missing or wrong")
        body = await _body(receive, headers)
        fields = query | _fields(body, headers)
        request = Request(self.now(), fields, headers, body, tuple(path))
        if not is_known and not adapter.is_signed(request, self.context):
            raise _Refusal(401, "the token is missing or wrong")
        try:
            answer = await asyncio.to_thread(adapter.read, request, self.context)
        except BadMessage as error:
            raise _Refusal(400, str(error)) from None
        return answer, await self._hand_over(answer)

    async def _hand_over(self, answer: Answer) -> int:
        if not answer.events:
            return 200
        stored = self.inbox.put(answer.events)
        if stored is None:
            raise _Refusal(503, "too many messages wait for the store")
        return 200 if await _is_done(stored) else 202

    def _is_allowed(self, sender: str) -> bool:
        if not self.allowed:
            return True
        try:
            address = ip_address(sender)
        except ValueError:
            return False
        plain = getattr(address, "ipv4_mapped", None) or address
        return any(plain in network for network in self.allowed)

    def _token(self, query: Mapping[str, Any], path: list[str], headers: Mapping[str, str]) -> tuple[bool, list[str]]:
        """Whether a token fits, and the path without it. Every given text is compared with every token."""
        scheme, _space, bearer = headers.get("authorization", "").partition(" ")
        given = {"bearer": bearer.strip() if scheme.lower() == "bearer" else "", "query": str(query.get("token", ""))}
        if path:
            given["path"] = path[-1]
        fits = {
            where
            for where, text in given.items()
            for token in self.tokens
            if hmac.compare_digest(text.encode("utf-8", "replace"), token)
        }
        return bool(fits), path[:-1] if "path" in fits else path


async def _is_done(stored: "Future[None]") -> bool:
    try:
        await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(stored)), _STORED_SECONDS)
    except TimeoutError:
        return False
    return True


async def _body(receive: Receive, headers: Mapping[str, str]) -> bytes:
    told = headers.get("content-length", "0")
    if told.isascii() and told.isdigit() and (len(told) > 9 or int(told) > LARGEST_BODY):
        raise _Refusal(413, "the body is too large")
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _Refusal(400, "the sender went away")
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise _Refusal(413, "the body is too large")
        if not message.get("more_body"):
            return bytes(body)


def _fields(body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a body: a JSON object, or a form."""
    if not body.strip():
        return {}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.endswith("json") or body.lstrip()[:1] == b"{":
        try:
            read = json.loads(body)
        except (ValueError, RecursionError):
            raise _Refusal(400, "the body is no JSON") from None
        if not isinstance(read, dict):
            raise _Refusal(400, "the body is no JSON object")
        return read
    return _form(body)


def _form(text: bytes) -> dict[str, Any]:
    """Fields of a query or a form; a repeated one has a list."""
    try:
        pairs = parse_qsl(
            text.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace"
        )
    except ValueError:
        raise _Refusal(400, "there are too many fields") from None
    found: dict[str, Any] = {}
    for name, value in pairs:
        known = found.get(name)
        found[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return found


async def _reply(send: Send, answer: Answer, status: int, *, closes: bool) -> None:
    body = (answer.body or "ok\n").encode()
    headers = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *((name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.headers),
    ]
    if closes:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serve(listener: Listener, bound: socket.socket, on_stop: Callable[[Callable[[], None]], None]) -> None:
    """Serve until stopped; `on_stop` receives the function that stops the server."""
    import uvicorn
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Impatient(H11Protocol):
        """Cuts off a sender who does not finish a request in time."""

        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wind()

        def on_response_complete(self) -> None:
            self._wind()
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._timer is not None:
                self._timer.cancel()
            super().connection_lost(exc)

        def _wind(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self.loop.call_later(REQUEST_SECONDS, self._cut)

        def _cut(self) -> None:
            listener.refusals.add("the sender was too slow", str((self.client or ("?",))[0]))
            self.transport.abort()

    class Server(uvicorn.Server):
        """Leaves signals to the caller."""

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    server = Server(
        uvicorn.Config(
            listener,
            http=Impatient,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=2,
            limit_concurrency=_MOST_CONNECTIONS,
            h11_max_incomplete_event_size=16_384,
        )
    )

    def stop() -> None:
        server.should_exit = True

    on_stop(stop)
    server.run(sockets=[bound])


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening address. Errors: `OSError` with the reason."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


def token_hint(token: str) -> str:
    """A warning about a token that is easily guessed; empty for a good one."""
    return _("the token is short; make one with: openssl rand -hex 24") if len(token) < 16 else ""
