"""The desk: reads one view of the store and hands it down to its widgets and to the pages over it."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.widgets import Input

from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views.calls import CallView
from core.queries.views.desk import DeskView
from core.queries.views.entries import EntryView
from tui.attempt import attempt
from tui.beside import Beside, within
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.commands.footer import COVERED, TODAY, Wanted, at_rest, of_archived, of_clients, of_new_caller
from tui.dialogs.question import Question
from tui.flows.runner import Runner
from tui.following import Following
from tui.keys import shown_keys
from tui.messages import CallStarted, LedgerChanged, LedgerUnreadable
from tui.pages.desk_chooser import SETTLING, Chooser
from tui.pages.desk_reading import DeskReader
from tui.pages.desk_updates import DeskUpdates
from tui.pages.flow_page import FlowPage
from tui.pages.host import Under
from tui.pages.page import Page
from tui.places import account_of, client_of
from tui.styles import read_sheet
from tui.telephone import Telephone
from tui.text import name_panel
from tui.widgets.answer_line import AnswerLine
from tui.widgets.find_panel import FindPanel
from tui.widgets.rows import entry_details
from tui.widgets.search_box import SearchBox
from tui.widgets.side_panel import SidePanel
from tui.widgets.tables import DiffTable
from tui.widgets.today_list import TodayList, day_title
from tui.workers import begin

if TYPE_CHECKING:
    from core.business import Business
    from tui.widgets.ring_banner import RingBanner

T = TypeVar("T")

_HEARTBEAT_SECONDS = 60
_END_SECONDS = 10.0
"""So long the end of the app waits for the store."""


class Desk(FlowPage):
    """Search and clients, the call, the balance, today's entries."""

    AUTO_FOCUS = "SearchBox"
    BINDINGS = page_bindings(Place.DESK)
    PLACE = Place.DESK

    PAINTED_SECONDS = 0.1
    """So long after the first read its list is painted."""

    def __init__(self, business: "Business", *, demo: bool = False) -> None:
        super().__init__()
        self.business = business
        self.is_demo = demo
        self._second = business.second()
        self._looking = Beside(business, self._second)
        self.runner = Runner(business, self._second, self)
        self.telephone = Telephone(
            business,
            # The watcher, which looks less often, checks the files.
            lambda: self._looking.reading(lambda reader: reader.queries.changes(checks_files=False).phone),
            self._read_phone,
            self._phone_told,
        )
        self._following = Following(self._second, self._looking, self)
        self._beside = DeskReader(business)
        self._was_welcomed = False
        self.has_clients = False
        """Whether it is known that there is somebody to search for, so that what is typed need not wait for the first read."""
        self.has_begun = False
        """Whether what the first list need not wait for was started."""
        self.find = FindPanel()
        self._chooser = Chooser(self, self.find, self._beside)
        self.updates = DeskUpdates(
            self,
            self._chooser,
            self._beside,
            self.telephone,
            first=self._begin,
            seen=self._following.mark,
            show=self.show_view,
            show_headers=self._show_headers,
        )
        self._banner: RingBanner | None = None
        """The banner of calls that ring, once the first list is painted."""
        self.closed_at = float("-inf")
        """When a dialog closed last, in seconds of the monotonic clock."""

    def compose_body(self) -> ComposeResult:
        """The panels."""
        with Horizontal(id="panels"):
            yield self.find
            yield SidePanel(self.business.clock, self.business.zone, self.keymap)
        yield TodayList(self.business.zone)

    def on_mount(self) -> None:
        """Read, then watch for other sessions' changes."""
        name_panel(self.today, _("Today"), _("newest saved first"))
        self.query_one("#status", AnswerLine).mark(self.corner())
        mend, undo = (shown_keys(self.keymap.keys_of(name)[:1]) for name in ("correct.last", "undo"))
        if mend and undo:
            self.runner.mending = _("{mend} mends it, {undo} takes it back").format(mend=mend, undo=undo)
        self._following.start()
        self.set_interval(_HEARTBEAT_SECONDS, self._beat)
        self.call_after_refresh(self._first_look)

    @work(group="begin")
    async def _look_for_clients(self) -> None:
        # What reads the store is imported in the thread.
        answer = await asyncio.to_thread(attempt, lambda: self._second.queries.has_clients())
        self.has_clients = bool(answer.value)

    def _first_look(self) -> None:
        self._look_for_clients()
        self.reload()
        # Letters for the search box do not wait for it, as a key does that opens what was kept.
        begin(self, self.runner.read_unsent, group="unsent")
        for trouble in self.host.troubles[:1]:
            self.say(trouble, refused=True)

    @work(group="begin")
    async def _begin(self) -> None:
        """Start what the first list need not wait for, once it is painted."""
        # No timer of Textual's: one that is late is left out.
        await asyncio.sleep(self.PAINTED_SECONDS)
        if not self.is_closing:
            # On a connection of its own: the watcher's must not wait for what a flow reads.
            reader = await asyncio.to_thread(attempt, self._reader_of_flows)
            self.runner.reader = reader.value or self.runner.reader
        if not self.is_closing:
            self.has_begun = self.updates.counts_too = True
            self._make_rest()
            self.updates.count()
            self._daily()
            self._beat()
            await self._following.rely_on_notices()

    def _reader_of_flows(self) -> "Business":
        reader = self.business.second()
        # Read once: pages ask for it when they are painted.
        assert reader.zone
        return reader

    def _make_rest(self) -> None:
        """Make the widgets that are seen with a call or a ring alone."""
        from tui.widgets.ring_banner import RingBanner

        read_sheet(self.app, "calls")
        self.side.make_call_parts()
        self._banner = RingBanner()
        self.mount(self._banner, after=self.today)
        self.show_phone()

    def on_unmount(self) -> None:
        """Keep what is typed for a call, and close the connections; a disk that stalls keeps nobody from leaving."""
        self._following.stop()
        within(_END_SECONDS, self._end)

    def _end(self) -> None:
        self.runner.write_words()
        self._looking.close()
        self.telephone.close()
        self._beside.close()
        self.runner.beside.close()

    def on_screen_resume(self) -> None:
        """Back from a page or a question: select the search text, so that typing replaces it."""
        self.closed_at = time.monotonic()
        for box in self.query(SearchBox):
            box.select_all()

    def fit(self, size: Size) -> None:
        """Size the panels; the columns of the client list and the right column too."""
        super().fit(size)
        for panel in self.query(FindPanel):
            if panel.is_mounted and panel.fit(size.width):
                self.call_after_refresh(self.reload)
        for side in self.query(SidePanel):
            side.fit(size)

    def on_resize(self) -> None:
        """Focus the search box again after the window was too small, which took the focus away."""
        if self.focused is None:
            self.call_after_refresh(self.find.box.focus)

    @property
    def side(self) -> SidePanel:
        """The right column."""
        return self.query_one(SidePanel)

    @property
    def today(self) -> TodayList:
        """Today's entries."""
        return self.query_one(TodayList)

    @property
    def desk(self) -> Under:
        """The desk itself."""
        return self

    @property
    def unreadable(self) -> str:
        """Why the store cannot be read, while it cannot."""
        return self.updates.unreadable

    @property
    def view(self) -> DeskView | None:
        """The view that is shown."""
        return self.updates.view

    @property
    def client_id(self) -> str | None:
        """The highlighted client: what Enter, F3, F6 and the panel of what is left mean."""
        return client_of(self._chooser.key)

    @property
    def no_client(self) -> str:
        """Less text finds more clients; without any text all are listed."""
        if self.find.box.value.strip():
            return _("no client is chosen: type less, or press Esc to see them all")
        return _("no client is chosen: type one, or move to one")

    @property
    def account_id(self) -> str | None:
        """The highlighted account; `None` for a client alone, which means its default one."""
        return account_of(self._chooser.key) or None

    @property
    def page_key(self) -> str | None:
        """What opens the page of the client with the highlighted account."""
        return self._chooser.key

    @property
    def account_at_cursor(self) -> str:
        """The account that the row at the cursor names; empty for the client's default one."""
        return account_of(self.find.key)

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor of today's list, while the list has the focus and is seen."""
        return self.today.entry

    @property
    def client_at_cursor(self) -> str | None:
        """The client at the cursor of the list."""
        return client_of(self.find.key)

    @property
    def last_entry_id(self) -> str | None:
        """The technician's last entry that is not voided."""
        return self.updates.last_entry_id

    def footer(self) -> Sequence[Wanted]:
        """What acts now: it depends on what has the focus, and on whether a call of mine runs or is held."""
        if self.today.has_focus:
            return COVERED if self.today.is_covered else TODAY
        finding, mine = self.find.finding, self.own_calls
        if finding is not None and not finding.hits and finding.new is not None and finding.client_id is None:
            wanted = of_new_caller(mine, has_others=bool(finding.perhaps))
        else:
            wanted = of_clients(mine) if self.find.table.has_focus else at_rest(mine)
        return of_archived(wanted) if finding is not None and finding.brings_back else wanted

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        """Say whether the list of clients has the focus; where its cursor appears, the client at it is meant."""
        if self.find.show_focus():
            self._chooser.point()

    # Reading

    def reload(self) -> None:
        """Read again what the desk and the pages over it show; a desk that is closing does not."""
        self.updates.reload()

    def _show_headers(self) -> None:
        for page in self._open_pages():
            page.show_header()

    def show_view(self, view: DeskView) -> None:
        """Hand a view down to the widgets, and let the pages over the desk read again."""
        self.today.show_entries(view.entries_today, view.last_saved)
        name_panel(self.today, day_title(view.day))
        self.side.show_calls(self.own_calls, view.entries_today)
        self.runner.tell_sheets([call.call_id for call in self.own_calls])
        self._chooser.show_about()
        running = [call for call in self.own_calls if call.state is CallState.RUNNING]
        title = f"{_('on the phone')}: {running[0].client.code} - Monteore" if running else "Monteore"
        self.host.show_title(title)
        self.show_header()
        self.refresh_bindings()
        for page in self._open_pages():
            if page is not self:
                page.reload()
        if view.client_count == 0 and not self._was_welcomed:
            self._was_welcomed = True
            self._welcome()

    def _open_pages(self) -> Iterator[Page]:
        """The desk and the pages over it that are not being closed."""
        for screen in self.app.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted and not screen.is_closing:
                yield screen

    @property
    def own_calls(self) -> tuple[CallView, ...]:
        """The technician's calls as they stand now, the running one first."""
        view, boot_ms = self.view, self.business.clock.boot_ms()
        if view is None:
            return ()
        return tuple(call.at(boot_ms) for call in view.calls if call.technician == view.technician)

    @on(LedgerChanged)
    def _ledger_changed(self, message: LedgerChanged) -> None:
        if message.is_back or message.new_day:
            self.updates.must_show()
        if self._is_reading:
            # Where reads take longer than changes are apart, nothing would ever be shown, and keys would wait for it.
            self._following.tell_again()
        else:
            self.updates.look()
        if message.is_back:
            self.updates.unreadable = ""
            self.say(_("the store can be read again"))
        if message.new_day:
            self._daily()

    @property
    def _is_reading(self) -> bool:
        """Whether the desk or a page over it reads what it shows."""
        return any(worker.group in ("read", SETTLING) and not worker.is_finished for worker in self.app.workers)

    @on(LedgerUnreadable)
    def _ledger_unreadable(self, message: LedgerUnreadable) -> None:
        self.updates.unreadable = message.sentence
        self.say(message.sentence, refused=True)

    # The telephone

    @work(group="phone")
    async def _read_phone(self) -> None:
        """Read the phone calls; no key asked for it."""
        await self.telephone.read()

    def _phone_told(self, is_news: bool, sentence: str) -> None:
        """Show what the telephone tells, on the desk and on the pages over it; news take the place of an older answer."""
        if self.is_closing:
            return
        if is_news:
            self.say(sentence)
        # The banner is painted first.
        self.call_after_refresh(self.updates.show_missed)
        for page in self._open_pages():
            page.phone_changed()

    def tick(self) -> None:
        """Count on the times of calls, of what rings and what was answered."""
        is_phone_shown = self.telephone.rings.meant is not None
        for page in self._open_pages():
            page.second_passed()
            if is_phone_shown:
                page.show_phone()

    def second_passed(self) -> None:
        """The call's panel too."""
        super().second_passed()
        self.side.second_passed()

    def show_phone(self) -> None:
        """The banner too."""
        super().show_phone()
        rings = self.telephone.rings
        if self._banner is not None:
            self._banner.show(rings, self.ring_keys(), self.telephone.now)
        for today in self.query(TodayList):
            if today.is_covered is not rings.has_banner:
                today.cover(is_covered=rings.has_banner)
                self.show_keys()
                self.refresh_bindings()

    # Search

    @on(Input.Changed, "SearchBox")
    def _typed(self) -> None:
        self.updates.text_changed()

    @on(Input.Submitted, "SearchBox")
    def _entered(self) -> None:
        from tui.pages.desk_enter import enter_in_box

        pressed_at = time.monotonic()
        self.once_settled(lambda: enter_in_box(self, self._chooser, pressed_at))

    @on(DiffTable.RowSelected, "#clients")
    def _selected(self) -> None:
        from tui.pages.desk_enter import enter

        enter(self, self._chooser)

    @on(DiffTable.RowHighlighted, "#clients")
    def _highlighted(self) -> None:
        if self.view is None:
            return
        self.find.follow_cursor()
        if self.find.wants_more():
            self.reload()
        else:
            self._chooser.follow_cursor()

    @on(DiffTable.RowSelected, "#entries")
    def _entry_opened(self) -> None:
        self.attempt("today.open")

    @on(events.DescendantFocus, "#entries")
    @on(DiffTable.RowHighlighted, "#entries")
    def _entry_pointed_at(self) -> None:
        """Show the whole entry in the line of answer: at 80 columns its note is cut."""
        entry = self.today.pointed_at_anew()
        if entry is not None:
            self.say(entry_details(entry), stays=True)

    def action_move(self, rows: int) -> None:
        """Move in the client list while the focus stays in the search box."""
        self._chooser.move(rows)

    def action_clear_search(self) -> None:
        """Empty the search box; with the vim preset, Esc in an empty box focuses the list, where letters act."""
        box = self.find.box
        if not box.value and self.keymap.preset == "vim":
            self.find.table.focus()
        box.value = ""
        self.find.choice.has_moved = False

    def come_back(self) -> None:
        """Close every page and focus the search box."""
        while len(self.app.screen_stack) > 1:
            if isinstance(self.app.screen, Question) and self.app.screen.is_open:
                # Its flow waits for an answer.
                self.app.screen.park()
            else:
                self.app.pop_screen()
        box = self.find.box
        box.focus()
        # The next call is usually with another client: typing replaces the search text.
        box.select_all()

    def once_settled(self, act: Callable[[], object]) -> None:
        """Act on the list of the typed text. Where that is not read yet it is read first, and the keys behind wait for it."""
        self.updates.once_settled(act)

    # Flows

    @work(group="change")
    async def _welcome(self) -> None:
        """Greet an empty store; keys typed before the form stands there wait for it: nobody can be searched for yet."""
        from tui.flows import clients

        await self.runner.run(clients.welcome)
        if not self.is_closing:
            self.find.box.focus()

    @work(exclusive=True, group="daily")
    async def _daily(self) -> None:
        from tui.flows import daily

        await self.runner.run(daily.run)

    @work(group="beat")
    async def _beat(self) -> None:
        from tui.flows import beats

        await self.runner.run(beats.beat, once="beat")

    @on(CallStarted)
    def _call_started(self) -> None:
        self.find.call_began()
