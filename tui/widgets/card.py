"""The left part of the client's page: contacts, remaining hours, pace, months, the agreement in words."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import var
from textual.widgets import Static

from core.basics.i18n import _, ngettext
from core.forms.agreement_words import terms_in_words
from core.language.formats import DateStyle, date_text, month_text
from core.language.labels import word_label
from core.mail.words import switches_in_words
from core.model.terms import Terms
from core.queries.pages import ClientPage
from core.queries.views import BalanceView
from tui.glyphs import bar
from tui.text import hours, plain
from tui.widgets.balance_panel import prepaid_lines

_SHORT_LINES = 5


class Card(VerticalScroll):
    """The client's card; it scrolls, and at 80 columns it shows a short form above the tables."""

    can_focus = True
    page: var[ClientPage | None] = var(None)
    """The client shown."""

    def compose(self) -> ComposeResult:
        """One text, which is updated only when the client changes."""
        yield Static("", id="card-text", markup=False)

    def on_resize(self) -> None:
        """Write the card again: bars are as wide as the card."""
        self.watch_page(self.page)

    def watch_page(self, page: ClientPage | None) -> None:
        """Write the card."""
        if page is None or not self.is_mounted:
            return
        self.border_title = plain(page.client.name)
        width = max(20, self.scrollable_content_region.width)
        lines = short_card(page, width) if self.screen.has_class("-narrow") else card(page, width)
        self.query_one("#card-text", Static).update(plain("\n".join(lines)))


def _first_line(view: BalanceView) -> str:
    """The client's code and the kind of its agreement, with the work that waits for one."""
    kind = word_label(view.kind.value) if view.has_agreement else _("no agreement yet")
    waits = " · " + _("{minutes} waits").format(minutes=hours(view.waits.minutes)) if view.waits.minutes else ""
    return f"{view.client.code}  {kind}{waits}"


def _no_agreement() -> str:
    return _("none yet: work waits uncharged; a sets one")


def short_card(page: ClientPage, width: int) -> list[str]:
    """The card in a few lines, for 80 columns."""
    balance = page.balance
    first = _first_line(balance)
    phones = "  ".join(f"{phone.raw} {phone.contact}".rstrip() for phone in page.client.phones[:3])
    lines = [f"{first}  {phones}"[:width]]
    if balance.counts_hours:
        left, gauge, *rest = prepaid_lines(balance, min(24, width // 3))
        lines.append("  ".join([left, gauge, *rest])[:width])
    terms = page.in_force.terms if page.in_force else Terms()
    words = "; ".join(terms_in_words(terms)) if page.in_force else _no_agreement()
    lines.append(words if len(words) <= width else words[: width - 1] + "…")
    most = max((minutes for _month, minutes in page.months), default=0)
    if most:
        steps = " ▁▂▃▄▅▆▇█"
        sparks = "".join(steps[-(-minutes * 8 // most)] for _month, minutes in page.months)
        lines.append(_("12 months {sparks}  last {charged}").format(sparks=sparks, charged=hours(page.months[-1][1])))
    return lines[:_SHORT_LINES]


def card(page: ClientPage, width: int) -> list[str]:
    """The whole card."""
    balance = page.balance
    lines = [_first_line(balance)]
    lines += [f"  {phone.raw}  {phone.contact}".rstrip() for phone in page.client.phones]
    known = {phone.contact for phone in page.client.phones}
    lines += [f"  {contact}" for contact in page.client.contacts if contact not in known]
    if page.client.email:
        lines.append(f"  {page.client.email}")
    lines.append("")
    if balance.counts_hours:
        lines += prepaid_lines(balance, width)
    for call in page.calls:
        lines.append(_("{technician} is on the phone with them").format(technician=call.technician))
    if page.pending:
        lines.append("! " + _("a renewal waits for the manager: monteore renewal list"))
    open_lines = [line for line in page.lines if line.status == "to-invoice"]
    if open_lines:
        count = len(open_lines)
        lines.append(ngettext("{count} line to invoice", "{count} lines to invoice", count).format(count=count))
    if page.proposals:
        lines += ["", _("proposed")]
        lines += [
            f"  {'! ' if view.due else ''}{view.proposal.title}  {hours(view.proposal.estimate_minutes)}"
            + (f"  {date_text(view.proposal.due_on)}" if view.proposal.due_on else "")
            for view in page.proposals
        ]
    mail = switches_in_words(page.mail)
    if mail:
        lines += ["", _("mail"), *(f"  {words}" for words in mail)]
    lines += ["", _("agreement")]
    terms = page.in_force.terms if page.in_force else Terms()
    if page.in_force is None:
        lines.append("  " + _no_agreement())
    else:
        lines += [f"  {sentence}" for sentence in terms_in_words(terms)]
    most = max((minutes for _month, minutes in page.months), default=0)
    lines += ["", _("charged by month")]
    room = max(4, min(width, 60) - 18)
    for month, minutes in page.months:
        lines.append(f"  {month_text(month, DateStyle.SHORT_MONTH):<6} {bar(minutes, most, room)} {hours(minutes):>7}")
    return lines
