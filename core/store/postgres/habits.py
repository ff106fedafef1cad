"""What readings of one kind ask each time, so that it is fetched in one message with their beginning."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable

from core.store.sql.session import Values

Asked = tuple[str, Values]
_MOST_KINDS = 16
_MOST_ASKED = 150


class Habits:
    """For each kind of reading, the statements of its last two times. What was asked both times will be asked again."""

    def __init__(self) -> None:
        self._last: OrderedDict[Hashable, frozenset[Asked]] = OrderedDict()
        self._usual: dict[Hashable, tuple[Asked, ...]] = {}

    def of(self, kind: Hashable) -> tuple[Asked, ...]:
        """The statements that this kind of reading asks each time."""
        return self._usual.get(kind, ())

    def note(self, kind: Hashable, asked: Iterable[Asked]) -> None:
        """Remember what was asked this time, in order."""
        now = tuple(asked)[:_MOST_ASKED]
        before = self._last.pop(kind, frozenset[Asked]())
        self._usual[kind] = tuple(each for each in now if each in before)
        self._last[kind] = frozenset(now)
        if len(self._last) > _MOST_KINDS:
            self._usual.pop(self._last.popitem(last=False)[0], None)
