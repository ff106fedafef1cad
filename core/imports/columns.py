"""Which columns of a file hold what its reader asks for: found once a file, as every row is read by it."""

from collections.abc import Collection, Mapping, Sequence
from itertools import repeat
from typing import Generic, TypeVar

from core.imports.tables import TableRow, doubled

Wanted = TypeVar("Wanted")


class Columns(Generic[Wanted]):
    """The columns of one file."""

    def __init__(self, wanted: Mapping[Wanted, Sequence[str]], header: Sequence[str]) -> None:
        """`wanted` are the names of the columns that can hold each thing, the preferred first."""
        self.present = {
            thing: found for thing, names in wanted.items() if (found := [name for name in names if name in header])
        }
        """The columns that the file has of each thing that it has any of."""
        alone = {thing: names[0] for thing, names in self.present.items() if len(names) == 1}
        self._things, self._names = tuple(alone), tuple(alone.values())
        self._several = [(thing, names) for thing, names in self.present.items() if thing not in alone]
        self._empty = dict.fromkeys(wanted, "")
        self._is_doubled = len(set(header)) < len(header)

    def cells(self, line: TableRow) -> dict[Wanted, str]:
        """What a row holds of each thing: the first of its columns that is not empty; an empty text for none."""
        found = line.by_column() if self._is_doubled else dict(line.cells)
        cells = self._empty.copy()
        cells.update(zip(self._things, map(found.get, self._names, repeat("")), strict=True))
        for thing, names in self._several:
            cells[thing] = next((found[name] for name in names if found.get(name)), "")
        return cells


class Dropped:
    """The columns of one file that hold something and are not carried over."""

    def __init__(self, header: Sequence[str], used: Collection[str]) -> None:
        """`used` are the names of the columns that are read."""
        self._unread = {name for name in header if name and name not in used}
        self._held: dict[str, None] = {}
        self._doubled = doubled(header, used)

    def note(self, line: TableRow) -> None:
        """Look at a row, as long as columns are left of which no row before it held anything."""
        if self._unread:
            held = {column: None for column, cell in line.cells if cell and column in self._unread}
            self._held |= held
            self._unread -= held.keys()

    @property
    def names(self) -> tuple[str, ...]:
        """Their names, in the order in which the file came to hold something in them."""
        return (*self._held, *self._doubled)
