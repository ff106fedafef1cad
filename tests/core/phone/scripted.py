"""A scripted server on a local port: what it sends to each connection, and what it read."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path

Script = Callable[[socket.socket], None]
TRACE = Path(__file__).parent / "data" / "ami_direct_and_ringgroup.txt"


class ScriptedServer:
    """Serves one connection after another, each by the next script; then refuses."""

    def __init__(self, *scripts: Script) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.failures: list[str] = []
        self._thread = threading.Thread(target=self._run, args=(scripts,), daemon=True)
        self._thread.start()

    def _run(self, scripts: tuple[Script, ...]) -> None:
        for script in scripts:
            connection, _address = self._listening.accept()
            with connection:
                try:
                    script(connection)
                except (OSError, AssertionError) as error:
                    self.failures.append(repr(error))
        self._listening.close()

    def close(self) -> None:
        """Stop; a script that still runs ends with its connection."""
        self._listening.close()
        self._thread.join(10)


def packets() -> list[tuple[str, str]]:
    """The recorded packets of a real Asterisk, each with the instant of its arrival, without banner and login."""
    found: list[tuple[str, str]] = []
    for part in TRACE.read_text(encoding="utf-8").split("# ")[2:]:
        stamp, _newline, body = part.partition("\n")
        lines = body.strip("\n").split("\n")
        found.append((stamp.strip(), "\r\n".join([lines[0], f"Timestamp: {stamp.strip()}", *lines[1:]]) + "\r\n\r\n"))
    return found


def read_packet(connection: socket.socket) -> str:
    """One packet that the client sent."""
    got = b""
    while not got.endswith(b"\r\n\r\n"):
        chunk = connection.recv(1)
        assert chunk, "the client went away"
        got += chunk
    return got.decode()


def log_in(connection: socket.socket) -> str:
    """The greeting of Asterisk; the packet with which the client logged in."""
    connection.sendall(b"Asterisk Call Manager/13.0.0\r\n")
    said = read_packet(connection)
    connection.sendall(b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n")
    return said
