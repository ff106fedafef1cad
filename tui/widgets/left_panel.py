"""The panel of what is left: five lines in fixed places, and where there is room months, blocks and contacts."""

from datetime import date

from textual.content import Content
from textual.widgets import Static

from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.language.formats import DateStyle, date_text, money_text, month_text
from core.language.standing import held_words, unpaid_words
from core.model.terms import Kind, RenewalMode
from core.queries.views.balances import BalanceView, BlockView
from tui.glyphs import BELOW, EMPTY, LOOK, THRESHOLD, bar, column
from tui.text import fitted, hours, name_panel, plain

_LONG_ROWS = 14
"""Rows from which the lines stand apart and the months follow."""
_VALUE_AT, _REMARK_AT = 19, 28
"""Columns of values and remarks where the lines stand apart."""
_BAR_AT, _BAR_CELLS, _LONG_BAR_AT, _LONG_BAR_CELLS = 16, 18, 17, 40
_MONTHS = 6
_MONTH_BAR_CELLS, _BLOCK_BAR_CELLS = 34, 20


class LeftPanel(Static):
    """The balance of the highlighted client, updated only when it changes. Its size depends on the window only."""

    def __init__(self) -> None:
        super().__init__(plain(_("reading…")), markup=False)
        self._view: BalanceView | None = None
        self._so_far: int | None = None
        self._newcomer = ""
        self._is_unread = False
        self._shown = Content("")

    def on_mount(self) -> None:
        """Name the panel."""
        name_panel(self, _("Left"))

    def on_resize(self) -> None:
        """Write the lines for the new window."""
        if self._view is not None:
            self._write()

    def show(
        self,
        view: BalanceView | None,
        so_far_seconds: int | None = None,
        *,
        newcomer: str = "",
        is_unread: bool = False,
    ) -> None:
        """Show a balance; `so_far_seconds` is the time of my call with this client, None without one.

        `newcomer` is the name of a new caller who is chosen: there is no client to show yet. `is_unread`: the chosen client
        could not be read.
        """
        self._view, self._so_far, self._newcomer, self._is_unread = view, so_far_seconds, newcomer, is_unread
        name = newcomer if view is None else view.client.name
        name_panel(self, f"{_('Left')} · {name}" if name else _("Left"))
        self._write()

    def _write(self) -> None:
        size = self.content_size
        width, rows = max(20, size.width or 36), size.height or 5
        text = Content.styled(self._why_nothing(), "$muted")
        if self._view is not None:
            text = Content("\n").join(left_lines(self._view, self._so_far, width, rows))
        if text != self._shown:
            self._shown = text
            self.update(text, layout=False)

    def _why_nothing(self) -> str:
        if self._is_unread:
            return _("this client cannot be read now")
        return _("no client yet") if self._newcomer else _("no client is chosen")


def left_lines(view: BalanceView, so_far_seconds: int | None, width: int, rows: int) -> list[Content]:
    """The panel's lines for so many columns and rows."""
    is_long = rows >= _LONG_ROWS
    five = [
        _hours_line(view, width, is_long=is_long),
        _call_line(view, so_far_seconds, is_long=is_long),
        _pace_line(view, is_long=is_long),
        _expiry_line(view, width, is_long=is_long),
        _renewal_line(view, width, is_long=is_long),
    ]
    if not is_long:
        return [fitted(line, width) for line in five]
    lines = [five[0], Content(""), *five[1:], *_month_lines(view)]
    if rows >= 2 * _LONG_ROWS:
        lines += _block_lines(view)
        lines += _contact_lines(view)
    return [fitted(line, width) for line in lines[:rows]]


def _hours_line(view: BalanceView, width: int, *, is_long: bool) -> Content:
    if not view.counts_hours:
        return _kind_line(view)
    left = hours(view.remaining_minutes)
    if view.remaining_minutes < 0:
        since = view.below_since
        words = _("used up since {day}").format(day=day_text(since)) if since else _("used up")
        return Content.styled(f"{left} h  {BELOW} {words}", "bold $bad")
    is_low, whole = view.under_threshold, view.scale_minutes
    parts = [Content.styled(f"{left} h", "bold $warn" if is_low else "bold")]
    if is_low:
        parts.append(Content.styled(f" {LOOK}", "bold $warn"))
    if whole:
        parts.append(Content.styled(" " + _("of {size}").format(size=hours(whole)), "$muted"))
    line = Content.assemble(*parts)
    begins, cells = (_LONG_BAR_AT, _LONG_BAR_CELLS) if is_long else (_BAR_AT, _BAR_CELLS)
    ends = begins + cells
    begins = max(begins, line.cell_length + 2)
    cells = min(ends, width) - begins
    if cells < 4 or not whole:
        return line
    gauge = styled_bar(bar(view.remaining_minutes, whole, cells, view.threshold_minutes), "$warn" if is_low else "$bar")
    return Content.assemble(line, Content(" " * (begins - line.cell_length)), gauge)


def _kind_line(view: BalanceView) -> Content:
    if not view.has_agreement:
        return Content.styled(_("no agreement yet"), "bold")
    kinds = {Kind.BREAK_FIX: _("by the hour"), Kind.MANAGED: _("a recurring fee"), Kind.PREPAID: _("prepaid")}
    return Content.styled(kinds[view.kind], "bold")


def _call_line(view: BalanceView, so_far_seconds: int | None, *, is_long: bool) -> Content:
    if so_far_seconds is None:
        return Content.styled(_("no call"), "$muted")
    far = _("so far {minutes}").format(minutes=hours(-(-so_far_seconds // 60)))
    if not view.counts_hours:
        return Content.styled(far, "$muted")
    if is_long and view.others_pending_minutes:
        far += ", " + _("others {minutes}").format(minutes=hours(view.others_pending_minutes))
    elif is_long and view.step_minutes > 1:
        far += ", " + _("steps of {minutes}").format(minutes=hours(view.step_minutes))
    # The wrap-up of this call says the same figure: what colleagues' calls will charge is not in it.
    after = hours(view.remaining_minutes - view.pending_minutes + view.others_pending_minutes)
    return _line(_("after this call"), after, far, is_long=is_long, gap=3)


def _pace_line(view: BalanceView, *, is_long: bool) -> Content:
    if view.waits.minutes:
        waits = _("{minutes} waits for an agreement").format(minutes=hours(view.waits.minutes))
        return Content.styled(f"{LOOK} {waits}", "$warn")
    if not view.counts_hours or view.remaining_minutes <= 0:
        return Content("")
    found = view.lasting
    if found is None:
        return Content.styled(_("lasts over a year") if view.weeks_left else _("no pace yet"), "$muted")
    if found.latest is None:
        ends = _("from {day} on").format(day=day_text(found.earliest))
    else:
        ends = f"{day_text(found.earliest)}-{day_text(found.latest)}"
    if is_long:
        weeks = found.days // 7
        if weeks:
            ends += ", " + ngettext("{count} week", "{count} weeks", weeks).format(count=weeks)
        return _line(_("lasts until about"), day_text(found.likely), ends, is_long=True)
    return _line(_("lasts until"), day_text(found.likely), f"({ends})", is_long=False, gap=1)


def _expiry_line(view: BalanceView, width: int, *, is_long: bool) -> Content:
    if view.expired_days:
        left, day = hours(view.expired_minutes), view.expired_days[-1][0]
        sentence = _("{minutes} expired {day}, only for work up to then")
        if not is_long and width < 48:
            sentence = _("{minutes} expired {day}, older work only")
        return Content.styled(sentence.format(minutes=left, day=day_text(day)), "$warn")
    if view.later_minutes:
        said = _("later {minutes}").format(minutes=hours(view.later_minutes))
        if view.held and not view.later_days:
            said = held_words(view.held)[0]
        if view.later_days:
            said += " " + _("from {day}").format(day=day_text(view.later_days[0][0]))
        return Content.styled(said, "$warn")
    if not view.counts_hours:
        return Content("")
    block = view.next_expiry
    if block is None or block.expires_on is None:
        return Content.styled(_("no expiry"), "$muted")
    left = hours(block.remaining_minutes)
    remark = _("{minutes} of {size}").format(minutes=left, size=hours(block.size_minutes))
    if not is_long:
        remark = _("{minutes} of it").format(minutes=left)
    return _line(_("next expiry"), day_text(block.expires_on), remark, is_long=is_long, gap=2)


def _renewal_line(view: BalanceView, width: int, *, is_long: bool) -> Content:
    if view.unpaid:
        first = view.unpaid[0]
        return Content.styled(unpaid_words(first.amount_minor, first.currency, first.due_on, date_text), "$warn")
    if view.kind is not Kind.PREPAID or not view.has_agreement:
        return Content("")
    block = f"+{hours(view.block_minutes)}{' h' if is_long else ''} {money_text(view.price_minor, view.currency)}"
    if view.renewal_pending:
        return Content.styled(f"{LOOK} " + _("renewal waits: {block}").format(block=block), "$warn")
    under = hours(view.threshold_minutes)
    if not view.threshold_minutes or not view.block_minutes:
        return Content.styled(_("never renews"), "$muted")
    if view.renewal is RenewalMode.OFF:
        return Content.styled(_("never renews, warns under {minutes}").format(minutes=under), "$muted")
    sentence = _("renews under {minutes}") if view.renewal is RenewalMode.AUTO else _("asks under {minutes}")
    label = sentence.format(minutes=under)
    if not is_long:
        if len(label) + len(block) + 2 > width:
            # The price must not be cut.
            label = _("under {threshold}").format(threshold=under)
        return Content.assemble(Content.styled(f"{label}: ", "$muted"), Content(block))
    last = _("last {day}").format(day=day_text(view.renewed_on)) if view.renewed_on else ""
    return _line(label, block, f"  {last}" if last else "", is_long=True)


def _line(label: str, value: str, remark: str, *, is_long: bool, gap: int = 2) -> Content:
    """A label, a value in bold and a remark: in columns where the lines stand apart, else one after the other."""
    begins = max(_VALUE_AT, len(label) + 1) if is_long else len(label) + 1
    parts = [Content.styled(label, "$muted"), Content(" " * (begins - len(label))), Content.styled(value, "bold")]
    if remark:
        place = max(_REMARK_AT, begins + len(value) + 1) if is_long else begins + len(value) + gap
        parts += [Content(" " * (place - begins - len(value))), Content.styled(remark, "$muted")]
    return Content.assemble(*parts)


def _month_lines(view: BalanceView) -> list[Content]:
    if not view.months:
        return []
    most = max(minutes for _month, minutes in view.months[-_MONTHS:]) or 1
    lines = [Content(""), Content.styled(_("charged by month"), "$muted")]
    for month, minutes in view.months[-_MONTHS:]:
        gauge = styled_bar(bar(minutes, most, _MONTH_BAR_CELLS), "$bar")
        name = month_text(month, DateStyle.SHORT_MONTH).split()[0]
        lines.append(Content.assemble(Content(f"{name:<5}"), gauge, Content(f"{hours(minutes):>7}")))
    return lines


def _block_lines(view: BalanceView) -> list[Content]:
    live = [block for block in view.blocks if block.remaining_minutes > 0]
    lines = [Content(""), Content.styled(_("blocks"), "$muted")] if live else []
    return lines + [_block_line(block) for block in live]


def _block_line(block: BlockView) -> Content:
    until = _("no expiry")
    if block.expires_on:
        until = (_("expired {day}") if block.expired else _("until {day}")).format(day=date_text(block.expires_on))
    held = _("{minutes} of {size}").format(minutes=hours(block.remaining_minutes), size=hours(block.size_minutes))
    gauge = styled_bar(bar(block.remaining_minutes, block.size_minutes, _BLOCK_BAR_CELLS), "$bar")
    return Content.assemble(Content(f"{held:>16} "), gauge, Content.styled(f"  {until}", "$muted"))


def _contact_lines(view: BalanceView) -> list[Content]:
    known = [(visible_text(phone.contact), visible_text(phone.raw)) for phone in view.client.phones]
    named = {contact for contact, _raw in known}
    known += [(visible_text(contact), "") for contact in view.client.contacts if visible_text(contact) not in named]
    lines = [Content(""), Content.styled(_("contacts"), "$muted")] if known else []
    return lines + [Content(f"{column(contact, 17, gap=1)}{raw}" if contact else raw) for contact, raw in known]


def styled_bar(drawn: str, filled: str) -> Content:
    """A bar with its filled part in one style, the rest as track, the threshold's mark as text."""
    parts = []
    for cell in drawn:
        style = "$track" if cell == EMPTY else "$text" if cell == THRESHOLD else filled
        parts.append(Content.styled(cell, style))
    return Content.assemble(*parts)


def day_text(day: date | None) -> str:
    """A day near today: day and month."""
    return date_text(day, DateStyle.DAY) if day else ""
