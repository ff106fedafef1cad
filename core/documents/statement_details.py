"""The parts of a statement beside its movements, in words: numbers, hours left, contested entries, covered proposals."""

from collections.abc import Sequence
from datetime import date

from core.basics.dataclass import replace
from core.basics.durations import format_minutes, format_seconds
from core.basics.i18n import _
from core.documents.content import Content
from core.language.formats import date_text, money_text
from core.ledger.statement_details import last_day
from core.ledger.statement_views import StatementView
from core.model.terms import Serves
from core.rules.statement import last_month_of


def with_details(content: Content, view: StatementView) -> Content:
    """The texts with those of the details."""
    return replace(
        content,
        layout=view.layout,
        letterhead=tuple(view.letterhead.splitlines()),
        reference=_("Contract {reference}").format(reference=view.reference) if view.reference else "",
        entry_head=(_("No."), *content.entry_head),
        entries=tuple((str(number), *row) for number, row in enumerate(content.entries, start=1)),
        left_title=_("Hours left until"),
        left=_left(view),
        dues=_dues(view),
        contest_title=_("Contested"),
        contests=_contests(view),
        proposals=_proposals(content.proposals, view),
        notes=_notes(content.notes, view),
    )


def _left(view: StatementView) -> tuple[tuple[str, str], ...]:
    rows = []
    end = last_day(last_month_of(view.month))
    for each in view.left:
        expires = date.fromisoformat(each.expires_on) if each.expires_on else None
        if each.minutes < 0:
            label = _("overdraft")
        elif expires is None:
            label = _("no expiry")
        else:
            label = date_text(expires)
            if expires < end:
                label = _("{day} (expired)").format(day=label)
        if each.available_from:
            label += ", " + _("from {day} on").format(day=date_text(date.fromisoformat(each.available_from)))
        rows.append((label, format_minutes(each.minutes)))
    return tuple(rows)


def _dues(view: StatementView) -> tuple[str, ...]:
    made_on = date_text(date.fromisoformat(view.made_on))
    overdue = [
        _("Overdue on {day}: {amount}, due since {since}.").format(
            day=made_on,
            amount=money_text(each.amount_minor, each.currency),
            since=date_text(date.fromisoformat(each.since)),
        )
        for each in view.unpaid
    ]
    held = {
        Serves.INVOICED.value: _("{hours} h that were sold serve once they are invoiced."),
        Serves.PAID.value: _("{hours} h that were sold serve once they are paid."),
    }
    return (*overdue, *(held[each.waits_for].format(hours=format_minutes(each.minutes)) for each in view.held))


def _contests(view: StatementView) -> tuple[str, ...]:
    numbers = {entry.entry_id: number for number, entry in enumerate(view.entries, start=1)}
    lines = []
    for each in view.contests:
        number = numbers.get(each.entry_id)
        place = _("No. {number}, ").format(number=number) if number else ""
        words = place + _("{day}, {hours} h").format(
            day=date_text(date.fromisoformat(each.day)), hours=format_minutes(each.minutes)
        )
        lines.append(f"{words}: " + (each.answer or _("is being looked into")))
    return tuple(lines)


def _proposals(lines: Sequence[str], view: StatementView) -> tuple[str, ...]:
    """The proposals; those that the hours left pay, taken one after another, say so."""
    end = last_day(last_month_of(view.month)).isoformat()
    usable = sum(
        each.minutes for each in view.left if not each.available_from and (not each.expires_on or each.expires_on > end)
    ) - sum(each.minutes for each in view.held)
    left, told = usable, []
    for line, proposal in zip(lines, view.proposals, strict=True):
        fits = 0 < proposal.estimate_minutes <= left
        left -= proposal.estimate_minutes if fits else 0
        covered = _("already covered by your {hours} h").format(hours=format_minutes(usable))
        told.append(f"{line}, {covered}" if fits else line)
    return tuple(told)


def _notes(notes: Sequence[str], view: StatementView) -> tuple[str, ...]:
    """The notes; work of earlier months that was taken back is told apart, and prices are without VAT."""
    back = -sum(entry.worked_seconds for entry in view.entries if not entry.voided and entry.worked_seconds < 0)
    told = list(notes)
    if back:
        told[0] = _("Worked {worked} in all; {back} of earlier months were taken back.").format(
            worked=format_seconds(view.worked_seconds + back), back=format_seconds(back)
        )
    if any(block.price_minor for block in view.blocks):
        told.insert(-1, _("Prices without VAT."))
    return tuple(told)
