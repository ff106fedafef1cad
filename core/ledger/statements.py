"""Statements of hours: read a month from the ledger, and issue it. An issued statement never changes."""

import re
from collections.abc import Sequence
from datetime import date

from core.basics.dataclass import fields, replace
from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.codec import canonical, plain
from core.journal.events import SettingSet, StatementIssued
from core.ledger.settings import BusinessSettings
from core.ledger.statement_details import LAYOUT, details_of
from core.ledger.statement_views import (
    Statement,
    StatementBlock,
    StatementEntry,
    StatementProposal,
    StatementView,
    plain_view,
    revived,
)
from core.model.blocks import HoursCorrection, LapseCause
from core.model.firm import Logo
from core.queries.queries import Queries
from core.rules import statement as rule
from core.rules.charge import explain
from core.session import Session, needs
from core.store.rows.statements import Lapse


class Statements:
    """Statements of hours."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.READ)
    def read(self, account_id: str, month: str) -> Statement:
        """The statement of a month; if it was issued, as issued. Errors: `Usage` for an invalid or a future month."""
        check_month(month)
        if month > rule.month_of(self._queries.today(account_id)):
            raise Usage(_("{month} has not begun; write a month that has").format(month=month))
        with self._session.store.reading():
            rows = self._session.store.statements
            issued = rows.issued(account_id, month)
            if issued is not None:
                _statement_id, document, issued_at, seq = issued
                view = self._named(revived(document), account_id)
                changed = rows.changed_after(account_id, month, seq)
                return Statement(view, issued_at, changed, logo=self._logo(view))
            view = self._named(self._whole(account_id, month), account_id)
            return Statement(view, closed_by=self._closed_by(account_id, month), logo=self._logo(view))

    @needs(Right.READ)
    def read_period(self, account_id: str, period: str) -> Statement:
        """The statement of a quarter (2026-Q3) or a year (2026), from its months until today; nothing of it is issued.

        Errors: `Usage` for an invalid or a future period.
        """
        check_period(period)
        now = rule.month_of(self._queries.today(account_id))
        months = [month for month in rule.months_of(period) if month <= now]
        if not months:
            raise Usage(_("{period} has not begun; write one that has").format(period=period))
        with self._session.store.reading():
            views = [self.read(account_id, month).view for month in months]
            view = joined(views, period)
            return Statement(view, logo=self._logo(view))

    def _logo(self, view: StatementView) -> Logo | None:
        return BusinessSettings(self._session).logo_of(view.logo)

    @needs(Right.MANAGE)
    def issue(self, account_id: str, month: str) -> Statement:
        """Issue a month, or return the statement issued before. Errors: `Refused` for a month that is not over."""
        check_month(month)
        with self._session.changing():
            self.issue_in_change(account_id, month)
            self._session.touch("month", month, self._queries.card(account_id).client.client_id)
        return self.read(account_id, month)

    @needs(Right.RUN)
    def issue_in_change(self, account_id: str, month: str) -> None:
        """The same inside an open change."""
        session = self._session
        if session.store.statements.issued(account_id, month) is not None:
            return
        self.check_over(account_id, month)
        last = self._closed_by(account_id, month)
        if last:
            raise Refused(
                _(
                    "{last} is issued already and closes {month} with it; later corrections stand on later statements"
                ).format(last=last, month=month)
            )
        view = self._whole(account_id, month)
        card, document = self._queries.card(account_id), canonical(plain_view(view))
        issued = StatementIssued(session.new_id("s"), card.client.client_id, month, document, card.other_id)
        session.append([issued])

    @needs(Right.MANAGE)
    def hold(self, account_id: str, *, held: bool) -> None:
        """Let the daily run give no month of an account out, or give them out again."""
        with self._session.changing():
            if held != self.is_held(account_id):
                self._session.append([SettingSet(f"{_HOLD}{account_id}", "1" if held else "")])

    @needs(Right.READ)
    def is_held(self, account_id: str) -> bool:
        """Whether the daily run gives no month of an account out."""
        return bool(self._session.store.reads.setting(f"{_HOLD}{account_id}"))

    @needs(Right.READ)
    def unissued(self, account_id: str, until: str) -> tuple[str, ...]:
        """The months with movements after the last issued one and before `until`: they are not issued yet."""
        rows = self._session.store.statements
        last = max((issue.month for issue in rows.issues(account_id)), default="")
        months = {rule.month_of(fact.day) for fact in rows.facts(account_id)}
        return tuple(sorted(month for month in months if last < month < until)) if last else ()

    def _named(self, view: StatementView, account_id: str) -> StatementView:
        """The view with what a document leaves out: the account's name, and notes and names of other clients."""
        others = [entry.entry_id for entry in view.entries if entry.client_id]
        if others:
            views = {found.entry_id: found for found in self._queries.entries_by_id(others)}
            view = replace(
                view,
                entries=tuple(
                    replace(
                        entry,
                        note=views[entry.entry_id].note,
                        client=views[entry.entry_id].client.code,
                        client_name=views[entry.entry_id].client.name,
                    )
                    if entry.client_id
                    else entry
                    for entry in view.entries
                ),
            )
        blocks = tuple(
            replace(block, other_account=self._queries.card(block.other).address) if block.other else block
            for block in view.blocks
        )
        card = self._queries.card(account_id)
        account, address = card.name, card.address
        if view.client_code != card.client.code and view.client_code in self._session.store.reads.aliases():
            # Issued before its client was merged into another one: it prints as it did.
            is_own = account_id in self._session.store.reads.merged_ids(card.client.client_id)
            account = "" if is_own and account.startswith(view.client_code) else account
            address = view.client_code if is_own else f"{view.client_code}/{account}"
        return replace(view, account=account, address=address, blocks=blocks)

    def _closed_by(self, account_id: str, month: str) -> str:
        last = max((issue.month for issue in self._session.store.statements.issues(account_id)), default="")
        return last if month <= last else ""

    @needs(Right.READ)
    def check_over(self, account_id: str, month: str) -> None:
        """Errors: `Refused` for a month that is not over in the account's calendar."""
        if month >= rule.month_of(self._queries.today(account_id)):
            raise Refused(_("{month} is not over yet; issue it when it is").format(month=month))

    def _whole(self, account_id: str, month: str) -> StatementView:
        view = self._view(account_id, month)
        shown = {entry.entry_id for entry in view.entries}
        found = details_of(self._session, self._queries, account_id, month, view.closing_minutes, shown)
        return replace(
            view,
            layout=LAYOUT,
            letterhead=found.letterhead,
            logo=found.logo,
            reference=found.reference,
            left=found.left,
            contests=found.contests,
            unpaid=found.unpaid,
            held=found.held,
        )

    def _view(self, account_id: str, month: str) -> StatementView:
        session = self._session
        card = self._queries.card(account_id)
        client = card.client
        facts = session.store.statements.facts(account_id)
        issues = session.store.statements.issues(account_id)
        placed = rule.place(facts, issues)
        total = rule.sums(placed, month)
        entries = self._entries(client.client_id, placed, facts, issues, month)
        lapses = session.store.statements.lapses(account_id)
        told = {each.correction_id: each for each in session.store.reads.corrections(account_id)}
        blocks = [
            self._block(each, lapses, told)
            for each in sorted(placed, key=lambda each: each.fact.seq)
            if each.month == month and each.fact.kind is not rule.FactKind.ENTRY
        ]
        head = session.store.head()
        return StatementView(
            client_code=client.code,
            client_name=client.name,
            business_name=session.store.reads.setting("business_name") or "",
            month=month,
            opening_minutes=total.opening_minutes,
            sold_minutes=total.sold_minutes,
            renewed_minutes=total.renewed_minutes,
            charged_minutes=total.charged_minutes,
            forfeited_minutes=total.forfeited_minutes,
            closing_minutes=total.closing_minutes,
            billed_minutes=sum(e.charged_minutes - e.deducted_minutes for e in entries if not e.voided),
            worked_seconds=sum(e.worked_seconds for e in entries if not e.voided),
            entries=tuple(entries),
            # Rows of one day stay in the order of the journal.
            blocks=tuple(sorted(blocks, key=lambda block: block.day)),
            proposals=tuple(
                StatementProposal(title, estimate, due or "")
                for title, estimate, due in session.store.statements.open_proposals(client.client_id)
            ),
            digest=head.digest if head else "",
            made_on=self._queries.today(account_id).isoformat(),
            adjusted_minutes=total.adjusted_minutes,
            included_minutes=total.included_minutes,
            credited_minutes=total.credited_minutes,
            account_id=card.other_id or "",
        )

    def _entries(
        self,
        owner_id: str,
        placed: tuple[rule.Placed, ...],
        facts: list[rule.Fact],
        issues: list[rule.Issue],
        month: str,
    ) -> list[StatementEntry]:
        """The entries that count in the month, and those posted and voided within it, which are shown and do not count."""
        wanted = [each for each in placed if each.month == month and each.fact.kind is rule.FactKind.ENTRY]
        shown = {each.fact.fact_id for each in placed}
        taken_out = [
            fact
            for fact in facts
            if fact.kind is rule.FactKind.ENTRY
            and fact.fact_id not in shown
            and rule.first_month(fact, issues) == month
        ]
        views = {
            view.entry_id: view
            for view in self._queries.entries_by_id(
                [each.fact.fact_id for each in wanted] + [fact.fact_id for fact in taken_out]
            )
        }
        lines = []
        for fact, sign, late, voided in [
            *((each.fact, each.sign, each.late, False) for each in wanted),
            *((fact, 1, False, True) for fact in taken_out),
        ]:
            view = views[fact.fact_id]
            lines.append(
                StatementEntry(
                    entry_id=view.entry_id,
                    day=view.work_date.isoformat(),
                    technician=view.technician,
                    ticket=view.ticket,
                    work_type=view.work_type,
                    # Words about another client stand in its own rows only, where its erasure finds them.
                    note=view.note if view.client.client_id == owner_id else "",
                    worked_seconds=sign * view.worked_seconds,
                    charged_minutes=0 if voided else sign * view.charged_minutes,
                    deducted_minutes=0 if voided else sign * fact.minutes,
                    explanation=explain(view.charge, waits=view.waits),
                    voided=voided,
                    correction=late,
                    taken_back=sign < 0,
                    charge=canonical(plain(view.charge)),
                    client_id="" if view.client.client_id == owner_id else view.client.client_id,
                    waits=view.waits,
                )
            )
        return sorted(lines, key=lambda line: (line.day, views[line.entry_id].recorded_at, line.entry_id))

    def _block(self, each: rule.Placed, lapses: dict[int, Lapse], told: dict[str, HoursCorrection]) -> StatementBlock:
        block = self._session.store.reads.block(each.fact.fact_id)
        assert block is not None
        is_lapse = each.fact.seq in lapses
        lapse = lapses[each.fact.seq] if is_lapse else Lapse("", 0, block.correction_id)
        correction = told.get(lapse.correction_id or "")
        is_sale = each.fact.kind in (rule.FactKind.SOLD, rule.FactKind.RENEWED)
        return StatementBlock(
            block_id=block.block_id,
            day=each.fact.day.isoformat(),
            kind=each.fact.kind.value,
            minutes=each.sign * each.fact.minutes,
            price_minor=each.sign * (block.price_minor if is_sale else -lapse.credit_minor),
            currency=block.currency,
            expires_on=block.expires_on.isoformat() if block.expires_on else "",
            correction=each.late,
            cause=lapse.cause or (correction.kind.value if correction else ""),
            reason=correction.reason if correction else "",
            taken_back=each.sign < 0 or (is_lapse and lapse.cause == LapseCause.EXPIRED and each.fact.minutes < 0),
            other=(correction.other_account_id or "") if correction else "",
        )


_HOLD = "statement_hold:"
"""Begins the name of the setting that holds an account's statements back; its id follows."""


def check_month(month: str) -> None:
    """Errors: `Usage` for a text that is not a month (YYYY-MM)."""
    try:
        sound = len(month) == 7 and bool(date.fromisoformat(f"{month}-01"))
    except ValueError:
        sound = False
    if not sound:
        raise Usage(_("{month} is no month; write one such as 2026-10").format(month=month))


def check_period(text: str) -> None:
    """Errors: `Usage` for a text that is neither a quarter nor a year."""
    if not re.fullmatch("[0-9]{4}(-Q[1-4])?", text) or text < "1000":
        raise Usage(_("{period} is no quarter and no year; write one such as 2026-Q3 or 2026").format(period=text))


def joined(views: Sequence[StatementView], period: str) -> StatementView:
    """The months of a period as one statement: the opening of the first, the closing of the last, sums and rows of all."""
    first, last = views[0], views[-1]
    contests = {each.entry_id: each for view in views for each in view.contests}
    summed = {
        field.name: sum(getattr(view, field.name) for view in views)
        for field in fields(StatementView)
        if field.name.endswith(("_minutes", "_seconds")) and field.name not in ("opening_minutes", "closing_minutes")
    }
    return replace(
        last,
        month=period,
        opening_minutes=first.opening_minutes,
        entries=tuple(entry for view in views for entry in view.entries),
        blocks=tuple(block for view in views for block in view.blocks),
        contests=tuple(contests.values()),
        layout=LAYOUT,
        **summed,
    )
