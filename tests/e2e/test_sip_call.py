"""A real SIP call on loopback: sipp calls through kamailio, baresip rings and answers, and a desk in a real terminal follows.

The proxy tells of it by a hook, and by the state of the extension (RFC 4235).

Needs packages that `tests/e2e/sip/install.sh` installs (as root, on Debian); without them, and in CI, it is skipped.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.business import Business
from tests.e2e.conftest import Open
from tests.e2e.terminal import ENTER, ROOT
from tests.waiting import PATIENCE_SECONDS, wait_until

TEMPLATES = Path(__file__).parent / "sip"
NUMBER = "+390212345678"
TOKEN = "a-token-of-this-test-0123456789"
ANNA = "54001"
"""A user id that nobody has; its owner is called `uid54001`."""
PROGRAMS = ("kamailio", "sipp", "baresip", "curl")
MODULES = (*Path("/usr/lib").glob("*/kamailio/modules"), *Path("/usr/lib").glob("kamailio/modules"))
BARESIP = Path("/usr/lib/baresip/modules")
TABLES = Path("/usr/share/kamailio/dbtext/kamailio")
"""Empty tables, for a proxy without a database."""
MISSING = [name for name in PROGRAMS if not shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")]

pytestmark = [
    pytest.mark.skipif(bool(os.environ.get("CI")), reason="a real SIP call is never made in CI"),
    pytest.mark.skipif(
        bool(MISSING) or not MODULES or not BARESIP.is_dir(),
        reason=f"not installed: {', '.join(MISSING) or 'modules'}; run tests/e2e/sip/install.sh as root",
    ),
]


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, kind) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Softphone:
    """baresip by its control port: netstrings with JSON in them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._heard = b""
        self.events: list[str] = []
        wait_until(self._connect, lambda: "the softphone opened no control port")

    def _connect(self) -> bool:
        try:
            self._control = socket.create_connection(("127.0.0.1", self._port), 1)
        except OSError:
            return False
        self._control.settimeout(0.05)
        return True

    def listen(self) -> None:
        """Take what it tells."""
        try:
            self._heard += self._control.recv(65536)
        except TimeoutError:
            return
        while b":" in self._heard:
            length, _colon, rest = self._heard.partition(b":")
            if len(rest) <= int(length):
                return
            self.events.append(str(json.loads(rest[: int(length)]).get("type")))
            self._heard = rest[int(length) + 1 :]

    def has_told(self, event: str) -> bool:
        """Whether it told an event of this type by now."""
        self.listen()
        return event in self.events

    def accept(self) -> None:
        """Answer the call that rings."""
        command = json.dumps({"command": "accept", "params": "", "token": "a"}).encode()
        self._control.sendall(str(len(command)).encode() + b":" + command + b",")

    def close(self) -> None:
        """Close the control connection."""
        self._control.close()


class Exchange:
    """The listener, the proxy and the softphone, each a process of its own."""

    def __init__(self, store: Path, folder: Path, *, by_state: bool = False) -> None:
        """`by_state`: the listener watches the extension; else the proxy's hook calls it."""
        self.folder = folder
        udp, tcp = socket.SOCK_DGRAM, socket.SOCK_STREAM
        self.ports = {"PROXY": free_port(udp), "PHONE": free_port(udp), "CONTROL": free_port(tcp)}
        listener = free_port(tcp)
        words = {
            **{name: str(port) for name, port in self.ports.items()}, "LISTENER": str(listener), "TOKEN": TOKEN,
            "FOLDER": str(folder), "HOOK": str(folder / "hook.sh"), "MODULES": f"{MODULES[0]}/", "BARESIP": str(BARESIP),
        }  # fmt: skip
        for template in TEMPLATES.iterdir():
            text = template.read_text()
            for name, value in words.items():
                text = text.replace(f"@{name}@", value)
            (folder / template.name).write_text(text)
        (folder / "hook.sh").chmod(0o755)
        (folder / "token").write_text(TOKEN)
        (folder / "token").chmod(0o600)
        self._processes: list[subprocess.Popen[bytes]] = []
        environment = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin", "PYTHONPATH": str(ROOT)}
        self._environment = environment
        listen = (sys.executable, "-m", "cli", "--db", str(store), "phone", "listen")
        if by_state:
            shutil.copytree(TABLES, folder / "tables")
            server, ways = (
                f"127.0.0.1:{self.ports['PROXY']}",
                ("--user", "desk", "--secret-file", str(folder / "token")),
            )
            self.start("listener", *listen, "sip", "--server", server, *ways)
        else:
            bind, ways = f"127.0.0.1:{listener}", ("--token-file", str(folder / "token"))
            self.start("listener", *listen, "http", "--bind", bind, *ways)
        pid, rules = str(folder / "kamailio.pid"), folder / ("presence.cfg" if by_state else "kamailio.cfg")
        self.start("kamailio", "kamailio", "-f", str(rules), "-DD", "-E", "-m", "32", "-M", "4", "-P", pid)
        self.start("baresip", "baresip", "-f", str(folder))
        wait_until(
            lambda: "watching 201\n" in self.log("listener") if by_state else _answers(listener),
            lambda: f"the listener never came up: {self.log('listener')} {self.log('kamailio')}",
        )
        self.softphone = Softphone(self.ports["CONTROL"])

    def start(self, name: str, *command: str) -> "subprocess.Popen[bytes]":
        """Start a process whose words go into a log."""
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._processes.append(process)
        return process

    def log(self, name: str) -> str:
        """What a process said."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def call(self) -> "subprocess.Popen[bytes]":
        """A caller rings 201, and hangs up three seconds after the answer."""
        return self.start(
            "caller", "sipp", f"127.0.0.1:{self.ports['PROXY']}", "-sf", str(self.folder / "caller.xml"), "-inf",
            str(self.folder / "caller.csv"), "-i", "127.0.0.1", "-p", str(free_port(socket.SOCK_DGRAM)), "-m", "1", "-nostdin",
        )  # fmt: skip

    def close(self) -> None:
        """End every process."""
        self.softphone.close()
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


Connect = Callable[..., Exchange]


@pytest.fixture
def connect(store: Path, tmp_path: Path) -> Iterator[Connect]:
    """Makes the exchange, on a store that knows the caller and whose extension 201 is."""
    with Business.open(store) as business:
        acme = business.queries.resolve_client("acme")
        business.clients.edit(acme.client_id, contacts=[f"Mario Rossi <{NUMBER}>"])
        business.phone.settings.assign("201", [f"uid{ANNA}"])
    folder = tmp_path / "sip"
    folder.mkdir()
    made: list[Exchange] = []

    def make(*, by_state: bool = False) -> Exchange:
        made.append(Exchange(store, folder, by_state=by_state))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_a_real_call_rings_on_the_desk_is_taken_by_one_key_and_saved_with_its_own_time(
    connect: Connect, store: Path, opened: Open
) -> None:
    exchange = connect()
    desk, phone = opened(store, technician=f"uid{ANNA}"), exchange.softphone
    desk.until_silent(1)
    caller = exchange.call()
    desk.wait(lambda: phone.has_told("CALL_INCOMING"), "the softphone never rang: " + exchange.log("kamailio"))
    desk.until("RINGING  Acme srl · Mario Rossi")
    phone.accept()
    desk.until("answered, not taken · Acme srl")
    desk.type("\x07")
    desk.until("● RUNNING")
    assert caller.wait(PATIENCE_SECONDS) == 0
    desk.until("Acme srl hung up: F5 wraps it up")
    desk.type("\x1b[15~")
    desk.until("Wrap up")
    desk.type("vpn")
    desk.until("vpn")
    desk.type(ENTER)
    desk.until("saved")
    with Business.open(store) as business:
        (entry,) = business.queries.entries()
        (call,) = business.phone.of_day()
    assert call.answered_at is not None and call.ended_at is not None and call.entry_id == entry.entry_id
    # The caller hangs up three seconds after the answer; how long the events take to arrive, the machine decides.
    assert call.rang_at < call.answered_at < call.ended_at
    assert entry.worked_seconds == int((call.ended_at - call.answered_at).total_seconds())


@pytest.mark.soak
@pytest.mark.skipif(
    not any((folder / "presence.so").exists() for folder in MODULES),
    reason="kamailio-presence-modules is not installed",
)
def test_a_real_exchange_tells_ring_answer_and_end_by_the_state_of_an_extension(connect: Connect, store: Path) -> None:
    exchange = connect(by_state=True)
    phone = exchange.softphone

    def state() -> str:
        with Business.open(store) as business:
            calls = business.phone.of_day()
        return calls[0].state.value if calls else ""

    def log() -> str:
        return exchange.log("listener") + exchange.log("kamailio")

    # The exchange grants four seconds: the subscription is refreshed, with a login each time, before and while it rings.
    wait_until(lambda: exchange.log("kamailio").count("subscribed") >= 3, log)
    called_at = datetime.now(UTC)
    caller = exchange.call()
    wait_until(lambda: phone.has_told("CALL_INCOMING"), lambda: "the softphone never rang: " + log())
    wait_until(lambda: state() == "ringing", log)
    phone.accept()
    wait_until(lambda: state() == "answered", log)
    assert caller.wait(PATIENCE_SECONDS) == 0
    wait_until(lambda: state() == "ended", log)
    with Business.open(store) as business:
        (call,) = business.phone.of_day()
    assert call.client is not None and (call.client.code, call.number, call.technician) == (
        "acme",
        NUMBER,
        f"uid{ANNA}",
    )
    assert call.answered_at is not None and call.ended_at is not None
    assert called_at - timedelta(milliseconds=1) < call.rang_at < call.answered_at < call.ended_at
    # Ended in order, and the exchange no longer lit the lamp: nothing was refused, and nothing began anew.
    assert exchange.log("listener").count("watching 201\n") == 1 and "refused" not in exchange.log("listener")
