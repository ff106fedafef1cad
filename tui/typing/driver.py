"""Textual's driver for Linux and macOS with Monteore's reader of the keyboard. Import it only where there is a terminal."""

import contextlib
import os
import selectors
import signal
import time
from typing import TYPE_CHECKING, Any, cast

from textual.drivers.linux_driver import LinuxDriver

from tui.typing.reader import Reader
from tui.typing.tokens import esc_seconds

if TYPE_CHECKING:
    from tui.typing.host import TypingApp

_HUNG_UP_SECONDS = 0.1
"""Between two looks at a terminal that hung up."""
_ASK_FOR_FOCUS = "\x1b[?1004h"
_NO_FOCUS = "\x1b[?1004l"


class TypingDriver(LinuxDriver):
    """Reads bytes of any encoding, and never stops the process on Ctrl+Z.

    The thread that reads sleeps until something comes, or until what came must be told.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._woken, self._wake = os.pipe()
        """What the thread also waits for, to be told of the end."""
        os.set_blocking(self._woken, False)

    def start_application_mode(self) -> None:
        """Take the terminal. Job control would stop the process with the screen half restored, so it is off."""
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        cast("TypingApp", self._app).heed_signals()
        with contextlib.suppress(BlockingIOError):
            # An end that was told to a thread before this one.
            os.read(self._woken, 4096)
        super().start_application_mode()  # type: ignore[no-untyped-call]

    def write(self, data: str) -> None:
        """Write; focus reports are not asked for: nothing uses them, and on SCO keyboards they look like keys."""
        super().write(_NO_FOCUS if data == _ASK_FOR_FOCUS else data)

    def disable_input(self) -> None:
        """End the thread that reads. It ends by this byte alone: the event by which Textual asks it to end is set after it."""
        os.write(self._wake, b".")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Read until the app ends, and send what each read means with the time of the read."""
        app = cast("TypingApp", self._app)
        reader = Reader(os.environ.get("TERM", ""), app.is_command_key, esc_seconds(os.environ))
        was_told = False
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                end = reader.deadline()
                wait = None if end is None else max(0.0, end - time.monotonic())
                ready = {key.fd for key, _events in selector.select(wait)}
                if self._woken in ready:
                    return
                is_ready = self.fileno in ready
                data = self._read() if is_ready else b""
                if is_ready and not data:
                    app.call_later(app.look_for_hang_up)
                    self.exit_event.wait(_HUNG_UP_SECONDS)
                now = time.monotonic()
                for message in reader.feed(data, now) if data else reader.tick(now):
                    message.time = now
                    self.process_message(message)
                if question := reader.question():
                    self._loop.call_soon_threadsafe(self._ask, question)
                if reader.met_other_bytes and not was_told:
                    was_told = True
                    app.call_later(app.tell_of_other_bytes)

    def _ask(self, question: str) -> None:
        """Ask the terminal, unless nobody reads the answer any more: a shell would."""
        if self._key_thread is not None and self._key_thread.is_alive():
            self.write(question)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, 4096)
        except OSError:
            return b""
