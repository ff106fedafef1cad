"""What a posting will do, or did, in words."""

from collections.abc import Sequence

from textual.content import Content

from core.basics.i18n import _, ngettext
from core.language.formats import date_text, money_text
from core.model.terms import Kind
from core.queries.views.postings import PostingView, PreviewView
from tui.attempt import trouble_of
from tui.glyphs import LOOK
from tui.text import BAD, WARNING, hours, plain


def preview_text(view: PreviewView) -> str:
    """Client and charge; what else the posting tells; remaining hours and whether a renewal follows. A line for a refusal."""
    if view.refused is not None:
        return f"! {trouble_of(view.refused)}"
    first, _break, second = _in_two_lines(view).partition("\n")
    looks = (", ".join(view.looks),) if view.looks else ()
    told = (*view.credits, *taken_back(view.voided_blocks), *view.warnings, *looks)
    return "\n".join([first, *(f"! {sentence}" for sentence in told), second])


def _in_two_lines(view: PreviewView) -> str:
    first = _("{client}  {day}  charge {minutes}  ({explanation})").format(
        client=view.client.name,
        day=f"{date_text(view.work_date)} {when_text(view)}".rstrip(),
        minutes=hours(view.charge.minutes),
        explanation=view.explanation,
    )
    if view.waits:
        return f"{first}\n" + _("it waits for an agreement that is in force on that day; nothing is charged yet")
    if view.kind is Kind.MANAGED and not view.has_included:
        return f"{first}\n" + _("managed agreement: nothing is deducted")
    if view.kind is Kind.BREAK_FIX:
        return f"{first}\n" + _("break-fix: one line to invoice")
    second = _("left after it {left}").format(left=hours(view.remaining_after_minutes))
    if view.overdraft_minutes:
        second += "  " + _("overdraft {minutes}").format(minutes=hours(view.overdraft_minutes))
    if view.renewal_count:
        renewed = ngettext("renews {count} block ({hours} h)", "renews {count} blocks ({hours} h)", view.renewal_count)
        second += "  " + renewed.format(count=view.renewal_count, hours=hours(view.renewal_minutes))
    elif view.asks_for_renewal:
        second += "  " + _("a renewal will wait for the manager")
    else:
        second += "  " + _("no renewal")
    return f"{first}\n{second}"


def when_text(view: PreviewView) -> str:
    """Start and end of the work; empty where no clock time is known."""
    if view.started_at is None or view.ended_at is None:
        return ""
    return _("from {start} until {end}").format(start=f"{view.started_at:%H:%M}", end=f"{view.ended_at:%H:%M}")


def consequences(view: PostingView) -> list[str]:
    """What else a posting, an edit or a void did: blocks added or taken back, renewals that wait, warnings."""
    parts = [_("renewed {hours} h").format(hours=hours(renewal.minutes)) for renewal in view.renewals]
    if view.pending_renewal:
        parts.append(_("a renewal waits for the manager"))
    return [*parts, *taken_back(view.voided_blocks), *view.warnings]


def taken_back(block_ids: Sequence[str]) -> list[str]:
    """A sentence about blocks that a void takes back; none where there are none."""
    count = len(block_ids)
    if not count:
        return []
    taken = ngettext("{count} renewed block taken back", "{count} renewed blocks taken back", count)
    return [taken.format(count=count)]


def charge_rows(view: PreviewView, before: str = "") -> Content:
    """The charge in bold, with its explanation; what follows from it; a third row where something deserves a look.

    `before` stands first in the first row.
    """
    left = view.remaining_after_minutes - view.renewal_minutes
    charge = _("charge {minutes}").format(minutes=hours(view.charge.minutes))
    if (view.kind is Kind.PREPAID or view.has_included) and not view.waits:
        # From when to when must not be cut at 80 columns.
        charge += (" → " if before else "  →  ") + _("{left} left").format(left=hours(left))
    between = "  " if before else "     "
    charge = f"{before}  {charge}" if before else charge
    first = Content.assemble(
        Content.styled(charge, "bold"),
        Content(between),
        plain(f"{when_text(view)}  {view.explanation}".strip(), "$muted"),
    )
    rows = [first, _what_follows(view, left)]
    if view.looks:
        rows.append(plain(f"{LOOK} {', '.join(view.looks)}", WARNING))
    return Content("\n").join(rows)


def change_rows(view: PreviewView, told: str = "") -> Content:
    """A correction or the work of a proposal: what it changes (`told`), then the lines of `preview_text`, one row each.

    The explanation ends its row, so that it is what a narrow window cuts: what is left and the renewal stay.
    """
    renews = bool(view.renewal_count or view.asks_for_renewal or view.overdraft_minutes)
    *first, last = preview_text(view).split("\n")
    rows = [plain(told)] if told else []
    rows += [plain(line, WARNING) if line.startswith("! ") else plain(line) for line in first]
    return Content("\n").join([*rows, plain(last, WARNING) if renews or view.refused else plain(last)])


def _added(count: int) -> str:
    if count == 1:
        return _("! ADDS A BLOCK")
    return ngettext("! ADDS {count} BLOCK", "! ADDS {count} BLOCKS", count).format(count=count)


def _what_follows(view: PreviewView, left: int) -> Content:
    if view.waits:
        return plain(_("it waits for an agreement that is in force on that day; nothing is charged yet"), "$muted")
    if view.kind is Kind.MANAGED and not view.has_included:
        return plain(_("managed agreement: nothing is deducted"), "$muted")
    if view.kind is Kind.BREAK_FIX:
        return plain(_("break-fix: one line to invoice"), "$muted")
    if view.renewal_count:
        added = _added(view.renewal_count)
        words = _("{added}  +{hours} h  {price}  →  {left} left").format(
            added=added,
            hours=hours(view.renewal_minutes),
            price=money_text(view.renewal_price_minor, view.renewal_currency),
            left=hours(view.remaining_after_minutes),
        )
        under = _("under {threshold}").format(threshold=hours(view.threshold_minutes))
        return Content.assemble(plain(words, WARNING), Content("     "), plain(under, "$muted"))
    if view.overdraft_minutes:
        return plain(_("! -{minutes} overdraft").format(minutes=hours(view.overdraft_minutes)), BAD)
    if view.asks_for_renewal:
        return plain(_("! asks the manager for a block"), WARNING)
    if view.threshold_minutes:
        words = _("no renewal: it comes under {threshold}").format(threshold=hours(view.threshold_minutes))
        return plain(words, "$muted")
    return plain(_("no renewal"), "$muted")
