"""Which client the desk means: the highlighted row of its list, and what is read and said about it."""

import asyncio
from functools import partial

from core.queries.views.desk import DeskView
from tui.attempt import attempt
from tui.geometry import Geometry
from tui.pages.desk_reading import DeskRead, DeskReader
from tui.pages.page import Page
from tui.widgets.find_panel import FindPanel
from tui.widgets.finding import Finding
from tui.widgets.side_panel import About, SidePanel
from tui.workers import begin


class Chooser:
    """Chooses in the panel that finds clients, and tells the right column about the client that is highlighted there."""

    def __init__(self, desk: Page, find: FindPanel, reader: DeskReader) -> None:
        self._desk = desk
        self._reader = reader
        self.find = find
        self.key: str | None = None
        """The highlighted client and account; `None` where nobody is highlighted."""
        self.about = About()
        """What was read about it last."""

    def take(self, read: DeskRead, before: DeskView | None) -> None:
        """Show the clients that were found, in place of those of `before`; say what was read about the one highlighted."""
        text = read.typed.strip()
        if not text:
            self.find.show_clients(read.view, before, read.more)
        elif self.find.show_hits(read.view, text, read.new):
            begin(self._desk, partial(self._look_for_near, text), group="near", exclusive=True)
        self.key = self.find.key
        if read.about.key == self.key:
            self.about = read.about
        else:
            self._read_about()

    def choose(self, finding: Finding) -> None:
        """Show another choice, and what the right column says about it."""
        self.find.show_found(finding)
        self.point()

    def move(self, rows: int) -> None:
        """Move in the list; where nobody is chosen yet, choose the row at its cursor."""
        self.find.choice.move()
        finding = self.complete()
        if finding is not None:
            self.choose(finding.moved(rows))
        elif self.find.show_cursor():
            self.point()
        else:
            self.find.move(rows)

    def follow_cursor(self) -> None:
        """Mean the client at the cursor, which moved."""
        key = self.find.key
        if key != self.key and (key or self.find.finding is not None):
            if self.find.table.has_focus:
                self.find.choice.move()
            self.point()

    def point(self) -> None:
        """Mean the client that is highlighted now, and read what the right column says about it."""
        self.key = self.find.key
        self._read_about()
        self._desk.show_keys()
        self._desk.refresh_bindings()

    def complete(self) -> Finding | None:
        """The finding with its near misses: a key that chooses among the rows waits for them, here if nowhere else."""
        finding = self.find.finding
        if finding is not None and not finding.is_complete:
            text = finding.text
            self.find.show_near(text, self._desk.read(lambda: self._reader.near(text)) or ())
        return self.find.finding

    def show_about(self) -> None:
        """Show in the right column what was read about the highlighted client."""
        finding = self.find.finding
        newcomer = finding.newcomer if finding is not None else ""
        side, is_chosen = self._desk.query_one(SidePanel), self.find.is_anybody_chosen
        side.show_about(self.about, self._desk.own_calls, is_chosen=is_chosen, newcomer=newcomer)

    def _read_about(self) -> None:
        begin(self._desk, partial(self._read_about_key, self.key), group="about", exclusive=True)

    async def _read_about_key(self, key: str | None) -> None:
        """Read and show what the right column says about a client, if it is still the highlighted one."""
        is_huge = Geometry(*self._desk.app.size).is_huge
        answer = await asyncio.to_thread(attempt, lambda: self._reader.about(key, with_glance=is_huge))
        if self._desk.is_closing or key != self.key:
            return
        if answer.error is not None:
            self._desk.say(answer.trouble, refused=True)
        self.about = answer.value or About(key)
        self.show_about()

    async def _look_for_near(self, text: str) -> None:
        """Look for near misses in a thread; a newer text makes the result worthless."""
        answer = await asyncio.to_thread(attempt, lambda: self._reader.near(text))
        if not self._desk.is_closing:
            self.find.show_near(text, answer.value or ())
