"""Record what the accounting system did with billable lines: invoiced with number and date, then paid; and correct it."""

from collections.abc import Sequence
from datetime import date

from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import Event
from core.model.billing import BillingLine, LineStatus
from core.queries.queries import Queries
from core.queries.views.lines import LineView
from core.rules import asking, marks, posting
from core.rules.decision import Decision
from core.rules.marks import Mark, Marking
from core.session import Session, needs


class Invoices:
    """Changes of billable lines."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.MANAGE)
    def mark(
        self,
        line_ids: Sequence[str],
        number: str,
        dated: date,
        status: LineStatus = LineStatus.INVOICED,
        *,
        sure: bool = False,
    ) -> tuple[LineView, ...]:
        """Mark lines as invoiced or paid. Errors: those of `mark_all`."""
        is_paid = status is LineStatus.PAID
        return self.mark_all(
            [
                self._paid(line_id, number, dated) if is_paid else Mark(line_id, number, dated)
                for line_id in dict.fromkeys(line_ids)
            ],
            sure=sure,
        )

    @needs(Right.MANAGE)
    def mark_all(self, wanted: Sequence[Mark], *, sure: bool = False) -> tuple[LineView, ...]:
        """Record what the accounting system answered, as few changes as the limit of one change allows.

        Nothing is recorded unless all of it can be. Errors: `Refused` for a line whose status does not allow it, and for a
        number that is another client's; `Unasked` for a mark that changes one before, or of a day far ahead, unless a
        person is `sure`.
        """
        asking.check(self._asked(wanted), sure=sure)

        def record(mark: Mark) -> None:
            self._session.append(self._decide(mark).events)
            self._settle(mark.line_id)

        for _part in self._session.in_parts(wanted, record):
            pass
        return self._queries.lines_by_id(list(dict.fromkeys(mark.line_id for mark in wanted)))

    def _settle(self, line_id: str) -> None:
        """Pay open overdrafts from the block of a line, which may begin to serve with its mark."""
        session, line = self._session, self._session.store.reads.line(line_id)
        if line is None or line.block_id is None:
            return
        account = session.account(line.account_id or line.client_id)
        decision = posting.settled(Decision((), account))
        session.append(decision.events)

    @needs(Right.READ)
    def questions(self, wanted: Sequence[Mark]) -> tuple[str, ...]:
        """What a person should confirm before `mark_all`; nothing is changed. Errors: those of `mark_all`."""
        return self._asked(wanted)

    def _asked(self, wanted: Sequence[Mark]) -> tuple[str, ...]:
        own = [question for marking in self._decided(wanted) for question in marking.questions]
        return (*own, *asking.of_marks(wanted, self._session.today))

    @needs(Right.READ)
    def marks_of_run(
        self, run_id: str, number: str, dated: date, *, paid: bool = False, client_id: str | None = None
    ) -> tuple[Mark, ...]:
        """The marks of the lines of an export run that still wait for one, of one client or of all.

        Errors: `Refused` for an unknown run, one without such lines, and a number for lines of several clients.
        """
        reads = self._session.store.reads
        found = [reads.line(line_id) for line_id in self._session.store.exports.lines(run_id)]
        lines = [line for line in found if line is not None and client_id in (None, line.client_id)]
        if not found:
            raise Refused(_("there is no export run {id}").format(id=run_id), see="invoice runs")
        status = LineStatus.INVOICED if paid else LineStatus.TO_INVOICE
        lines = [line for line in lines if line.status is status]
        if not lines:
            raise Refused(_("no line of run {id} waits for this mark; nothing was changed").format(id=run_id))
        codes = sorted({self._code(line.client_id) for line in lines})
        if not paid and len(codes) > 1:
            raise Refused(
                _("run {id} has lines of {codes}, and one number is of one client; add --client CLIENT").format(
                    id=run_id, codes=", ".join(codes)
                )
            )
        if paid:
            return tuple(Mark(line.line_id, paid_on=dated) for line in lines)
        return tuple(Mark(line.line_id, number, dated) for line in lines)

    @needs(Right.READ)
    def marks_of_number(self, number: str, dated: date) -> tuple[Mark, ...]:
        """The payment of every line on the invoice of a number. Errors: `Refused` where nothing waits for it, or several
        clients have such an invoice."""
        lines = [
            line
            for line in self._session.store.reads.lines_of_number(number)
            if line.status is LineStatus.INVOICED
        ]  # fmt: skip
        if not lines:
            raise Refused(_("no line on an invoice {number} waits for its payment").format(number=number))
        codes = sorted({self._code(line.client_id) for line in lines})
        if len(codes) > 1:
            raise Refused(
                _("{codes} have an invoice {number} each; name the lines").format(
                    codes=", ".join(codes), number=number
                ),
                step="invoice mark ID... --paid",
            )
        return tuple(Mark(line.line_id, paid_on=dated) for line in lines)

    @needs(Right.MANAGE)
    def unmark(self, line_ids: Sequence[str], reason: str = "") -> tuple[LineView, ...]:
        """Take the last mark of lines back: a paid line is invoiced again, an invoiced one is to invoice.

        In as few changes as the limit of one allows; nothing is recorded unless all of it can be.
        Errors: `Refused` for a line without a mark, and for one whose credit is on an invoice.
        """
        wanted = list(dict.fromkeys(line_ids))

        self.check_unmark(wanted)
        for _part in self._session.in_parts(
            wanted, lambda line_id: self._session.append(self._unmarked(line_id, reason))
        ):
            pass
        return self._queries.lines_by_id(wanted)

    @needs(Right.READ)
    def check_unmark(self, line_ids: Sequence[str]) -> None:
        """Errors: those of `unmark`; nothing is changed."""
        with self._session.store.reading():
            for place, line_id in enumerate(line_ids):
                self._unmarked(line_id, "", line_ids[:place])

    def _unmarked(self, line_id: str, reason: str, taken_back: Sequence[str] = ()) -> Sequence[Event]:
        line, credits = self._line(line_id), self._session.store.reads.credits_of(line_id)
        given_back = [credit for credit in credits if credit.line_id not in taken_back]
        return marks.unmark(line, given_back, reason, work_is_void=self._work_is_void(line))

    def _paid(self, line_id: str, number: str, dated: date) -> Mark:
        """A payment; another number than the line's corrects that, too."""
        line = self._line(line_id)
        is_other = number and number != line.number
        return Mark(line_id, number if is_other else "", line.invoiced_on if is_other else None, dated)

    def _decided(self, wanted: Sequence[Mark]) -> list[Marking]:
        """Decide all marks as if nothing were recorded yet, and check their numbers against each other."""
        with self._session.store.reading():
            found = [self._decide(mark) for mark in wanted]
        owners: dict[tuple[str, int], BillingLine] = {}
        for mark in wanted:
            if mark.number and mark.invoiced_on is not None:
                line = self._line(mark.line_id)
                first = owners.setdefault((mark.number, mark.invoiced_on.year), line)
                if first.client_id != line.client_id:
                    marks.check_number(mark.number, mark.invoiced_on, line.client_id, [first], self._code)
        return found

    def _decide(self, mark: Mark) -> Marking:
        session = self._session
        line = self._line(mark.line_id)
        if mark.number and mark.invoiced_on is not None:
            others = session.store.reads.lines_of_number(mark.number)
            marks.check_number(mark.number, mark.invoiced_on, line.client_id, others, self._code)
        return marks.decide(
            line,
            mark,
            session.today,
            session.new_id,
            work_is_void=self._work_is_void(line),
            is_credited=bool(session.store.reads.credits_of(line.line_id)),
        )

    def _work_is_void(self, line: BillingLine) -> bool:
        reads = self._session.store.reads
        if line.entry_id:
            entry = reads.entry(line.entry_id)
            return entry is not None and entry.voided
        block = reads.block(line.block_id) if line.block_id else None
        return block is not None and block.voided

    def _line(self, line_id: str) -> BillingLine:
        line = self._session.store.reads.line(line_id)
        if line is None:
            raise Refused(_("there is no line {line_id}").format(line_id=line_id), see="invoice list")
        return line

    def _code(self, client_id: str) -> str:
        return self._queries.client(client_id).code
