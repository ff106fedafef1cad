"""The file that is imported: its bytes, and its text line by line, so that a table is never in memory as a whole."""

import io
import os
from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

from core.basics.temporary import no_room, unnamed_file
from core.imports.content import wide_encoding
from core.imports.encodings import Encoding, encoding_of

IN_MEMORY = 1 << 20
"""How many bytes of a file stay in memory; a larger one is copied into a temporary file without a name."""
_HEAD = 80_000
_CHUNK = 1 << 16


class Source:
    """A file as it was when it was opened. It can be read as often as needed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._file: io.FileIO | None = None

    @classmethod
    def of(cls, data: "bytes | Source") -> "Source":
        """The bytes of a file as a source."""
        return data if isinstance(data, Source) else cls(data)

    @classmethod
    def copied(cls, opened: BinaryIO) -> "Source":
        """What an open file holds, read to its end. Errors: `OSError`; `StoreUnavailable` where it cannot be copied."""
        data = opened.read(IN_MEMORY + 1)
        if len(data) <= IN_MEMORY:
            return cls(data)
        made = cls(b"")
        file = made._file = unnamed_file(made)
        while data:
            try:
                view = memoryview(data)
                while view:
                    view = view[file.write(view) :]
            except OSError as error:
                raise no_room(error) from None
            data = opened.read(IN_MEMORY)
        return made

    def begin(self, size: int = _HEAD) -> bytes:
        """The first bytes."""
        return self._bytes().read(size)

    def data(self) -> bytes:
        """All bytes."""
        return self._bytes().read() if self._file is not None else self._data

    @cached_property
    def encoding(self) -> Encoding:
        """UTF-16 or UTF-32 by its mark or its zero bytes, else UTF-8, else what the letters look like."""
        if wide := wide_encoding(self.begin()):
            return Encoding(wide)
        bytes_of = self._bytes()
        return encoding_of(iter(lambda: bytes_of.read(_CHUNK), b""))

    def text(self) -> str:
        """All of the text."""
        return self.opened().read()

    def head(self) -> str:
        """The beginning of the text."""
        return self.opened().read(_HEAD)

    def lines(self) -> Iterator[str]:
        """The lines with their ends as they are; a line ends with a line feed, a carriage return, or both."""
        return iter(self.opened())

    def opened(self) -> io.TextIOWrapper:
        """The text from its beginning, to be read piece by piece."""
        return io.TextIOWrapper(self._bytes(), self.encoding.codec, self.encoding.errors, newline="")

    def _bytes(self) -> io.BytesIO | io.BufferedReader:
        if self._file is None:
            return io.BytesIO(self._data)
        return io.BufferedReader(_Reader(self, self._file.fileno()), _CHUNK)


class _Reader(io.RawIOBase):
    """Reads an open file from its beginning, whatever others read of it meanwhile."""

    def __init__(self, owner: Source, descriptor: int) -> None:
        self._owner = owner
        self._descriptor = descriptor
        self._place = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill a buffer with what follows."""
        count = os.preadv(self._descriptor, [buffer], self._place)
        self._place += count
        return count
