"""Calls out: a number for the clipboard, a command that dials, or Asterisk's originate. Nothing goes through a shell."""

import base64
import contextlib
import os
import re
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.basics.dataclass import dataclass
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.numbers import NumberKind, NumberPlan, read_number
from core.basics.places import PHONE_SETTINGS
from core.basics.toml import read_toml
from core.phone.adapters.ami import PacketReader, action

_SECONDS = 15.0
_SAFE = re.compile(r"\+?[0-9]{1,20}")
_CHANNEL = re.compile(r"[A-Za-z0-9_./@-]{1,80}")


@dataclass(frozen=True)
class Dialling:
    """How this person dials: a command as a list of arguments, or a manager interface. Both empty: not at all."""

    command: tuple[str, ...] = ()
    """Arguments; `{number}` and `{extension}` in them are filled."""
    host: str = ""
    """Host of the manager interface."""
    port: int = 5038
    """Port of the manager interface."""
    user: str = ""
    """User of the manager interface, with the right to originate."""
    secret_file: str = ""
    """File with the user's secret."""
    channel: str = "PJSIP/{extension}"
    """Channel of the own phone, which rings first."""
    context: str = "from-internal"
    """Dialplan context of the number."""

    @property
    def is_set(self) -> bool:
        """Whether it says how to dial at all."""
        return bool(self.command or self.host)


def dialling_path(named: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file: as named, else MONTEORE_PHONE, else `phone.toml` in the platform's configuration folder."""
    return PHONE_SETTINGS.path(named, environment)


def read_dialling(path: Path) -> Dialling:
    """The part `[dial]` of a settings file; a missing file is no dialling. Errors: `Usage` for wrong settings."""
    try:
        written = read_toml(path.read_text(encoding="utf-8")).get("dial", {})
    except FileNotFoundError:
        return Dialling()
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise Usage(_("{path} cannot be read ({reason})").format(path=path, reason=reason)) from None
    known = Dialling.__dataclass_fields__
    if not isinstance(written, dict):
        raise Usage(_("in {path} [dial] must be a table").format(path=path))
    unknown = next((name for name in written if name not in known), None)
    command = written.get("command", [])
    is_list = isinstance(command, list) and all(isinstance(each, str) for each in command)
    others = {name: value for name, value in written.items() if name != "command"}
    is_typed = all(isinstance(value, int if name == "port" else str) for name, value in others.items())
    if unknown or not is_list or not is_typed:
        raise Usage(
            _("in {path} [dial] has command (a list of arguments), or host, port, user, secret_file").format(path=path)
        )
    return Dialling(command=tuple(command), **others)


def listening(path: Path) -> dict[str, str]:
    """The part `[listen]` of a settings file: the files of the listeners' secrets. Errors: `Usage` for wrong settings."""
    try:
        written = read_toml(path.read_text(encoding="utf-8")).get("listen", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise Usage(_("{path} cannot be read ({reason})").format(path=path, reason=reason)) from None
    known = ("token_file", "zoom_secret_file", "secret_file")
    is_known = isinstance(written, dict) and all(
        name in known and isinstance(value, str) for name, value in written.items()
    )
    if not is_known:
        raise Usage(_("in {path} [listen] has token_file, zoom_secret_file, secret_file").format(path=path))
    return dict(written)


def dialled(number: str, plan: NumberPlan) -> str:
    """What is dialled for a number, with the prefix for an outside line. Errors: `Usage` for what is no number."""
    read = read_number(number, plan)
    digits = read.extension if read.kind is NumberKind.INTERNAL else read.e164
    if not _SAFE.fullmatch(digits):
        raise Usage(_("{text} is no number that can be dialled").format(text=number[:40]))
    if read.kind is NumberKind.PUBLIC and plan.outside_prefix:
        return plan.outside_prefix + re.sub(r"^\+", "00", digits)
    return digits


def copied(text: str) -> str:
    """The escape sequence (OSC 52) with which a terminal copies a text to the clipboard, over SSH too."""
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


def command_of(template: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """The arguments of a command; each value stays within its own argument. Errors: `Usage` for an unknown field."""
    try:
        return [part.format_map(values) for part in template]
    except (KeyError, ValueError, IndexError, AttributeError):
        raise Usage(
            _("a dial command knows {fields} only").format(fields=", ".join(f"{{{name}}}" for name in values))
        ) from None


def dial(number: str, extension: str, dialling: Dialling) -> None:
    """Dial a number that `dialled` made, from an extension. Errors: `Refused` with the reason."""
    if extension and not _CHANNEL.fullmatch(extension):
        raise Usage(_("{text} is no extension").format(text=extension[:40]))
    values = {"number": number, "extension": extension}
    if dialling.command:
        _run(command_of(dialling.command, values))
    elif dialling.host:
        if not extension:
            raise Usage(_("say whose phone dials: --from EXT, or give yourself an extension"), step="phone extension")
        _originate(values, dialling)
    else:
        raise Refused(_("nothing is set to dial with; write [dial] into phone.toml (docs/phone.md shows how)"))


def _run(command: list[str]) -> None:
    # Passwords of the mail or database server are none of the command's.
    environment = {name: value for name, value in os.environ.items() if not name.endswith("PASSWORD")}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise Refused(_("the dial command failed ({reason})").format(reason=error)) from None
    if done.returncode:
        reason = " ".join(done.stderr.decode("utf-8", "replace").split())[:200] or str(done.returncode)
        raise Refused(_("the dial command failed ({reason})").format(reason=reason))


def _originate(values: Mapping[str, str], dialling: Dialling) -> None:
    try:
        secret = Path(dialling.secret_file).expanduser().read_text(encoding="utf-8").strip()
        login = action("Login", Username=dialling.user, Secret=secret, Events="off")
        channel = command_of([dialling.channel], values)[0]
        originate = action(
            "Originate",
            Channel=channel,
            Context=dialling.context,
            Exten=values["number"],
            Priority="1",
            Timeout="30000",
            Async="true",
            CallerID=values["extension"],
        )
        with contextlib.closing(socket.create_connection((dialling.host, dialling.port), _SECONDS)) as connection:
            _expect_success(connection, login)
            _expect_success(connection, originate)
    except (OSError, ValueError) as error:
        raise Refused(_("the telephone system did not dial ({reason})").format(reason=error)) from None


def _expect_success(connection: socket.socket, packet: bytes) -> None:
    """Send an action and wait for its response. Errors: `Refused` with the server's words, `OSError`."""
    connection.sendall(packet)
    reader = PacketReader()
    while chunk := connection.recv(65_536):
        for answer in reader.feed(chunk):
            if "Response" in answer:
                if answer["Response"].lower() != "success":
                    raise Refused(
                        _("the telephone system did not dial ({reason})").format(reason=answer.get("Message", "")[:200])
                    )
                return
    raise ConnectionError(_("the connection was closed"))
