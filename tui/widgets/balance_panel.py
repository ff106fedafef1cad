"""The panel of the balance: remaining hours against the threshold, blocks with expiry, pace, last months."""

from datetime import date

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import var
from textual.widgets import Static

from core.basics.i18n import _, ngettext
from core.language.formats import DateStyle, date_text, month_text
from core.language.standing import expired_words, later_words
from core.model.terms import Kind
from core.queries.views import BalanceView, BlockView
from tui.glyphs import bar
from tui.text import hours, plain
from tui.widgets.moving import move_bindings


class BalancePanel(VerticalScroll):
    """The balance of the calling client, or of the one that the search points at."""

    BINDINGS = move_bindings(
        {"down": "scroll_down", "up": "scroll_up", "top": "scroll_home", "bottom": "scroll_end"}, letters=True
    )

    can_focus = True
    balance: var[BalanceView | None] = var(None)
    """The balance shown."""

    def compose(self) -> ComposeResult:
        """One text, which is updated only when the balance changes."""
        yield Static("", id="balance-text", markup=False)

    def on_mount(self) -> None:
        """Name the panel."""
        self.border_title = plain(_("Balance"))

    def on_resize(self) -> None:
        """Write the panel again: bars are as wide as the panel."""
        self.watch_balance(self.balance)

    def watch_balance(self, view: BalanceView | None) -> None:
        """Write the panel."""
        if self.is_mounted:
            width = max(20, self.size.width - 2)
            lines = balance_text(view, width) if view else [_("no client is chosen")]
            self.query_one("#balance-text", Static).update(plain("\n".join(lines)))


def balance_text(view: BalanceView, width: int) -> list[str]:
    """The panel's lines for a width in cells."""
    kinds = {Kind.PREPAID: _("prepaid"), Kind.BREAK_FIX: _("break-fix, by the hour"), Kind.MANAGED: _("managed")}
    card = [f"{view.client.code}  {kinds[view.kind]}" if view.has_agreement else view.client.code]
    card += [f"{phone.raw} {phone.contact}".rstrip() for phone in view.client.phones[:3]]
    lines = [view.client.name]
    if view.counts_hours:
        lines += prepaid_lines(view, width)
    if not view.has_agreement:
        waits = " · " + _("{minutes} waits").format(minutes=hours(view.waits.minutes)) if view.waits.minutes else ""
        lines.append(_("no agreement yet") + waits)
        if view.overdraft_minutes:
            lines.append("! " + _("overdraft {minutes}").format(minutes=hours(view.overdraft_minutes)))
    elif view.waits.minutes:
        lines.append(_("{minutes} waits: no agreement on its day").format(minutes=hours(view.waits.minutes)))
    lines += card
    for block in view.blocks:
        lines += ["", *_block_lines(block, min(width, 40))]
    if view.months:
        lines += ["", _("charged by month")]
        most = max(minutes for _month, minutes in view.months) or 1
        room = max(4, min(width, 40) - 15)
        lines += [
            f"{month_text(month, DateStyle.SHORT_MONTH):<6} {bar(minutes, most, room)} {hours(minutes):>7}"
            for month, minutes in view.months
        ]
    return lines


def prepaid_lines(view: BalanceView, width: int) -> list[str]:
    """Remaining hours as figures, a bar and sentences."""
    left = _("left {left} h").format(left=hours(view.remaining_minutes))
    if view.threshold_minutes:
        left += "  " + _("threshold {threshold}").format(threshold=hours(view.threshold_minutes))
    whole = view.block_minutes or sum(block.size_minutes for block in view.blocks)
    lines = [left, bar(view.remaining_minutes, whole, min(width, 40))]
    if view.under_threshold:
        lines.append("! " + _("under the threshold"))
    lines += [f"! {words}" for words in expired_words(view.expired_days, short_day)]
    lines += [f"! {words}" for words in later_words(view.later_days, short_day)]
    if view.overdraft_minutes:
        lines.append("! " + _("overdraft {minutes}").format(minutes=hours(view.overdraft_minutes)))
    if view.pending_minutes:
        lines.append(_("calls so far {minutes}").format(minutes=hours(view.pending_minutes)))
    if view.renewal_pending:
        lines.append("! " + _("a renewal waits for the manager"))
    if view.weeks_left is not None:
        weeks = ngettext("{count} week left at this pace", "{count} weeks left at this pace", view.weeks_left)
        lines.append(weeks.format(count=view.weeks_left))
    return lines


def short_day(day: date) -> str:
    """A day near today, without its year."""
    return date_text(day, DateStyle.DAY)


def _block_lines(block: BlockView, width: int) -> list[str]:
    until = _("no expiry")
    if block.expires_on:
        until = (_("EXPIRED {day}") if block.expired else _("until {day}")).format(day=date_text(block.expires_on))
    return [
        _("{left} of {size}  {until}").format(
            left=hours(block.remaining_minutes), size=hours(block.size_minutes), until=until
        ),
        bar(block.remaining_minutes, block.size_minutes, width),
        _("{origin} {sold}").format(
            origin=_("renewed") if block.origin.value == "renewed" else _("sold"), sold=date_text(block.sold_on)
        ),
    ]
