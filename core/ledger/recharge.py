"""Recharge entries whose terms were changed for the past: each is voided and posted anew, linked, in parts."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.basics.dataclass import dataclass, replace
from core.basics.durations import format_minutes
from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _, ngettext
from core.journal.events import LineDraft
from core.language.formats import money_text
from core.ledger import corrections
from core.model.accounts import Account
from core.model.clients import Client
from core.model.work import Charge, Span, Work, WorkEntry
from core.rules import marks
from core.rules import recharge as rule
from core.session import Session

_MOST_TOLD = 12
"""How many entries a question lists; the rest is counted."""


@dataclass(frozen=True)
class RechargedEntry:
    """An entry that is charged otherwise, before and after."""

    entry_id: str
    """Id of the entry as it stands; it is voided and replaced."""
    client: Client
    """The client that the work was for."""
    work_date: date
    """Day of the work."""
    ticket: str
    """Ticket number without `#`; empty for none."""
    note: str
    """Note; empty for none."""
    before_minutes: int
    """Charged minutes now."""
    after_minutes: int
    """Charged minutes under the new terms."""
    before_minor: int | None
    """What its line bills now, in minor units of `before_currency`; `None` for no line."""
    before_currency: str
    """ISO 4217 code; empty for no line."""
    after_minor: int | None
    """What its new line would bill; `None` for no line."""
    after_currency: str
    """ISO 4217 code; empty where `after_minor` is `None`."""
    is_invoiced: bool
    """Whether its line is on an invoice, so that it gets a credit line and a new one."""


@dataclass(frozen=True)
class RechargeView:
    """The entries that a change of terms charges otherwise, oldest work first."""

    entries: tuple[RechargedEntry, ...] = ()
    """The entries, before and after."""
    is_issued: bool = False
    """Whether a statement that shows one of them was issued; it stays as it is, the next one tells."""
    left: int = 0
    """How many more stand otherwise than the terms of their day say, for a reason that is not this change."""

    @property
    def before_minutes(self) -> int:
        """Charged minutes of all of them now."""
        return sum(entry.before_minutes for entry in self.entries)

    @property
    def after_minutes(self) -> int:
        """Charged minutes of all of them under the new terms."""
        return sum(entry.after_minutes for entry in self.entries)


NOTHING_RECHARGED = RechargeView()


class RestStands(Refused):
    """The agreement is in force and some entries are recharged; the rest was refused."""

    def __init__(self, error: MonteoreError, code: str, start: date) -> None:
        super().__init__(
            _(
                "{reason}; the agreement of {code} is in force, but not every entry since {day} is charged by it: "
                "the same command goes on"
            ).format(reason=str(error), code=code, day=start.isoformat())
        )
        self.exit_code = error.exit_code


class Recharges:
    """Entries that past terms charge otherwise than they stand."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def preview(self, account: Account, start: date | None, before: Account | None = None) -> RechargeView:
        """What would be recharged under the agreements of an account, of which the last need not be recorded yet.

        With `before`, the account as it was, only the work that the agreements since then charge otherwise; without it,
        all that stands otherwise than the terms of its day say. Nothing where the change does not begin in the past.
        """
        first = rule.first_day(start, self._session.today_of(account))
        if first is None:
            return NOTHING_RECHARGED
        wrong = self._found(account, first)
        due = [each for each in wrong if before is None or self._is_concerned(before, account, *each)]
        draws = self._session.store.reads.draws([charged.entry.entry_id for charged, _charge in due])
        # Used-up blocks too: what the entries drew goes back into them first.
        used = tuple({draw.block_id: None for drawn in draws.values() for draw in drawn})
        blocks = self._session.account(account.account_id, used).blocks
        found, then = list[RechargedEntry](), replace(account, blocks=blocks)
        for charged, charge in due:
            then, line = rule.paid_anew(then, charged.entry, draws.get(charged.entry.entry_id, ()), charge)
            found.append(self._view(account, charged, charge, line))
        is_issued = self._is_issued(account.account_id, [entry.work_date for entry in found])
        return RechargeView(tuple(found), is_issued, len(wrong) - len(due))

    def kept_today(self, account: Account, before: Account) -> int:
        """How many entries of today the last agreement of an account, from today on, would charge otherwise."""
        today = self._session.today_of(account)
        if not account.agreements or account.agreements[-1].from_date != today:
            return 0
        return sum(self._is_concerned(before, account, *each) for each in self._found(account, today))

    def _is_concerned(self, before: Account, account: Account, charged: rule.Charged, charge: Charge) -> bool:
        """Whether an entry is charged otherwise by the agreements of an account than by those of before."""
        day = charged.entry.work_date
        terms = before.terms_on(day), account.terms_on(day)
        if before.agreement_on(day) is None or rule.is_paid_otherwise(*terms):
            return True
        work = self._works([charged.entry])[charged.entry.entry_id]
        return self._session.charging.of_work(before, work).minutes != charge.minutes

    def apply(self, account_id: str, start: date | None, planned: RechargeView) -> RechargeView:
        """Recharge the planned entries that still stand, in as few changes as the limit of one change allows.

        Errors: `RestStands` where one is refused; those before it are recharged.
        """
        if not planned.entries or start is None:
            return planned
        session, done = self._session, set[str]()

        def recharge(entry_id: str) -> None:
            entry = session.store.reads.entry(entry_id)
            if entry is not None and not entry.voided:
                self._recharge(entry)
                done.add(entry_id)

        try:
            for _part in session.in_parts([entry.entry_id for entry in planned.entries], recharge):
                pass
        except MonteoreError as error:
            raise RestStands(error, session.account(account_id).address, start) from None
        return replace(planned, entries=tuple(entry for entry in planned.entries if entry.entry_id in done))

    def _found(self, account: Account, first: date) -> list[tuple[rule.Charged, Charge]]:
        session, reads = self._session, self._session.store.reads
        entries = [
            entry
            for entry in reads.entries(account_id=account.account_id, since=first, include_voided=False)
            if not entry.waits
        ]
        ids = [entry.entry_id for entry in entries]
        draws, works = reads.draws(ids), self._works(entries)
        found = []
        for entry in rule.in_order(entries):
            drawn = sum(draw.minutes for draw in draws.get(entry.entry_id, ()))
            charged = rule.Charged(entry, drawn + entry.overdraft_minutes, reads.line_of_entry(entry.entry_id))
            charge = session.charging.of_work(account, works[entry.entry_id])
            if rule.differs(charged, account.terms_on(entry.work_date), charge):
                found.append((charged, charge))
        return found

    def _view(self, account: Account, charged: rule.Charged, charge: Charge, after: LineDraft | None) -> RechargedEntry:
        entry, line = charged.entry, charged.line
        client = self._session.store.reads.client(entry.client_id)
        return RechargedEntry(
            entry.entry_id,
            client or account.client,
            entry.work_date,
            entry.ticket,
            entry.note,
            entry.charged_minutes,
            charge.minutes,
            line.amount_minor if line else None,
            line.currency if line else "",
            after.amount_minor if after else None,
            after.currency if after else "",
            line is not None and marks.is_on_paper(line),
        )

    def _recharge(self, entry: WorkEntry) -> None:
        """Void an entry and post it anew, as one whole: both are recorded, or none."""
        session = self._session
        new_id = session.new_id("e")
        outcome = corrections.decide(session, entry, _("terms changed"), replaced_by=new_id)
        account = outcome.decision.account
        decision = rule.decide(
            outcome.decision,
            entry,
            self._works([entry])[entry.entry_id],
            session.charging.of_work,
            session.context(account.terms_on(entry.work_date)),
            new_id=new_id,
            lowered=outcome.lowered,
        )
        session.append(decision.events)

    def _works(self, entries: Sequence[WorkEntry]) -> dict[str, Work]:
        """The work of entries, as it was posted."""
        spans = self._session.store.reads.spans([entry.entry_id for entry in entries])
        return {entry.entry_id: _work(entry, spans.get(entry.entry_id, ())) for entry in entries}

    def _is_issued(self, account_id: str, days: Iterable[date]) -> bool:
        last = max((issue.month for issue in self._session.store.statements.issues(account_id)), default="")
        return any(f"{day:%Y-%m}" <= last for day in days)


def _work(entry: WorkEntry, spans: tuple[Span, ...]) -> Work:
    if not spans and entry.started_at is not None:
        spans = (Span(entry.started_at, entry.worked_seconds),)
    return Work(entry.work_date, entry.worked_seconds, spans, entry.work_type, entry.no_charge, entry.technician)


def left_in_words(view: RechargeView, way: str) -> list[str]:
    """The sentence about work that an earlier change left charged otherwise; empty for none. `way`: what charges it anew."""
    if not view.left:
        return []
    sentence = ngettext(
        "{count} more entry stands otherwise than its terms say, by an earlier change; to charge it by them: {way}",
        "{count} more entries stand otherwise than their terms say, by an earlier change; to charge them by these: {way}",
        view.left,
    )
    return [sentence.format(count=view.left, way=way)]


def kept_in_words(count: int) -> list[str]:
    """That entries of today keep their charge, a sentence; empty for none."""
    if not count:
        return []
    sentence = ngettext(
        "{count} entry of today stays as it was charged; void it and log it again to charge it by these terms",
        "{count} entries of today stay as they were charged; void them and log them again to charge them by these terms",
        count,
    )
    return [sentence.format(count=count)]


def recharged_in_words(view: RechargeView) -> list[str]:
    """What is charged otherwise, before and after, a line each; empty for nothing."""
    if not view.entries:
        return []
    sentence = ngettext(
        "{count} entry is charged otherwise: {before} → {after} h",
        "{count} entries are charged otherwise: {before} → {after} h",
        len(view.entries),
    )
    said = [
        sentence.format(
            count=len(view.entries),
            before=format_minutes(view.before_minutes),
            after=format_minutes(view.after_minutes),
        )
    ]
    said += ["  " + _line_of(entry) for entry in view.entries[:_MOST_TOLD]]
    more = len(view.entries) - _MOST_TOLD
    if more > 0:
        said.append("  " + ngettext("and {count} more", "and {count} more", more).format(count=more))
    invoiced = sum(entry.is_invoiced for entry in view.entries)
    if invoiced:
        sentence = ngettext(
            "{count} of them is invoiced: it gets a credit line and a new one",
            "{count} of them are invoiced: each gets a credit line and a new one",
            invoiced,
        )
        said.append(sentence.format(count=invoiced))
    if view.is_issued:
        said.append(_("statements that are issued stay as they are; the next one tells"))
    return said


def _line_of(entry: RechargedEntry) -> str:
    parts = [
        entry.work_date.isoformat(),
        f"{format_minutes(entry.before_minutes)} → {format_minutes(entry.after_minutes)}",
    ]
    if entry.before_currency or entry.after_currency:
        before = money_text(entry.before_minor or 0, entry.before_currency or entry.after_currency)
        after = money_text(entry.after_minor or 0, entry.after_currency or entry.before_currency)
        if before != after:
            parts.append(f"{before} → {after}")
    parts += [f"#{entry.ticket}" if entry.ticket else "", entry.note]
    return "  ".join(part for part in parts if part)
