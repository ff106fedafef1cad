"""The files as a power cut may leave them, from a record of the calls that changed them.

What was synchronised is there. Of what was not, any part may be: sectors of a write, later writes without earlier ones; and
the first changes of names, in their order, as file systems with a journal keep them. In the strict form nothing of it is.
"""

import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SECTOR = 512
_HEAD = struct.Struct("=cxxxIIIq")


class Call(NamedTuple):
    """A recorded call: create, truncate, write, synchronise, rename, link, unlink, or a mark; paths, place and data."""

    kind: str
    first: str
    second: str
    offset: int
    data: bytes


def read_calls(record: bytes) -> list[Call]:
    """The calls of a record, in their order."""
    found, place = [], 0
    while place < len(record):
        kind, first, second, size, offset = _HEAD.unpack_from(record, place)
        place += _HEAD.size
        parts = []
        for length in (first, second, size):
            parts.append(record[place : place + length])
            place += length
        found.append(Call(kind.decode(), parts[0].decode(), parts[1].decode(), offset, parts[2]))
    return found


class _File:
    def __init__(self) -> None:
        self.kept = bytearray()
        self.pending: list[Call] = []

    def synchronise(self) -> None:
        for call in self.pending:
            _apply(self.kept, call)
        self.pending = []

    def content(self, chance: random.Random | None) -> bytes:
        found = bytearray(self.kept)
        for call in self.pending if chance else ():
            for part in _sectors(call):
                if chance is not None and chance.random() < 0.5:
                    _apply(found, part)
        return bytes(found)


def _sectors(call: Call) -> Iterator[Call]:
    if call.kind != "w":
        yield call
        return
    place = 0
    while place < len(call.data):
        end = place + SECTOR - (call.offset + place) % SECTOR
        yield call._replace(offset=call.offset + place, data=call.data[place:end])
        place = end


def _apply(content: bytearray, call: Call) -> None:
    if call.kind == "t":
        del content[call.offset :]
        content.extend(bytes(call.offset - len(content)))
    else:
        content.extend(bytes(max(0, call.offset - len(content))))
        content[call.offset : call.offset + len(call.data)] = call.data


class Disk:
    """Files and names of one folder: what is kept whatever comes, and what waits."""

    def __init__(self) -> None:
        self._names: dict[str, _File] = {}
        self._waiting: list[tuple[Call, _File]] = []
        self._now: dict[str, _File] = {}

    def take(self, call: Call) -> None:
        """Carry out a call."""
        if call.kind in "tw":
            self._now[call.first].pending.append(call)
        elif call.kind == "s":
            if call.first in self._now:
                self._now[call.first].synchronise()
            else:
                for name_call, file in self._waiting:
                    _rename(self._names, name_call, file)
                self._waiting = []
        elif call.kind in "crlu":
            file = _File() if call.kind == "c" else self._now[call.first]
            _rename(self._now, call, file)
            self._waiting.append((call, file))

    def leave(self, source: Path, folder: Path, chance: random.Random | None) -> None:
        """Write the files as a power cut leaves them; without `chance` only what was synchronised."""
        names = dict(self._names)
        count = chance.randint(0, len(self._waiting)) if chance else 0
        for call, file in self._waiting[:count]:
            _rename(names, call, file)
        for name, file in names.items():
            target = folder / Path(name).relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            # The index of the log is memory: a machine that starts again has none.
            if not name.endswith("-shm"):
                target.write_bytes(file.content(chance))
                target.chmod(0o600)


def _rename(names: dict[str, _File], call: Call, file: _File) -> None:
    if call.kind == "c":
        names[call.first] = file
    elif call.kind == "l":
        names[call.second] = file
    elif call.kind == "r":
        names.pop(call.first, None)
        names[call.second] = file
    else:
        names.pop(call.first, None)
