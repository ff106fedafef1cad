"""Textual's driver for Linux and macOS with Monteore's reader of the keyboard. Import it only where there is a terminal."""

import os
import selectors
import signal
import time
from typing import TYPE_CHECKING, cast

from textual.drivers.linux_driver import LinuxDriver

from tui.typing.reader import Reader

if TYPE_CHECKING:
    from tui.typing.host import TypingApp

_SELECT_SECONDS = 0.1
_ASK_FOR_FOCUS = "\x1b[?1004h"
_NO_FOCUS = "\x1b[?1004l"


class TypingDriver(LinuxDriver):
    """Reads bytes of any encoding, and never stops the process on Ctrl+Z."""

    def start_application_mode(self) -> None:
        """Take the terminal. Job control would stop the process with the screen half restored, so it is off."""
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def write(self, data: str) -> None:
        """Write; focus reports are not asked for: nothing uses them, and on SCO keyboards they look like keys."""
        super().write(_NO_FOCUS if data == _ASK_FOR_FOCUS else data)

    def run_input_thread(self) -> None:
        """Read until the app ends, and send what each read means with the time of the read."""
        app = cast("TypingApp", self._app)
        reader = Reader(os.environ.get("TERM", ""), app.is_command_key)
        was_told = False
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                end = reader.deadline()
                wait = _SELECT_SECONDS if end is None else min(_SELECT_SECONDS, max(0.0, end - time.monotonic()))
                is_ready = bool(selector.select(wait))
                data = self._read() if is_ready else b""
                if is_ready and not data:
                    # The terminal hung up. Another handler ends the app; until then there is nothing to read.
                    self.exit_event.wait(_SELECT_SECONDS)
                now = time.monotonic()
                for message in reader.feed(data, now) if data else reader.tick(now):
                    message.time = now
                    self.process_message(message)
                if reader.met_other_bytes and not was_told:
                    was_told = True
                    app.call_later(app.tell_of_other_bytes)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
