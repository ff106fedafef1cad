"""Replay an account: which blocks would have paid if late work had been posted on its day; and move the draws."""

from core.basics.dataclass import dataclass
from core.basics.durations import format_minutes
from core.basics.errors import Refused
from core.basics.i18n import _, ngettext
from core.basics.identity import Right
from core.journal.events import BlockDraw
from core.model.accounts import AccountCard
from core.queries.queries import Queries
from core.queries.views.entries import EntryView
from core.rules import marks, ordering
from core.rules.ordering import Moved, Paid
from core.session import Session, needs


@dataclass(frozen=True)
class MovedEntry:
    """An entry that other blocks would have paid, and why its draws cannot be moved; empty: they can."""

    entry: EntryView
    """The entry."""
    change: Moved
    """What pays it now, and what would have."""
    held_by: str
    """Why it stays as it is, in words; empty where it can be moved."""


@dataclass(frozen=True)
class ReplayView:
    """The difference between the draws of an account and those in the order of its work, oldest work first."""

    account: AccountCard
    """The account."""
    entries: tuple[MovedEntry, ...]
    """The entries that other blocks would have paid."""
    applied: bool = False
    """Whether the draws were moved."""


class Replays:
    """Draws of accounts in the order of the work."""

    def __init__(self, session: Session, queries: Queries) -> None:
        self._session = session
        self._queries = queries

    @needs(Right.READ)
    def preview(self, account_id: str) -> ReplayView:
        """The difference by day of work; nothing is changed."""
        with self._session.store.reading():
            return self._view(account_id)

    @needs(Right.MANAGE)
    def apply(self, account_id: str) -> ReplayView:
        """Move the draws into the order of the work, in one change. Errors: `Refused` where an entry is locked or
        invoiced, or its terms would have invoiced or refused it."""
        session = self._session
        with session.changing():
            view = self._view(account_id)
            self.check(view)
            if view.entries:
                touched = {
                    draw.block_id for each in view.entries for draw in (*each.change.now.draws, *each.change.then.draws)
                }
                account = session.account(account_id, tuple(sorted(touched)))
                session.append(ordering.decide(account, [each.change for each in view.entries]).events)
        return ReplayView(view.account, view.entries, bool(view.entries))

    @needs(Right.READ)
    def check(self, view: ReplayView) -> None:
        """Errors: `Refused` where an entry of the view cannot be moved."""
        for each in view.entries:
            if each.held_by:
                raise Refused(
                    _("entry {entry_id} of {day} stays: {why}; nothing was changed").format(
                        entry_id=each.entry.entry_id, day=each.entry.work_date.isoformat(), why=each.held_by
                    )
                )

    def _view(self, account_id: str) -> ReplayView:
        reads, account = self._session.store.reads, self._session.account(account_id)
        entries = [e for e in reads.entries(account_id=account_id, include_voided=False) if not e.waits]
        draws = reads.draws([entry.entry_id for entry in entries])
        paid = [
            Paid(
                entry.entry_id,
                entry.work_date,
                entry.counted_seq,
                tuple(BlockDraw(draw.block_id, draw.minutes) for draw in draws.get(entry.entry_id, ())),
                entry.overdraft_minutes,
            )
            for entry in entries
        ]
        blocks = [block for block in reads.blocks(account_id) if not block.voided]
        changes = ordering.moved([each for each in paid if each.minutes], blocks, account.terms_on)
        views = {view.entry_id: view for view in self._queries.entries_by_id([each.now.entry_id for each in changes])}
        return ReplayView(
            account.card,
            tuple(
                MovedEntry(
                    views[change.now.entry_id],
                    change,
                    self._held_by(change, ordering.is_uncovered(change, account.terms_on(change.now.work_date))),
                )
                for change in changes
            ),
        )

    def _held_by(self, change: Moved, is_uncovered: bool) -> str:
        reads = self._session.store.reads
        lock, line = reads.lock_date(), reads.line_of_entry(change.now.entry_id)
        if lock is not None and change.now.work_date <= lock:
            return _("its day is locked")
        if line is not None and marks.is_on_paper(line):
            return _("it is on invoice {number}").format(number=line.number)
        return _("no hours would have been left for it") if is_uncovered else ""


def replayed_in_words(view: ReplayView) -> list[str]:
    """What differs, a line each."""
    if not view.entries:
        return [_("{account}: every entry is paid in the order of the work").format(account=view.account.address)]
    sentence = ngettext(
        "{account}: in the order of the work other blocks pay {count} entry",
        "{account}: in the order of the work other blocks pay {count} entries",
        len(view.entries),
    )
    said = [sentence.format(account=view.account.address, count=len(view.entries))]
    said += ["  " + _line_of(entry) for entry in view.entries]
    if view.applied:
        said.append(_("the draws are moved"))
    return said


def _line_of(each: MovedEntry) -> str:
    entry = each.entry
    parts = [entry.entry_id, entry.work_date.isoformat(), f"{_words(each.change.now)} → {_words(each.change.then)}"]
    parts += [f"#{entry.ticket}" if entry.ticket else "", entry.note, f"! {each.held_by}" if each.held_by else ""]
    return "  ".join(part for part in parts if part)


def _words(paid: Paid) -> str:
    parts = [f"{format_minutes(minutes)} {block_id}" for block_id, minutes in paid.by_block().items()]
    if paid.overdraft_minutes:
        parts.append(_("{minutes} not covered").format(minutes=format_minutes(paid.overdraft_minutes)))
    return " + ".join(parts)
