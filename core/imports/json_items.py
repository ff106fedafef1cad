"""The items of a JSON document, one at a time: a list, or the list that an object holds under a known key."""

import io
import json
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any, Final

from core.basics.errors import Refused
from core.basics.i18n import _
from core.imports.source import Source

_CHUNK: Final = 1 << 16
_LONGEST: Final = 8 << 20
"""Characters of the longest item; a document that never ends one is refused before it fills the memory."""
_SAMPLE: Final = 1_000
_TAIL: Final = 2
_BLANK: Final = " \t\r\n"
_TOTALS: Final = ("total", "total_entries", "total_count")
"""Keys under which an object says how many items there are on all its pages."""

_MOST_DIGITS: Final = 1_000
"""Digits of a number that is read as one."""

_decode = json.JSONDecoder().raw_decode


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


_patient = json.JSONDecoder(parse_int=_number)
"""Reads a number of so many digits that Python makes none of it as a text, so that its item alone is bad, and is slower."""


def decoded(text: str) -> Any:
    """What a JSON text holds. Errors: `ValueError`, `RecursionError`."""
    return _patient.decode(text)


class JsonItems:
    """The items of one document, which is read anew each time they are asked for.

    `lists` are the keys under which an object may hold its list; the first one in the document counts.
    """

    def __init__(self, source: Source, name: str, lists: Collection[str]) -> None:
        self._source = source
        self._name = name
        self._lists = lists
        self._sample: list[Any] | None = None
        self.around: dict[str, Any] = {}
        """What an object holds beside its list and is no list itself, as far as it was read."""
        self.count = 0
        """How many items the last reading gave."""
        self.has_list = False
        """Whether the last reading met the list of an object."""

    def __iter__(self) -> Iterator[Any]:
        """Errors: `Refused` where the document is not sound, once what is before that place has been given."""
        reader = _Reader(self._source, self._name)
        self.count = 0
        if reader.next() == "[":
            yield from self._counted(reader)
        else:
            self.has_list = False
            for key in reader.each_key():
                if key in self._lists and not self.has_list and reader.next() == "[":
                    self.has_list = True
                    yield from self._counted(reader)
                else:
                    self.around[key] = reader.skip()
        reader.end()

    def _counted(self, reader: "_Reader") -> Iterator[Any]:
        for item in reader.items():
            self.count += 1
            yield item

    @property
    def is_list(self) -> bool:
        """Whether the document itself is the list."""
        return _Reader(self._source, self._name).next() == "["

    def sample(self) -> list[Any]:
        """The first items: enough to tell what they are. Errors: as for all of them."""
        if self._sample is None:
            self._sample = list(islice(self, _SAMPLE))
        return self._sample

    def keys(self) -> set[str]:
        """The keys of a document that is an object; empty for a list. Errors: `Refused`."""
        reader, found = _Reader(self._source, self._name), set[str]()
        if reader.next() == "{":
            for key in reader.each_key():
                found.add(key)
                reader.skip()
        return found


def page_of_several(items: JsonItems) -> tuple[str, ...]:
    """A sentence where a document that was read says that it is one page of a longer list."""
    around = items.around
    totals = (around.get(key) for key in _TOTALS)
    total = next((each for each in totals if isinstance(each, int) and not isinstance(each, bool)), 0)
    if total > items.count:
        sentence = _("the file holds {count} of {total} items, as it says itself; export the others too")
        return (sentence.format(count=items.count, total=total),)
    if around.get("isLast") is False or around.get("nextPageToken") or around.get("next_page"):
        return (_("the file is one page of several, as it says itself; export the others too"),)
    return ()


class _Reader:
    """Reads the values of a document in the order in which they stand."""

    def __init__(self, source: Source, name: str) -> None:
        self._text: io.TextIOBase = source.opened()
        self._name = name
        self._buffer = ""
        self._place = 0
        self._is_end = False
        self._dropped = 0
        self._lines = 0
        self._line_start = 0

    def next(self) -> str:
        """The next character that is not blank, which is not taken; empty at the end."""
        while True:
            while self._place < len(self._buffer):
                character = self._buffer[self._place]
                if character not in _BLANK:
                    return character
                self._place += 1
            if self._is_end:
                return ""
            self._more(_CHUNK)

    def items(self) -> Iterator[Any]:
        """The values of the list that begins here. Errors: `Refused`."""
        self._take("[")
        if self.next() == "]":
            self._place += 1
            return
        while True:
            yield self._value()
            if self.next() == "]":
                self._place += 1
                return
            self._take(",")

    def each_key(self) -> Iterator[str]:
        """The keys of the object that begins here; the value of each is to be read before the next. Errors: `Refused`."""
        self._take("{")
        if self.next() == "}":
            self._place += 1
            return
        while True:
            if self.next() != '"':
                raise self._broken("Expecting property name enclosed in double quotes", self._place)
            key = str(self._value())
            self._take(":")
            yield key
            if self.next() == "}":
                self._place += 1
                return
            self._take(",")

    def skip(self) -> Any:
        """Read over a value; it is returned if it is no list. Errors: `Refused`."""
        if self.next() != "[":
            return self._value()
        for _item in self.items():
            pass
        return None

    def end(self) -> None:
        """Errors: `Refused` where anything follows."""
        if self.next():
            raise self._broken("Extra data", self._place)

    def _take(self, character: str) -> None:
        if self.next() != character:
            raise self._broken(f"Expecting '{character}' delimiter", self._place)
        self._place += 1

    def _value(self) -> Any:
        self.next()
        while True:
            try:
                value, end = self._decoded()
            except json.JSONDecodeError as error:
                if self._is_end or len(self._buffer) - self._place > _LONGEST:
                    raise self._broken(error.msg, error.pos) from None
            except (ValueError, RecursionError) as error:
                raise self._refused(str(error)) from None
            else:
                # A number near the end of what was read may go on: of `1e+5` that may have been `1e+`.
                if end + _TAIL < len(self._buffer) or self._is_end:
                    self._place = end
                    return value
            self._more(max(_CHUNK, len(self._buffer) - self._place))

    def _decoded(self) -> tuple[Any, int]:
        try:
            return _decode(self._buffer, self._place)
        except json.JSONDecodeError:
            raise
        except ValueError:
            return _patient.raw_decode(self._buffer, self._place)

    def _more(self, size: int) -> None:
        """Read more characters, and drop those that were used."""
        count = self._buffer.count("\n", 0, self._place)
        if count:
            self._lines += count
            self._line_start = self._dropped + self._buffer.rindex("\n", 0, self._place) + 1
        self._dropped += self._place
        read = self._text.read(size)
        self._buffer, self._place = self._buffer[self._place :] + read, 0
        self._is_end = not read

    def _broken(self, message: str, place: int) -> Refused:
        """That the document is not sound at a place of what was read."""
        line, start = self._lines + self._buffer.count("\n", 0, place) + 1, self._line_start
        if (found := self._buffer.rfind("\n", 0, place)) >= 0:
            start = self._dropped + found + 1
        return self._refused(f"{message}: line {line} column {self._dropped + place - start + 1}")

    def _refused(self, reason: str) -> Refused:
        return Refused(_("{name} is not sound JSON ({reason}); export it again").format(name=self._name, reason=reason))
