"""The card of the client's page: what is left, until when, the terms, who may call; three rows, or a column if it is wide."""

from collections.abc import Iterable
from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.forms.agreement_words import terms_in_words
from core.language.formats import DateStyle, date_text, money_text, month_text
from core.language.labels import word_label
from core.language.standing import expired_words, held_words, later_words, unpaid_words
from core.mail.words import switches_in_words
from core.model.terms import Kind, RenewalMode, Terms
from core.queries.pages import ClientPage
from core.queries.views.balances import BalanceView
from tui.geometry import WIDE
from tui.glyphs import BELOW, LOOK, bar, cut
from tui.text import hours, plain
from tui.widgets.forecast import lasts_until
from tui.widgets.left_panel import day_text

_SHORT_BAR = 38
_STRONG = "bold"


class Card(VerticalScroll):
    """The client's card. In a narrow window it has three rows, whose places never change; else it scrolls."""

    can_focus = True
    page: var[ClientPage | None] = var(None)
    """The client shown."""

    def compose(self) -> ComposeResult:
        """One text, which is updated only when the client changes."""
        yield Static(plain(_("reading…")), id="card-text", markup=False)

    def on_resize(self) -> None:
        """Write the card again: bars are as wide as the card."""
        self.watch_page(self.page)

    def watch_page(self, page: ClientPage | None) -> None:
        """Write the card."""
        if page is None or not self.is_mounted:
            return
        self.border_title = plain(page.client.name)
        is_wide = self.app.size.width >= WIDE
        # A column scrolls: its bar keeps clear of the scrollbar.
        width = max(20, self.size.width - (2 if is_wide else 0))
        lines = card(page, width) if is_wide else short_card(page, width)
        self.border_subtitle = plain("" if is_wide else cut(" · ".join(notices(page)), width - 4))
        self.query_one("#card-text", Static).update(Content("\n").join(lines))


def notices(page: ClientPage) -> list[str]:
    """What needs somebody: a colleague's call, a renewal that waits, unpaid or not invoiced lines, hours on their way."""
    balance = page.balance
    found = [_("{technician} is on the phone with them").format(technician=call.technician) for call in page.calls]
    others = [row for row in page.accounts if row.account.account_id != balance.account.account_id]
    if others:
        told = ", ".join(f"{row.account.typed_name} {hours(row.remaining_minutes)}" for row in others)
        found.append(_("account {name}; others: {others}").format(name=balance.account.typed_name, others=told))
    if page.pending:
        found.append(f"{LOOK} {_('renewal waits')}")

    def day_of(day: date) -> str:
        return date_text(day, _style_for(day.year, page.today.year))

    found += [f"{LOOK} {words}" for words in expired_words(balance.expired_days, day_of)]
    found += later_words(balance.later_days, day_of)
    found += [f"{LOOK} {words}" for words in held_words(balance.held)]
    found += [
        f"{LOOK} " + unpaid_words(each.amount_minor, each.currency, each.due_on, date_text) for each in balance.unpaid
    ]
    open_lines = [line for line in page.lines if line.status == "to-invoice"]
    if open_lines:
        count = len(open_lines)
        found.append(ngettext("{count} line to invoice", "{count} lines to invoice", count).format(count=count))
    return found


def short_card(page: ClientPage, width: int) -> list[Content]:
    """The card in three rows."""
    phones = [" ".join(part for part in (phone.contact, phone.raw) if part) for phone in page.client.phones]
    named = {phone.contact for phone in page.client.phones}
    contacts = [contact for contact in page.client.contacts if contact not in named]
    who = _fitting((_code_and_kind(page), *phones, *contacts, page.client.email), width)
    return [_left_line(page, width), _bar_line(page, width), plain(who)]


def _code_and_kind(page: ClientPage) -> str:
    """The client's code, and the kind of its agreement where one is in force."""
    kind = word_label(page.balance.kind.value) if page.balance.has_agreement else ""
    return f"{page.client.code}  {kind}".rstrip()


def _left_line(page: ClientPage, width: int) -> Content:
    balance = page.balance
    if not _has_hours(page):
        return plain(cut(_no_hours(page), width), _STRONG)
    if not balance.counts_hours:
        return plain(cut(_price_in_words(page.in_force.terms if page.in_force else Terms()), width), _STRONG)
    left, style = left_words(page)
    room, expiry = width - len(left) - 2, _next_expiry(page)
    ranged = lasts_until(balance, with_range=True)
    # The next expiry counts for more than the ends of the range.
    is_roomy = len(ranged) + len(expiry) + 2 <= room
    rest = _fitting((ranged if is_roomy else lasts_until(balance, with_range=False), expiry), room)
    return Content.assemble(plain(left, style), plain(f"  {rest}", _STRONG))


def _has_hours(page: ClientPage) -> bool:
    """Whether an agreement is in force, or blocks say what is left without one."""
    return page.in_force is not None or bool(page.balance.blocks)


def _no_hours(page: ClientPage) -> str:
    """`no agreement yet · 1:35 waits`."""
    waits = page.balance.waits.minutes
    return _("no agreement yet") + (" · " + _("{minutes} waits").format(minutes=hours(waits)) if waits else "")


def left_words(page: ClientPage) -> tuple[str, str]:
    """The hours left with their mark, and the style of their state."""
    balance = page.balance
    words = _("{minutes} h left").format(minutes=hours(balance.remaining_minutes))
    if balance.remaining_minutes < 0:
        return f"{BELOW} {words}", "bold $bad"
    if balance.under_threshold:
        return f"{LOOK} {words}", "bold $warn"
    return words, "bold"


def _next_expiry(page: ClientPage) -> str:
    live = [
        block
        for block in page.balance.blocks
        if block.expires_on and block.remaining_minutes and not block.expired and not block.voided
    ]
    if not live:
        return ""
    first = min(live, key=lambda block: str(block.expires_on))
    assert first.expires_on is not None
    return _("next expiry {day}, {minutes} of it").format(
        day=_day_ahead(first.expires_on, page.today),
        minutes=hours(first.remaining_minutes),
    )


def _day_ahead(day: date, today: date) -> str:
    """A day to come; its year stands there only for a day that is a year ahead or more."""
    return day_text(day) if (day - today).days < 365 else date_text(day, DateStyle.SHORT)


def _style_for(year: int, today: int) -> DateStyle:
    return DateStyle.DAY if year == today else DateStyle.SHORT


def _bar_line(page: ClientPage, width: int) -> Content:
    balance = page.balance
    if not _has_hours(page) or not balance.counts_hours:
        words = "; ".join(terms_in_words(page.in_force.terms)) if page.in_force else _no_agreement()
        return plain(cut(words, width))
    whole = live_minutes(page)
    drawn = bar(balance.remaining_minutes, whole, _SHORT_BAR, balance.threshold_minutes)
    room = width - _SHORT_BAR - 2
    words = _fitting((_("of {size}").format(size=hours(whole)), renewal_words(page)), room, between=", ")
    return Content.assemble(bar_content(drawn), plain(f"  {words}"))


def _lasting_lines(balance: BalanceView, width: int) -> tuple[str, ...]:
    """How long the hours last, in one line, or in two where the column is narrow."""
    whole, short = (lasts_until(balance, with_range=with_range) for with_range in (True, False))
    return (whole,) if len(whole) <= width else (short, whole[len(short) :].strip())


def live_minutes(page: ClientPage) -> int:
    """The size of the blocks that can serve today: the whole of the bar."""
    live = [
        block for block in page.balance.blocks if not block.voided and not block.expired and block.remaining_minutes
    ]
    return sum(block.size_minutes for block in live) or page.balance.block_minutes


def bar_content(drawn: str) -> Content:
    """A bar in its colours: the empty part is the track."""
    full = drawn.rstrip("─")
    return Content.assemble(Content.styled(full, "$bar"), Content.styled(drawn[len(full) :], "$track"))


def renewal_words(page: ClientPage) -> str:
    """When a block follows: `renews under 5:00: +10:00`."""
    terms = page.in_force.terms if page.in_force else None
    if terms is None or terms.kind is not Kind.PREPAID:
        return "" if terms else _no_agreement()
    under = hours(page.balance.threshold_minutes)
    if terms.renewal is RenewalMode.OFF or not terms.block_minutes:
        return _("no renewal, threshold {under}").format(under=under)
    size = hours(terms.block_minutes)
    if terms.renewal is RenewalMode.ASK:
        return _("under {under} asks for +{size}").format(under=under, size=size)
    return _("renews under {under}: +{size}").format(under=under, size=size)


def _no_agreement() -> str:
    return _("none yet: work waits uncharged; a sets one")


def _price_in_words(terms: Terms) -> str:
    if terms.kind is Kind.MANAGED:
        fee = money_text(terms.fee_minor, terms.currency)
        return _("managed, fee {fee}").format(fee=fee)
    return _("by the hour, {rate}").format(rate=money_text(terms.hourly_rate_minor, terms.currency))


def _fitting(parts: Iterable[str], width: int, between: str = "  ") -> str:
    """The parts that fit, each whole; the first is cut where not even it fits."""
    shown = ""
    for part in (visible_text(part) for part in parts if part):
        longer = f"{shown}{between}{part}" if shown else part
        if len(longer) > width:
            return shown or cut(part, width)
        shown = longer
    return shown


def card(page: ClientPage, width: int) -> list[Content]:
    """The whole card, for a wide window."""
    balance = page.balance
    lines: list[Content] = []
    if not _has_hours(page):
        lines.append(plain(cut(_no_hours(page), width), _STRONG))
    elif balance.counts_hours:
        left, style = left_words(page)
        whole = live_minutes(page)
        lines.append(Content.assemble(plain(left, style), plain("  " + _("of {size}").format(size=hours(whole)))))
        lines.append(bar_content(bar(balance.remaining_minutes, whole, min(width, 60), balance.threshold_minutes)))
        told = (*_lasting_lines(balance, width), _next_expiry(page), renewal_words(page))
        lines += [plain(cut(words, width)) for words in told if words]
    else:
        lines.append(plain(cut(_price_in_words(page.in_force.terms if page.in_force else Terms()), width), _STRONG))
    lines += [plain(cut(words, width), "$warn" if words.startswith(LOOK) else "") for words in notices(page)]
    lines += [plain(""), plain(_code_and_kind(page))]
    phones = [" ".join(part for part in (phone.contact, phone.raw) if part) for phone in page.client.phones]
    known = {phone.contact for phone in page.client.phones}
    lines += [plain(cut(words, width)) for words in phones]
    lines += [plain(cut(contact, width)) for contact in page.client.contacts if contact not in known]
    if page.client.email:
        lines.append(plain(cut(page.client.email, width)))
    if page.proposals:
        lines += [plain(""), plain(_("proposed"), "$muted")]
        lines += [
            plain(
                f"{LOOK + ' ' if view.due else ''}{view.proposal.title}  {hours(view.proposal.estimate_minutes)}"
                + (f"  {date_text(view.proposal.due_on)}" if view.proposal.due_on else "")
            )
            for view in page.proposals
        ]
    mail = switches_in_words(page.mail)
    if mail:
        lines += [plain(""), plain(_("mail"), "$muted"), *map(plain, mail)]
    lines += [plain(""), plain(_("agreement"), "$muted")]
    lines += (
        [plain(sentence) for sentence in terms_in_words(page.in_force.terms)]
        if page.in_force
        else [plain(_no_agreement())]
    )
    most = max((minutes for _month, minutes in page.months), default=0)
    lines += [plain(""), plain(_("charged by month"), "$muted")]
    room = max(4, min(width, 60) - 16)
    for month, minutes in page.months:
        name = f"{month_text(month, DateStyle.SHORT_MONTH):<7} "
        lines.append(
            Content.assemble(plain(name), bar_content(bar(minutes, most, room)), plain(f" {hours(minutes):>7}"))
        )
    return lines
