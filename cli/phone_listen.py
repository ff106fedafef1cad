"""`monteore phone listen`: listeners that run until they are ended, and say on stderr what they do."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli import declared
from cli.file_types import OWN
from cli.shell import Shell, verb
from core.basics.i18n import _
from core.basics.places import PHONE_SETTINGS

if TYPE_CHECKING:
    import socket

    from core.business import Business
    from core.model.phone import PhoneEvent
    from core.phone.inbox import Inbox
    from core.phone.wire import Talk


@declared.group()
def listen() -> None:
    """Listen to a telephone system: http, ami, sip, fritzbox. Runs until it is ended."""


class _Ending:
    """Set when a signal asks the listener to end."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._stops: list[Callable[[], None]] = []

    def on_stop(self, stop: Callable[[], None]) -> None:
        """Call a function when the listener is to end, or now if it is already."""
        self._stops.append(stop)
        if self.event.is_set():
            stop()

    def set(self) -> None:
        """End the listener."""
        self.event.set()
        for stop in self._stops:
            stop()


@contextmanager
def _until_ended() -> Iterator[_Ending]:
    ending = _Ending()
    before = {
        number: signal.signal(number, lambda *_arguments: ending.set()) for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _of_settings(name: str) -> str:
    """The file that `[listen]` in the telephone's settings names; empty where it names none."""
    from core.phone.out import listening

    return listening(PHONE_SETTINGS.path()).get(name, "")


def _needed(name: str) -> str:
    from core.basics.errors import Usage

    found = _of_settings(name)
    if not found:
        raise Usage(
            _("which file? Add --{option} FILE, or write {name} under [listen] into {path}").format(
                option=name.replace("_", "-"), name=name, path=PHONE_SETTINGS.path()
            )
        )
    return found


def _secret_of(shell: Shell, path: str) -> str:
    """The first line of a file. Warns where others can read it. Errors: `Refused` for one that is missing or empty."""
    from core.basics.errors import Refused

    try:
        file = Path(path).expanduser()
        with file.open(encoding="utf-8") as opened:
            secret = opened.readline(4096).strip()
        is_open = file.stat().st_mode & 0o077
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=error)) from None
    if not secret:
        raise Refused(_("{path} is empty; write the secret into its first line").format(path=path))
    if is_open:
        shell.warn(_("others can read {path}; run: chmod 600 {path}").format(path=path))
    return secret


@listen.command()
@declared.option("--bind", default="127.0.0.1:8040", show_default=True, metavar="HOST:PORT", help=_("Where to listen."))
@declared.option("--token-file", type=OWN, metavar="FILE", help=_("A file whose first line is the token."))
@declared.option("--allow", multiple=True, metavar="NETWORK", help=_("Only these senders, such as 192.0.2.0/24."))
@declared.option("--zoom-secret-file", type=OWN, metavar="FILE", help=_("Zoom's secret token, for its signatures."))
@verb
def http(shell: Shell, bind: str, token_file: str | None, allow: tuple[str, ...], zoom_secret_file: str | None) -> int:
    """Listen for messages over HTTP: /pop, and the dialects of docs/phone.md under their own paths."""
    from ipaddress import ip_network

    from core.basics.errors import Refused, Usage
    from core.phone import http as server
    from core.phone.adapters.request import Context
    from core.phone.inbox import Inbox
    from core.phone.refusals import Refusals

    host, _colon, port = bind.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise Usage(_("{text} is no address; write HOST:PORT, such as 127.0.0.1:8040").format(text=bind))
    try:
        allowed = tuple(ip_network(each, strict=False) for each in allow)
    except ValueError as error:
        raise Usage(_("{reason}; write an address or a network, such as 192.0.2.0/24").format(reason=error)) from None
    token = _secret_of(shell, token_file or _needed("token_file"))
    zoom_secret_file = zoom_secret_file or _of_settings("zoom_secret_file")
    secret = _secret_of(shell, zoom_secret_file).encode() if zoom_secret_file else b""
    hint = server.token_hint(token)
    if hint:
        shell.warn(hint)
    business = shell.business()
    reader = business.second()
    try:
        bound = server.bound_socket(host.strip("[]") or "127.0.0.1", int(port))
    except OSError as error:
        raise Refused(_("{bind}: {reason}; choose another --bind").format(bind=bind, reason=error)) from None
    with _until_ended() as ending, bound:
        inbox = Inbox(business.phone.record, shell.warn)
        at, number = bound.getsockname()[:2]
        shell.warn(_("listening on http://{at}:{number}").format(at=f"[{at}]" if ":" in at else at, number=number))
        server.serve(
            server.Listener(
                (token.encode(),),
                allowed,
                inbox,
                Context(business.zone, reader.phone.caller, secret),
                Refusals(shell.warn),
                business.clock.now,
            ),
            bound,
            ending.on_stop,
        )
        return _ended(shell, inbox)


@listen.command()
@declared.option("--host", required=True, metavar="H", help=_("The telephone system."))
@declared.option("--port", default=5038, show_default=True, type=declared.IntRange(1, 65535))
@declared.option("--user", required=True, metavar="U", help=_("The manager user; it needs the right to read: call."))
@declared.option("--secret-file", type=OWN, metavar="FILE", help=_("A file whose first line is the user's secret."))
@declared.option("--tls", is_flag=True, help=_("Connect with TLS (usually port 5039)."))
@verb
def ami(shell: Shell, host: str, port: int, user: str, secret_file: str | None, tls: bool) -> int:
    """Listen to Asterisk's manager interface: FreePBX, NethVoice, Kalliope and others."""
    from core.basics.errors import Usage
    from core.phone.wire import AmiTalk

    secret = _secret_of(shell, secret_file or _needed("secret_file"))
    business = shell.business()
    # On a connection of its own, so that reading the network never waits for a change that waits for the store.
    is_extension = business.second().phone.settings.is_extension
    try:
        talk = AmiTalk(user, secret, is_extension)
    except ValueError as error:
        raise Usage(_("user or secret cannot be sent ({reason})").format(reason=error)) from None
    return _listen(shell, business, host, port, talk, tls=tls)


@listen.command()
@declared.option("--server", required=True, metavar="HOST[:PORT]", help=_("The telephone system."))
@declared.option("--user", required=True, metavar="U", help=_("A user that it knows, often an extension of its own."))
@declared.option("--secret-file", type=OWN, metavar="FILE", help=_("A file whose first line is the user's secret."))
@declared.option(
    "--extension",
    "extensions",
    multiple=True,
    metavar="EXT",
    help=_("An extension to watch; without any, those that technicians have."),
)
@verb
def sip(shell: Shell, server: str, user: str, secret_file: str | None, extensions: tuple[str, ...]) -> int:
    """Watch the state of extensions over SIP (RFC 4235): telephone systems that light the lamps of other phones."""
    from core.basics.durations import shown_word
    from core.basics.errors import Usage
    from core.phone.inbox import Inbox
    from core.phone.refusals import Refusals
    from core.phone.sip.listener import Exchange, Watch, watch
    from core.phone.sip.subscription import Account, is_user

    business = shell.business()
    watched = extensions or tuple(each for each in business.phone.settings.extensions if each.isdigit())
    if not watched:
        raise Usage(
            _("nobody has an extension; name one, such as --extension 201, or: monteore phone extension 201 anna")
        )
    strange = next((each for each in watched if not is_user(each)), None)
    if strange is not None:
        raise Usage(_("{text} is no extension; write its digits, such as 201").format(text=shown_word(strange)))
    if not is_user(user):
        raise Usage(_("{text} is no user; write letters and digits without blanks").format(text=shown_word(user)))
    try:
        exchange = Exchange.read(server)
    except ValueError:
        wanted = _("{text} is no server; write HOST or HOST:PORT, such as pbx.example:5060")
        raise Usage(wanted.format(text=shown_word(server))) from None
    account = Account(user, _secret_of(shell, secret_file or _needed("secret_file")), exchange.domain)
    with _until_ended() as ending:
        inbox = Inbox(business.phone.record, shell.warn)
        shell.warn(
            _("asking {where} for the state of {extensions}").format(
                extensions=", ".join(dict.fromkeys(watched)), where=server
            )
        )
        take = _into(inbox, shell)
        watch(
            exchange,
            account,
            tuple(dict.fromkeys(watched)),
            Watch(take, business.clock.now, shell.warn, Refusals(shell.warn), ending.event),
        )
        return _ended(shell, inbox)


@listen.command()
@declared.option("--host", default="fritz.box", show_default=True, metavar="H", help=_("The FRITZ!Box."))
@declared.option("--port", default=1012, show_default=True, type=declared.IntRange(1, 65535))
@verb
def fritzbox(shell: Shell, host: str, port: int) -> int:
    """Listen to the call monitor of a FRITZ!Box; dial #96*5* once to switch it on."""
    from core.phone.wire import FritzTalk

    return _listen(shell, shell.business(), host, port, FritzTalk(), tls=False)


def _listen(shell: Shell, business: "Business", host: str, port: int, talk: "Talk", *, tls: bool) -> int:
    import socket

    from core.phone.inbox import Inbox
    from core.phone.wire import keep_connected

    def connect(seconds: float) -> "socket.socket":
        plain = socket.create_connection((host, port), seconds)
        if not tls:
            return plain
        import ssl

        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)

    where = f"{host}:{port}"
    with _until_ended() as ending:
        inbox = Inbox(business.phone.record, shell.warn)
        shell.warn(_("listening to {where}").format(where=where))
        keep_connected(where, connect, talk, _into(inbox, shell), business.clock.now, shell.warn, ending.event)
        return _ended(shell, inbox)


def _into(inbox: "Inbox", shell: Shell) -> "Callable[[tuple[PhoneEvent, ...]], None]":
    """Hand events to the queue before the store."""

    def take(events: "tuple[PhoneEvent, ...]") -> None:
        if inbox.put(events) is None:
            shell.warn(_("too many events wait for the store; some were dropped"))

    return take


def _ended(shell: Shell, inbox: "Inbox") -> int:
    left = inbox.close()
    if left:
        shell.warn(_("{count} events could not be stored").format(count=left))
        return 1
    shell.warn(_("the listener has ended"))
    return 0
