"""The client's page: what is left above, or at the left; entries, blocks, renewals, billing and agreement in tabs."""

from collections.abc import Sequence
from datetime import date

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.geometry import Size
from textual.widgets import Input

from core.basics.dataclass import replace
from core.basics.i18n import _, language
from core.entryline.filter import read_filter
from core.model.terms import Agreement
from core.queries.pages import ClientPage
from core.queries.views.balances import BlockView
from core.queries.views.entries import EntryView
from core.queries.views.lines import LineView
from tui.commands.bindings import page_bindings
from tui.commands.command import Place
from tui.commands.footer import Wanted
from tui.messages import EntryCorrected
from tui.pages.page import Page
from tui.places import account_of, client_of, key_of
from tui.selection import Selection
from tui.widgets.card import Card
from tui.widgets.entry_list import EntryList
from tui.widgets.rows import (
    agreement_columns,
    agreement_rows,
    block_columns,
    block_row,
    entry_details,
    line_columns,
    line_row,
    renewal_columns,
    renewal_rows,
)
from tui.widgets.tables import DiffTable
from tui.widgets.tabs import tab_title

_TABS = ("entries", "blocks", "renewals", "billing", "agreement")


class ClientScreen(Page):
    """Everything about one client; its letters sell, edit, and set the agreement."""

    PLACE = Place.CLIENT
    BINDINGS = [
        *page_bindings(Place.CLIENT),
        Binding("escape", "close", show=False),
        # With priority: the table would scroll sideways in a narrow window.
        Binding("left", "tab(-1)", show=False, priority=True),
        Binding("right", "tab(1)", show=False, priority=True),
        *(Binding(str(number + 1), f"show_tab({number})", show=False) for number in range(len(_TABS))),
    ]
    AUTO_FOCUS = "#page-entries"

    def __init__(self, key: str) -> None:
        super().__init__()
        self._client_id = str(client_of(key))
        self._account = Selection(account_of(key))
        """The account; empty for the client's default one."""
        self._page: ClientPage | None = None
        self._tab = 0
        self._stale: set[str] = set()
        """The tabs whose rows are not those of the page that was read last."""
        self._width = 0
        """Columns of the window that the table of blocks has its columns for; rows are made for the same."""
        self._in_force: Agreement | None = None
        """The agreement in force when the versions were shown last."""

    def compose_body(self) -> ComposeResult:
        """The card, then the tabs."""
        with Horizontal(id="body"):
            yield Card()
            with Vertical(id="tabs"):
                yield EntryList(
                    lambda fitting, limit, take, give_up: self.read_beside(
                        lambda reader: reader.pages.entries(fitting, client_id=self._client_id, limit=limit),
                        take,
                        group="about",
                        give_up=give_up,
                    ),
                    lambda typed: self.understand(lambda: read_filter(typed, today=self._today, language=language())),
                    self.reader.zone,
                    id="entries-tab",
                )
                yield DiffTable(block_columns(self._width), id="page-blocks", marks_chosen=True)
                yield DiffTable(renewal_columns(), id="page-renewals", marks_chosen=True)
                yield DiffTable(line_columns(), id="page-billing", marks_chosen=True)
                yield DiffTable(agreement_columns(), id="page-agreement")

    def on_mount(self) -> None:
        """Read, and show the entries first."""
        self.action_show_tab(0)
        self.reload()

    def fit(self, size: Size) -> None:
        """Size the panels; the columns of the blocks too."""
        super().fit(size)
        self._width = size.width
        for table in self.query("#page-blocks").results(DiffTable):
            columns = block_columns(size.width)
            if columns != table.headings:
                table.set_headings(columns)
                self._stale.add("blocks")
                self._fill()

    @property
    def client_id(self) -> str | None:
        """The client shown."""
        return self._client_id

    @property
    def account_id(self) -> str | None:
        """The account shown."""
        if self._page:
            return self._page.balance.account.account_id
        return self._account.shown or None

    @property
    def account_at_cursor(self) -> str:
        """The account shown, if it is not the client's default one."""
        return self._account.shown

    def show_next_account(self) -> None:
        """Show the client's next account."""
        rows = self._page.accounts if self._page else ()
        if len(rows) < 2:
            self.say(_("this client has one account; add another: {letter}").format(letter="Ctrl+P"), refused=True)
            return
        place = next((n for n, row in enumerate(rows) if row.account.account_id == self.account_id), -1)
        self._account.wanted = account_of(key_of(rows[(place + 1) % len(rows)]))
        self.ledger_changed()

    @property
    def _list(self) -> EntryList:
        return self.query_one(EntryList)

    @property
    def _today(self) -> date:
        """Today, where the client is."""
        return self._page.today if self._page else self.reader.today

    def ledger_changed(self) -> None:
        """Read and show the client again."""
        wanted = self._account.wanted
        self.read_beside(
            lambda reader: reader.pages.client(self._client_id, wanted),
            lambda page: self._take(page, wanted),
            give_up=self._account.give_up,
        )
        self._list.reload()

    def _take(self, page: ClientPage, account_id: str) -> None:
        self._page, self._stale = page, set(_TABS[1:])
        if self._account.take(account_id):
            title = next((row.title for row in page.accounts if row.account == page.balance.account), "")
            self.say(_("account shown: {account}").format(account=title))
        # The header tells of one's own call.
        others = tuple(call for call in page.calls if call.technician != self.reader.technician)
        self.query_one(Card).page = replace(page, calls=others)
        self._fill()
        self.show_keys()

    def _fill(self) -> None:
        """Show what was read in the tab that is seen: years of blocks and lines are laid out only for who looks at them."""
        page, name = self._page, _TABS[self._tab]
        if page is None or name not in self._stale:
            return
        self._stale.remove(name)
        table = self.query_one(f"#page-{name}", DiffTable)
        if name == "blocks":
            table.show([block_row(block, self._width) for block in page.blocks])
        elif name == "renewals":
            table.show(renewal_rows(page))
        elif name == "billing":
            table.show([line_row(line) for line in (*page.lines, *page.paid)])
        else:
            table.show(agreement_rows(page))
            if page.in_force is not None and page.in_force != self._in_force:
                table.point_at(f"{page.in_force.agreement_id}-0")
            self._in_force = page.in_force

    @on(EntryList.Filtered)
    def _filtered(self, message: EntryList.Filtered) -> None:
        self.explain(message.nothing_fits)

    @on(EntryList.Pointed)
    def _pointed(self, message: EntryList.Pointed) -> None:
        self.explain(entry_details(message.entry, with_client=False))

    @on(DiffTable.RowSelected, "#page-entries")
    def _entry_entered(self) -> None:
        self.attempt("entry.open")

    def action_tab(self, step: int) -> None:
        """Show the next table to the left or right; in the filter, move the text cursor."""
        if isinstance(self.focused, Input):
            self.focused.action_cursor_left() if step < 0 else self.focused.action_cursor_right()
            return
        self.action_show_tab((self._tab + step) % len(_TABS))

    def action_show_tab(self, number: int) -> None:
        """Show one of the tables, by its place counted from 0."""
        if number != self._tab:
            self.say("")
        self._tab = number
        self._fill()
        names = (_("Entries"), _("Blocks"), _("Renewals"), _("Billing"), _("Agreement"))
        self.query_one("#tabs").border_title = tab_title(names, number)
        for place, name in enumerate(_TABS):
            table = self.query_one(f"#page-{name}", DiffTable)
            table.display = place == number
            if place == number:
                table.focus()
                if table.cursor_row == 0:
                    table.scroll_to(y=0, animate=False)
        self._list.display = number == 0
        self.show_keys()

    def footer(self) -> Sequence[Wanted]:
        """The letters that act on the tab shown, those of renewals first while one waits."""
        entry = (
            Wanted("entry.open", key="Enter"),
            Wanted("client.correct", by_letter=True),
            Wanted("client.void", by_letter=True),
        )
        renewal = (Wanted("renewal.approve", by_letter=True), Wanted("renewal.refuse", by_letter=True))
        waits = bool(self._page and self._page.pending)
        blocks = (
            Wanted("account.adjust", by_letter=True),
            Wanted("account.transfer", 1, by_letter=True),
            Wanted("block.credit", by_letter=True),
        )
        billing = (
            Wanted("line.mark", by_letter=True),
            Wanted("line.pay", by_letter=True),
            Wanted("line.unmark", by_letter=True),
        )
        own = {"entries": entry, "blocks": blocks, "billing": billing}.get(_TABS[self._tab], ())
        first = (*(renewal if waits and self._tab else ()), *own)
        always = (
            Wanted("client.sell", by_letter=True),
            Wanted("client.agreement", by_letter=True),
            Wanted("client.statement", by_letter=True),
        )
        rest = (
            Wanted("client.edit", 1, by_letter=True),
            Wanted("client.propose", 2, by_letter=True),
            Wanted("log", 3),
            Wanted("help", 2),
        )
        back = Wanted("close", -1, key="Esc", word=lambda: _("back"))
        return (*first, *always, *rest, back, Wanted("palette", -1))

    def find_here(self) -> None:
        """Focus the filter over the entries."""
        self.action_show_tab(0)
        self.query_one("#filter").focus()

    def action_to_table(self) -> None:
        """Focus the entries."""
        self.query_one("#page-entries").focus()

    @property
    def entry(self) -> EntryView | None:
        """The entry at the cursor, while the entries are shown."""
        return self._list.entry if self._tab == 0 else None

    @property
    def block(self) -> BlockView | None:
        """The block at the cursor, while the blocks are shown."""
        key = self._key_on("blocks")
        return next((each for each in self._page.blocks if each.block_id == key), None) if self._page else None

    @property
    def line(self) -> LineView | None:
        """The billable line at the cursor, while the lines are shown."""
        key = self._key_on("billing")
        shown = (*self._page.lines, *self._page.paid) if self._page else ()
        return next((each for each in shown if each.line_id == key), None)

    def _key_on(self, tab: str) -> str | None:
        """The key of the row at the cursor of a tab; `None` while another one is shown."""
        return self.query_one(f"#page-{tab}", DiffTable).key_at_cursor if _TABS[self._tab] == tab else None

    @on(EntryCorrected)
    def _entry_corrected(self, message: EntryCorrected) -> None:
        """Put the cursor on the entry in the place of the old one."""
        self._list.point_at(message.entry_id)
