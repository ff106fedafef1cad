"""Long lists outside the memory: the first items stay, the others go to a temporary file that has no name.

An import of a million rows takes no more memory than one of ten thousand, and nobody else can read what it put aside.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from io import FileIO
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar, overload

from core.basics.temporary import no_room, unnamed_file

T = TypeVar("T")

IN_MEMORY = 1000
"""How many items of a list stay in memory."""
_PART = 100
"""How many are written and read at once: what several of them hold is written once."""
_PARTS_KEPT = 3
"""How many parts that were read are kept: a change of two hundred rows takes from so many, and begins with the last again."""


class Spilled(Sequence[T], Generic[T]):
    """A list that only grows. Items must not be changed once they are in it: those of the file are copies."""

    def __init__(self, pack: Callable[[T], object] | None = None, unpack: Callable[[Any], T] | None = None) -> None:
        """`pack` gives the values of an item that are written in its place, and `unpack` makes it anew of them."""
        self._pack = pack
        self._unpack = unpack
        self._first: list[T] = []
        self._part: list[T] = []
        self._places = array("Q", [0])
        self._file: FileIO | None = None
        self._read: dict[int, list[T]] = {}

    def append(self, item: T) -> None:
        """Add an item. Errors: `StoreUnavailable` where it cannot be put aside."""
        if len(self._first) < IN_MEMORY:
            self._first.append(item)
            return
        self._part.append(item)
        if len(self._part) == _PART:
            self._write()

    def extend(self, items: Iterable[T]) -> None:
        """Add items. Errors: as `append`."""
        for item in items:
            self.append(item)

    def done(self) -> Sequence[T]:
        """The list as it is to be kept: a tuple where all of it is in memory."""
        return self if self._file is not None or self._part else tuple(self._first)

    def __len__(self) -> int:
        return len(self._first) + (len(self._places) - 1) * _PART + len(self._part)

    def __iter__(self) -> Iterator[T]:
        yield from self._first
        for number in range(len(self._places) - 1):
            yield from self._of(number)
        yield from self._part

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...

    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        count = len(self)
        if isinstance(place, slice):
            begin, end, step = place.indices(count)
            return self._between(begin, end) if step == 1 else tuple(self[each] for each in range(begin, end, step))
        if not -count <= place < count:
            raise IndexError(place)
        place %= count
        if place < len(self._first):
            return self._first[place]
        number, rest = divmod(place - len(self._first), _PART)
        return (self._of(number) if number < len(self._places) - 1 else self._part)[rest]

    def _between(self, begin: int, end: int) -> tuple[T, ...]:
        """The items from one place to before another, a part at a time."""
        found, place = self._first[begin:end], max(begin, len(self._first))
        while place < end:
            number, rest = divmod(place - len(self._first), _PART)
            items = self._of(number) if number < len(self._places) - 1 else self._part
            found += items[rest : rest + end - place]
            place = len(self._first) + (number + 1) * _PART
        return tuple(found)

    def _write(self) -> None:
        from pickle import dumps

        if self._file is None:
            self._file = unnamed_file(self)
        items: list[Any] = self._part if self._pack is None else [self._pack(item) for item in self._part]
        data, place = memoryview(dumps(items, protocol=5)), self._places[-1]
        try:
            self._file.seek(place)
            while data:
                data = data[self._file.write(data) :]
            self._places.append(self._file.tell())
        except OSError as error:
            raise no_room(error) from None
        self._part = []

    def _of(self, number: int) -> list[T]:
        """The items of one part; those of the last calls are kept."""
        known = self._read.get(number)
        if known is not None:
            return known
        from pickle import loads

        assert self._file is not None
        begin, end = self._places[number], self._places[number + 1]
        try:
            self._file.seek(begin)
            # Nobody else can write to a file without a name.
            items: list[T] = loads(self._file.read(end - begin))
        except OSError as error:
            raise no_room(error) from None
        if self._unpack is not None:
            items = [self._unpack(values) for values in items]
        if len(self._read) == _PARTS_KEPT:
            del self._read[next(iter(self._read))]
        self._read[number] = items
        return items


def spilled(kind: type[T]) -> Spilled[T]:
    """A list of instances of a dataclass without bases, which are put aside as their values."""
    return Spilled(values_of(kind), lambda values: kind(*values))


def values_of(kind: type[T]) -> Callable[[T], tuple[Any, ...]]:
    """What gives the values of an instance of a dataclass without bases, in the order in which it takes them."""
    found: Callable[[T], tuple[Any, ...]] = attrgetter(*kind.__annotations__)
    return found


class Met:
    """How often each of many texts was met, by eight bytes of its digest: a million texts take some ten megabytes."""

    def __init__(self) -> None:
        self._buckets: dict[int, array[int]] = {}
        self._repeated: dict[int, int] = {}

    def add(self, text: str) -> int:
        """How often a text was met, this time included."""
        digest = _digest(text)
        count = self._repeated.get(digest)
        if count is None:
            bucket = self._buckets.get(digest & _BUCKETS)
            if bucket is None:
                self._buckets[digest & _BUCKETS] = array("Q", [digest])
                return 1
            if digest not in bucket:
                bucket.append(digest)
                return 1
            count = 1
        self._repeated[digest] = count + 1
        return count + 1

    def times(self, text: str) -> int:
        """How often a text was met."""
        digest = _digest(text)
        count = self._repeated.get(digest)
        return int(digest in self._buckets.get(digest & _BUCKETS, ())) if count is None else count

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        digest = _digest(text)
        return digest in self._buckets.get(digest & _BUCKETS, ())


_BUCKETS = 0x3FFF


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def in_slices(items: Sequence[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items, so many at a time."""
    rest = iter(items)
    while part := tuple(islice(rest, size)):
        yield part
