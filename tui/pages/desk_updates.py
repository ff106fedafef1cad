"""When the desk reads, which of its reads is shown, and how a key waits for the list of the text that was typed."""

import asyncio
from collections.abc import Callable
from functools import partial

from core.basics.dataclass import replace
from core.queries.views.desk import DeskView
from core.store.scope import ChangeToken
from tui.attempt import Answer, attempt
from tui.geometry import Geometry
from tui.pages.desk_chooser import SETTLING, Chooser
from tui.pages.desk_reading import Asked, DeskRead, DeskReader
from tui.pages.page import Page
from tui.telephone import Telephone
from tui.workers import begin


class DeskUpdates:
    """Keeps the desk's view up to date: it reads in workers, and of several reads shows the newest."""

    def __init__(
        self,
        desk: Page,
        chooser: Chooser,
        reader: DeskReader,
        telephone: Telephone,
        *,
        first: Callable[[], object],
        seen: Callable[[ChangeToken], None],
        show: Callable[[DeskView], None],
        show_headers: Callable[[], None],
    ) -> None:
        """`first` is called after the first read, and `seen` with the token of each one that gave something.

        `show` hands a view down that differs from the one before; `show_headers` is enough where only a header differs.
        """
        self._desk = desk
        self._find = chooser.find
        self._chooser = chooser
        self._reader = reader
        self._telephone = telephone
        self._first = first
        self._seen = seen
        self._show = show
        self._show_headers = show_headers
        self.view: DeskView | None = None
        """What is shown; `None` before the first read."""
        self.unreadable = ""
        """Why the store cannot be read, while it cannot; empty if it can."""
        self.last_entry_id: str | None = None
        """The technician's last entry that is not voided."""
        self.counts_too = False
        """Whether each read is followed by one of the counts of all accounts."""
        self._must_show = True
        """Whether the next read is shown even if it is the same as the one before."""
        self._is_due = False
        """Whether the list is still to be read for what was typed last."""
        self._read_for: str | None = None
        """The text of the search box that the list was read for."""
        self._is_read = False

    # Reading

    def reload(self) -> None:
        """Read again in a worker, and show what is found even if it is the same."""
        self.must_show()
        self.look()

    def look(self) -> None:
        """Read again in a worker; a desk that is closing does not."""
        if not self._desk.is_closing:
            begin(self._desk, self._read, group="read", exclusive=True)

    def must_show(self) -> None:
        """Show the next read even if it finds what is shown."""
        self._must_show = True

    async def _read(self) -> None:
        """Read in a thread; if something newer was asked for meanwhile, nothing is shown."""
        if self._desk.is_closing:
            # It was open when the read was asked for.
            return
        asked = self._ask()
        self.take(asked, await asyncio.to_thread(attempt, lambda: self._reader.read(asked)))

    def _ask(self) -> Asked:
        is_huge = Geometry(*self._desk.app.size).is_huge
        return self._reader.ask(Asked(self._find.box.value, self._find.limit, is_huge, self._find.likely(self.view)))

    def take(self, asked: Asked, answer: Answer[DeskRead | None]) -> None:
        """Show what was read; if it could not be read, say why: what is shown stays."""
        if self._desk.is_closing or not self._reader.is_newest(asked):
            return
        if not self._is_read:
            self._is_read = True
            self._first()
        if answer.error is not None:
            self._find.give_up()
            self.unreadable = answer.trouble
            self._desk.say(answer.trouble, refused=True)
        read, shown = answer.value, self.view
        if read is None:
            return
        self.unreadable = ""
        self._seen(read.seen)
        if not self._must_show and shown is not None and self._stands(shown, asked, read):
            self.view = replace(shown, now=read.view.now)
        else:
            self._take_view(asked, read)
        self._look_at_others()

    def _stands(self, shown: DeskView, asked: Asked, read: DeskRead) -> bool:
        """Whether a read that no key asked for found what is shown."""
        desk = self._desk
        if asked.text or self._read_for or read.about != self._chooser.about or desk.app.screen is not desk:
            return False
        # What is read elsewhere, and the time of the read.
        own = {name: getattr(shown, name) for name in ("now", "balance", "missed_calls", "under_threshold", "unpaid")}
        return read.last_entry_id == self.last_entry_id and replace(read.view, **own) == shown

    def _take_view(self, asked: Asked, read: DeskRead) -> None:
        before = self.view
        self._must_show = False
        self._chooser.take(read, before)
        self.last_entry_id, self._read_for = read.last_entry_id, asked.text
        under, unpaid = (before.under_threshold, before.unpaid) if before is not None else (0, 0)
        self.view = replace(
            read.view,
            balance=self._chooser.about.balance,
            missed_calls=len(self._telephone.missed),
            under_threshold=under,
            unpaid=unpaid,
        )
        self._show(self.view)

    def _look_at_others(self) -> None:
        """Read what the list does not wait for."""
        if self.counts_too:
            self.count()
        self._telephone.refresh()

    def count(self) -> None:
        """Bring the counts of all accounts up to date, in a worker: no key waits for them."""
        begin(self._desk, self._count, group="count", exclusive=True)

    async def _count(self) -> None:
        counts = (await asyncio.to_thread(attempt, self._reader.counts)).value
        view = self.view
        if self._desk.is_closing or counts is None or view is None or counts == (view.under_threshold, view.unpaid):
            return
        self.take_header(replace(view, under_threshold=counts[0], unpaid=counts[1]))

    def show_missed(self) -> None:
        """Show in the headers how many calls were missed."""
        view, missed = self.view, len(self._telephone.missed)
        if not self._desk.is_closing and view is not None and view.missed_calls != missed:
            self.take_header(replace(view, missed_calls=missed))

    def take_header(self, view: DeskView) -> None:
        """Show a view that differs from the shown one in the header alone."""
        self.view = view
        self._show_headers()

    # Search

    def text_changed(self) -> None:
        """Search once the letter is painted; of several letters only for the last one."""
        self._is_due = True
        self._desk.call_after_refresh(self.search_if_due)

    def search_if_due(self) -> None:
        """Search for what was typed last, if that was not done."""
        if self._is_due and not self._desk.is_closing:
            self._begin_search()
            self.reload()

    def _begin_search(self) -> None:
        self._is_due = False
        self._find.begin_search()

    def once_settled(self, act: Callable[[], object]) -> None:
        """Act on the list of the typed text. Where that is not read yet it is read first, and the keys behind wait for it."""
        if self._is_settled:
            act()
        else:
            begin(self._desk, partial(self._settle_then, act), group=SETTLING)

    @property
    def _is_settled(self) -> bool:
        return not self._is_due and self._read_for == self._find.box.value

    async def _settle_then(self, act: Callable[[], object]) -> None:
        while not self._desk.is_closing and not self._is_settled:
            self._begin_search()
            self._must_show = True
            asked = self._ask()
            answer = await asyncio.to_thread(attempt, partial(self._reader.read, asked))
            self.take(asked, answer)
            if answer.error is not None:
                return
        if not self._desk.is_closing:
            act()
