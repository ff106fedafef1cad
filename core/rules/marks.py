"""What the accounting system's answer does to a billable line, how it is corrected, and how a line is credited. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from fractions import Fraction

from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _
from core.journal.events import Event, LineAdded, LineDraft, LineMarked, LineUnmarked
from core.language.labels import word_label
from core.model.billing import BillingLine, LineKind, LineStatus

_ON_PAPER = (LineStatus.INVOICED, LineStatus.PAID)


@dataclass(frozen=True)
class Mark:
    """The accounting system's answer for one line: its invoice, its payment, or both.

    An empty `number` with `paid_on` tells a payment alone; `invoiced_on` then says nothing.
    """

    line_id: str
    number: str = ""
    invoiced_on: date | None = None
    paid_on: date | None = None


@dataclass(frozen=True)
class Marking:
    """What a mark does: the events to record, and what a person should confirm first, one question each."""

    events: tuple[Event, ...]
    questions: tuple[str, ...] = ()


def is_on_paper(line: BillingLine) -> bool:
    """Whether an invoice holds the line."""
    return line.status in _ON_PAPER


def credit_draft(line_id: str, line: BillingLine) -> LineDraft:
    """A credit of a whole line."""
    return LineDraft(line_id, LineKind.CREDIT, line.minutes, -line.amount_minor, line.currency, line.line_id)


@dataclass(frozen=True)
class Credited:
    """What was credited of a block: minutes, and minor units of its currency."""

    minutes: int = 0
    """Minutes."""
    amount_minor: int = 0
    """Minor units."""


NOTHING_CREDITED = Credited()


def credited_minor(paid: Fraction, minutes: int, before: Credited = NOTHING_CREDITED) -> int:
    """What minutes of a block are credited for, in minor units; `before` is what was credited of it before.

    `paid` is what a minute was paid. The sum of all credits is rounded, not each one, so that they never exceed the price.
    """
    whole = paid * (before.minutes + minutes)
    rounded = (2 * whole.numerator + whole.denominator) // (2 * whole.denominator)
    return max(0, rounded - before.amount_minor)


def decide(
    line: BillingLine, mark: Mark, today: date, new_id: Callable[[str], str], *, work_is_void: bool, is_credited: bool
) -> Marking:
    """Decide one mark. `work_is_void`: the line's work was voided; `is_credited`: a credit line stands for it already.

    Errors: `Refused` for a line whose status does not allow it.
    """
    events, questions = list[Event](), list[str]()
    status, number, invoiced_on, paid_on = line.status, line.number, line.invoiced_on, line.paid_on
    if mark.number and mark.invoiced_on is not None:
        same = (number, invoiced_on) == (mark.number, mark.invoiced_on)
        went_out = line.run_id and status is LineStatus.VOID
        if status is LineStatus.TO_INVOICE or went_out:
            events.append(_marked(line, LineStatus.INVOICED, mark.number, mark.invoiced_on))
            if went_out and work_is_void and not is_credited:
                events.append(_added_credit(line, credit_draft(new_id("l"), line), today))
            status = LineStatus.INVOICED
        elif status is LineStatus.VOID or (same and mark.paid_on is None):
            raise _already(line)
        elif not same:
            questions.append(
                _("Line {line_id} is on invoice {number} of {day}: put it on {new} of {new_day}?").format(
                    line_id=line.line_id,
                    number=number,
                    day=invoiced_on.isoformat() if invoiced_on else "",
                    new=mark.number,
                    new_day=mark.invoiced_on.isoformat(),
                )
            )
            events.append(_marked(line, LineStatus.INVOICED, mark.number, mark.invoiced_on))
            if status is LineStatus.PAID and mark.paid_on is None and paid_on is not None:
                _check_order(line, mark.invoiced_on, paid_on)
                events.append(_marked(line, LineStatus.PAID, mark.number, paid_on))
        number, invoiced_on = mark.number, mark.invoiced_on
    if mark.paid_on is not None:
        if status is LineStatus.TO_INVOICE:
            raise Refused(
                _("line {line_id} is on no invoice yet, so it cannot be paid; mark it first").format(
                    line_id=line.line_id
                ),
                step=f"invoice mark {line.line_id} --number N",
            )
        if status is LineStatus.VOID or (status is LineStatus.PAID and paid_on == mark.paid_on and not events):
            raise _already(line)
        _check_order(line, invoiced_on, mark.paid_on)
        if status is LineStatus.PAID and paid_on is not None and paid_on != mark.paid_on:
            questions.append(
                _("Line {line_id} was paid on {day}: was it on {new_day}?").format(
                    line_id=line.line_id, day=paid_on.isoformat(), new_day=mark.paid_on.isoformat()
                )
            )
        events.append(_marked(line, LineStatus.PAID, number, mark.paid_on))
    return Marking(tuple(events), tuple(questions))


def unmark(
    line: BillingLine, given_back: Sequence[BillingLine], reason: str, *, work_is_void: bool
) -> tuple[LineUnmarked, ...]:
    """Take the last mark of a line back: its payment, else its invoice.

    `given_back` are its credits. Where its work was voided meanwhile, it becomes void again, and so do they. Errors:
    `Refused` for a line without a mark, or whose credit is on an invoice itself.
    """
    if line.status is LineStatus.PAID:
        return (LineUnmarked(line.line_id, line.client_id, LineStatus.INVOICED, reason),)
    if line.status is not LineStatus.INVOICED:
        raise Refused(
            _("line {line_id} is {status}: it has no mark to take back").format(
                line_id=line.line_id, status=word_label(line.status.value)
            )
        )
    if not work_is_void:
        return (LineUnmarked(line.line_id, line.client_id, LineStatus.TO_INVOICE, reason),)
    for credit in given_back:
        if is_on_paper(credit):
            raise Refused(
                _("line {line_id} is credited by {credit_id}, which is on {number}; take that mark back first").format(
                    line_id=line.line_id, credit_id=credit.line_id, number=credit.number
                ),
                step=f"invoice unmark {credit.line_id}",
            )
    voids = tuple(credit.line_id for credit in given_back)
    return (LineUnmarked(line.line_id, line.client_id, LineStatus.VOID, reason, voids),)


def check_number(number: str, dated: date, client_id: str, others: Iterable[BillingLine], codes: "Codes") -> None:
    """Errors: `Refused` where an invoice of the same number and year belongs to another client."""
    for other in others:
        same_year = other.invoiced_on is None or other.invoiced_on.year == dated.year
        if same_year and other.client_id != client_id:
            raise Refused(
                _("invoice {number} of {year} is one of {other} and cannot be one of {code} too; nothing was changed").format(
                    number=number, year=dated.year, other=codes(other.client_id), code=codes(client_id)
                )
            )  # fmt: skip


Codes = Callable[[str], str]
"""The code of a client by its id."""


def _marked(line: BillingLine, status: LineStatus, number: str, dated: date) -> LineMarked:
    return LineMarked(line.line_id, line.client_id, status, number, dated)


def _added_credit(line: BillingLine, draft: LineDraft, today: date) -> LineAdded:
    account_id = None if line.account_id in ("", line.client_id) else line.account_id
    return LineAdded(line.client_id, today, draft, "", account_id)


def _check_order(line: BillingLine, invoiced_on: date | None, paid_on: date) -> None:
    if invoiced_on is not None and paid_on < invoiced_on:
        raise Refused(
            _(
                "line {line_id} was invoiced on {invoiced}, so it cannot be paid on {paid}; "
                "write the day of the payment"
            ).format(line_id=line.line_id, invoiced=invoiced_on.isoformat(), paid=paid_on.isoformat()),
            option="--date DAY",
            about="date",
        )


def _already(line: BillingLine) -> Refused:
    return Refused(
        _("line {line_id} is {status} already; nothing was changed").format(
            line_id=line.line_id, status=word_label(line.status.value)
        )
    )
