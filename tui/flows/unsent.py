"""Keeps what is typed into forms and quick entry, and not sent, in the store: it is there again after the app ended."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.basics.identity import Right
from tui.attempt import attempt

if TYPE_CHECKING:
    from core.business import Business
    from tui.dialogs.log_lines import LogDraft

_PAUSE_SECONDS = 0.3
"""Keys that follow each other in less time are written together."""
_LINE = "line"
"""Under this name the text of a sheet with one line is kept."""
QUICK_ENTRY = "log"
"""The name of quick entry."""

Sent = Mapping[str, str]


class UnsentSheets:
    """What is typed and not sent, by the name of its sheet; written in a thread soon after the key.

    A store that cannot be written keeps nothing: what is typed stays in the window, and is tried again with the next key.
    """

    def __init__(self, business: "Business") -> None:
        self._business = business
        self._kept: dict[str, Sent] = {}
        self._unwritten: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def _is_allowed(self) -> bool:
        return Right.WORK in self._business.rights

    def read(self) -> None:
        """Read what an earlier session kept."""
        if self._is_allowed:
            self._kept.update(attempt(self._business.unsent.list).value or {})

    def of(self, name: str) -> object | None:
        """What was typed into a sheet, a text or values by field; `None` for nothing."""
        values = self._kept.get(name)
        return values and (values[_LINE] if set(values) == {_LINE} else dict(values))

    def keep(self, name: str, typed: object) -> None:
        """Keep what is typed into a sheet soon; empty: nothing is to be kept of it, at once."""
        values = {_LINE: typed} if isinstance(typed, str) and typed else typed if isinstance(typed, Mapping) else {}
        if not name or self._kept.get(name, {}) == values:
            return
        self._kept[name] = values
        if not values:
            del self._kept[name]
        self._unwritten.add(name)
        if self._is_allowed and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._write_soon(_PAUSE_SECONDS if values else 0.0))

    def forget(self, name: str) -> None:
        """Keep nothing of a sheet: it was sent."""
        self.keep(name, "")

    def write_now(self) -> None:
        """Keep at once what is not kept yet: the app ends."""
        if self._is_allowed:
            attempt(self._write)

    async def _write_soon(self, pause: float) -> None:
        while self._unwritten:
            await asyncio.sleep(pause)
            answer = await asyncio.to_thread(attempt, self._write)
            if answer.error is not None:
                return
            pause = _PAUSE_SECONDS

    def _write(self) -> None:
        while self._unwritten:
            name = next(iter(self._unwritten))
            values = self._kept.get(name, {})
            self._business.unsent.keep(name, values)
            # What was typed meanwhile is still to be written.
            if self._kept.get(name, {}) == values:
                self._unwritten.discard(name)


def values_of(draft: "LogDraft") -> Sent:
    """The lines of quick entry, with the client whose work they are if they name none; empty for no line."""
    if draft.is_empty:
        return {}
    values = {f"line {index}": line for index, line in enumerate(draft.lines)}
    values |= {f"key {index}": key for index, key in draft.keys.items()}
    if draft.default is not None:
        values["client"] = draft.default.client_id
    return values | {"place": str(draft.place)}


def draft_of(business: "Business", values: Sent) -> "LogDraft | None":
    """Quick entry as it was kept; `None` if there is none. A client who is archived or gone is not meant any more."""
    from tui.dialogs.log_lines import LogDraft

    lines = [values[f"line {index}"] for index in range(len(values)) if f"line {index}" in values]
    if not any(line.strip() for line in lines):
        return None
    found = attempt(lambda: business.queries.client(values["client"])).value if "client" in values else None
    keys = {index: values[f"key {index}"] for index in range(len(lines)) if f"key {index}" in values}
    place = int(values["place"]) if values.get("place", "").isdecimal() else 0
    default = None if found is None or found.archived else found
    return LogDraft(lines, min(place, len(lines) - 1), default, keys=keys)
