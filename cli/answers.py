"""What a verb prints: in characters that the output has, and without failing once the change is made."""

import contextlib
import fcntl
import io
import os
from typing import TextIO

from core.basics.encodings import fitting


class Answers(io.TextIOBase):
    """A stream over the process's own that never raises: the first failure is kept in `trouble`, the rest is dropped.

    It says UTF-8 whatever the output has, for the text is fitted here and click would otherwise go round it.
    """

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, target: TextIO | None) -> None:
        super().__init__()
        self._target = target
        self.trouble: OSError | ValueError | None = None

    def write(self, text: str) -> int:
        """Write text; the number of its characters."""
        if not isinstance(text, str):
            raise TypeError("text is written here, not bytes")
        if self._target is not None and self.trouble is None:
            try:
                self._target.write(fitting(text, self._target.encoding or "ascii"))
            except (OSError, ValueError) as error:
                self.trouble = error
        return len(text)

    def write_bytes(self, content: bytes) -> None:
        """Write the bytes of a file as they are."""
        self.flush()
        target = getattr(self._target, "buffer", None)
        if target is not None and self.trouble is None:
            try:
                target.write(content)
                target.flush()
            except (OSError, ValueError) as error:
                self.trouble = error

    def flush(self) -> None:
        """Bring what was written to the output."""
        if self._target is not None and self.trouble is None:
            try:
                self._target.flush()
            except (OSError, ValueError) as error:
                self.trouble = error

    def writable(self) -> bool:
        """Always."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal shows it."""
        return self._target is not None and not self._target.closed and self._target.isatty()

    def fileno(self) -> int:
        """The file descriptor. Errors: `OSError` where there is none."""
        if self._target is None:
            raise OSError("closed")
        return self._target.fileno()

    def is_unusable(self) -> bool:
        """Whether nothing can come out of it, as far as that is known before anything is written."""
        if self._target is None or self._target.closed:
            return True
        try:
            return fcntl.fcntl(self._target.fileno(), fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY
        except (OSError, ValueError):
            return False

    def give_up(self) -> None:
        """Let Python's own flush at the exit go to nowhere: it would complain about what is left."""
        with contextlib.suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
