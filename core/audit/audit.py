"""The check of a store: the chain, a replay of the journal into a fresh store, and an independent sum of minutes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import lt
from typing import Any

from core.audit.as_posted import Payment, payment_of
from core.audit.balances import Balances
from core.audit.plain import POSTED, Body, are_recorded, is_plain, is_recorded
from core.audit.result import VerifyView
from core.basics.errors import StoreUnavailable, TextUnreadable
from core.basics.i18n import _
from core.journal.chain import NotCanonical, TextsMisfit, digest_of, event_by, fits, strict_body_of
from core.journal.codec import quicken
from core.journal.events import ClientErased, ClientMerged, ClockConfirmed, Event, JournalRechained
from core.journal.registry import name_by_type
from core.journal.row import GENESIS, JournalRow
from core.journal.typed import is_typed
from core.store.protocol import Store
from core.store.verifying import Difference, KeptEntry, Rebuild, StoreCheck

Row = Sequence[Any]
"""The fields of a `JournalRow`, as the store reads them."""

_MOST_PROBLEMS = 20
_LONGEST_CELL = 60
_TOLD_AFTER = 500


@dataclass(slots=True)
class Chain:
    """The state of the chain after the rows read so far.

    `emptied` has, by client, the first row without its texts that no later `client.erased` explains yet.
    """

    head: str | None
    previous: str = GENESIS
    recorded_at: str = ""
    count: int = 0
    is_head_seen: bool = False
    rechained_at: int | None = None
    emptied: dict[str, int] = field(default_factory=dict)
    texts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_head_seen = self.head in (None, GENESIS)

    def broken(self, row: JournalRow) -> str:
        """What is wrong with a row's number, digests or texts, in words; empty if nothing."""
        if row.seq != self.count + 1:
            return _("row {seq} is missing").format(seq=self.count + 1)
        if row.previous != self.previous:
            return _("it does not follow the row before")
        try:
            is_fitting = fits(row)
        except TypeError:
            # There is no digest of a blob.
            is_fitting = False
        if not is_fitting:
            return _("its content does not fit its digest")
        if not all(type(text) is str for text in (row.recorded_at, row.actor, row.kind, row.body)):
            return _("it cannot be read")
        if not is_recorded(row.recorded_at):
            return _("the time at which it was recorded is no instant")
        if row.recorded_at <= self.recorded_at and row.kind != _CLOCK_CONFIRMED:
            return _("its time is not after that of the row before")
        return ""

    def is_followed(self, rows: Sequence[Row]) -> bool:
        """Whether rows follow those read so far, each the one before, by their numbers, digests and times."""
        numbers, times, _actors, _kinds, _bodies, before, digests, *_texts = zip(*rows, strict=True)
        try:
            return (
                numbers == tuple(range(self.count + 1, self.count + 1 + len(rows)))
                and before == (self.previous, *digests[:-1])
                and all(map(lt, (self.recorded_at, *times[:-1]), times))
                and are_recorded(times)
                and all(digest_of(*row[:6]) == row[6] for row in rows)
            )
        except TypeError:
            # A blob has no digest, and a time that is no text no order.
            return False

    def passed_entries(self, rows: Sequence[Row], payments: Sequence[Payment]) -> None:
        """Count rows of entries, all of which have their texts."""
        for row, payment in zip(rows, payments, strict=True):
            self.texts.setdefault(payment.client_id, row[0])
        self.is_head_seen = self.is_head_seen or any(row[6] == self.head for row in rows)
        self.count += len(rows)
        self.previous, self.recorded_at = rows[-1][6], rows[-1][1]

    def passed(self, digest: str, recorded_at: str) -> None:
        """Count a row and remember its digest and its time."""
        self.previous, self.recorded_at, self.count = digest, recorded_at, self.count + 1
        self.is_head_seen = self.is_head_seen or digest == self.head

    def told(self, row: JournalRow, event: Event) -> str:
        """Take note of erasures and rechaining; what is wrong with the event, or an empty text."""
        match event:
            case JournalRechained():
                if self.head == event.old_head or self.head in event.printed:
                    self.is_head_seen, self.rechained_at = True, row.seq
            case ClientErased():
                self.emptied.pop(event.client_id, None)
                kept = self.texts.pop(event.client_id, None)
                if kept is not None:
                    return _("it erases texts that row {seq} still has").format(seq=kept)
            case _:
                self.told_of(row, str(getattr(event, "client_id", "")))
        return ""

    def told_of(self, row: JournalRow, client_id: str) -> None:
        """Take note of the texts of a client that a row has or lacks."""
        if row.is_sealed:
            rows = self.texts if row.texts is not None else self.emptied
            rows.setdefault(client_id, row.seq)


_REWRITES = {name_by_type[each] for each in (ClientErased, ClientMerged, JournalRechained)}
"""Events that change journal rows that are recorded already, or the rows that many of them made."""
_CLOCK_CONFIRMED = name_by_type[ClockConfirmed]
"""The one event that may be recorded at an earlier instant than the row before: a clock that was ahead is set right."""
_TRIES = 3


def audit(store: Store, head: str | None = None, progress: Callable[[int, int], None] | None = None) -> VerifyView:
    """Run all checks. `head` is a digest printed earlier: it must be in the chain, or in the one before `store rechain`.

    Others may write meanwhile: nothing is read in a long snapshot, which would keep SQLite from emptying its log. What
    they record is checked too. An erasure changes rows that were read; after one everything is read again.

    `progress` receives the rows replayed so far and their number, every few hundred rows.

    Errors: `StoreNewer` for a store that a newer version brought up to date while this session was open.
    """
    quicken()
    try:
        # What a newer version made of the tables would be taken for a fault.
        store.changes(checks_files=False)
        view = _audited(store, head, progress)
        if not view.ok:
            store.changes(checks_files=False)
    except TextUnreadable as fault:
        view = _refusal(store, [_unreadable(fault)])
    return view


def _refusal(store: Store, problems: list[str]) -> VerifyView:
    """The answer where the rows could not be checked."""
    return VerifyView(False, 0, GENESIS, None, tuple(problems[:_MOST_PROBLEMS]), None, store.not_from_journal)


def _audited(store: Store, head: str | None, progress: Callable[[int, int], None] | None) -> VerifyView:
    with closing(store.check()) as faults:

        def checked(*, is_quick: bool) -> VerifyView:
            for _try in range(_TRIES):
                check = _Check(store, faults, head, is_quick=is_quick)
                view = check.run(progress)
                if not check.is_rewritten:
                    return view
            with store.reading():
                return _Check(store, faults, head, is_quick=is_quick).run(progress)

        try:
            view = checked(is_quick=True)
            # What is wrong is looked for row by row.
            return view if view.ok else checked(is_quick=False)
        except TextUnreadable:
            raise
        except StoreUnavailable:
            # A read failed, perhaps that of a table that is missing.
            found = faults.shape() or faults.problems()
            if not found:
                raise
            return _refusal(store, found)


class _Check:
    """One check of a store."""

    def __init__(self, store: Store, faults: StoreCheck, head: str | None, *, is_quick: bool) -> None:
        self._store = store
        self._faults = faults
        self._is_quick = is_quick
        self._chain = Chain(head)
        self._balances = Balances()
        self._bad: tuple[int, str] | None = None
        last = store.head()
        self._begun_at = last.seq if last and type(last.seq) is int else 0
        self._read_to = 0
        self.is_rewritten = False
        """Whether an event recorded since the check began may have changed rows read before."""

    def run(self, progress: Callable[[int, int], None] | None) -> VerifyView:
        """Read the journal, then compare what it says with the tables."""
        store, chain = self._store, self._chain
        with closing(store.rebuild(is_quick=self._is_quick)) as self._rebuild:
            told = 0
            for count in self._catch_up():
                if progress is not None and count // _TOLD_AFTER > told:
                    told = count // _TOLD_AFTER
                    progress(count, max(count, self._begun_at))
            kept = _sentences(self._rebuild.differences(self._reading))
            with self._reading() as fits:
                kept += self._balances.misfits(store) if fits else []
            found = self._faults.problems(is_quick=self._is_quick)
            # An index that fits its texts has the words of the journal, as the texts were compared with it.
            kept += [] if self._faults.words_fit else _sentences(self._rebuild.words(self._reading))
        problems = self._problems_of_journal()
        if self._bad is None:
            problems += kept
        problems += found
        missing = store.taken_back()
        if missing is not None:
            problems.append(
                _("changes up to row {seq} were acknowledged and are not in this store").format(seq=missing)
            )
        return VerifyView(
            not problems,
            chain.count,
            chain.previous,
            self._bad[0] if self._bad else None,
            tuple(problems[:_MOST_PROBLEMS]),
            chain.rechained_at,
            store.not_from_journal,
        )

    def _catch_up(self) -> Iterator[int]:
        """Replay the rows that follow those read before; yields how many are read, after every few rows."""
        for page in self._store.journal_pages(self._read_to):
            first, last = page[0][0], page[-1][0]
            # In a table that was made anew by hand a row may have a number that is none; the check of the chain names it.
            kept = self._rebuild.kept(first, last) if type(first) is int and type(last) is int else {}
            for is_posted, run in groupby(_with_payments(page, kept), _is_posted):
                rows, payments = zip(*run, strict=True)
                if not is_posted or not self._settles(rows, payments, kept):
                    for fields in rows:
                        self._replay(JournalRow(*fields))
                self._read_to = rows[-1][0]
                yield self._chain.count
        self._bad = self._bad or _refused(self._rebuild.finish())

    def _settles(self, rows: Sequence[Row], payments: Sequence[Payment], kept: Mapping[int, KeptEntry]) -> bool:
        """Whether rows of entries that stand as they were posted follow the rows before and break no rule.

        Then they are counted and need no replay. If not, nothing is counted: the replay finds which of them is wrong.
        """
        if self._bad is not None or not self._chain.is_followed(rows) or not self._balances.paid(payments):
            return False
        self._rebuild.settle([kept[row[0]] for row in rows])
        self._chain.passed_entries(rows, payments)
        return True

    def _replay(self, row: JournalRow) -> None:
        """Replay a row, unless one before it is bad."""
        if self._bad is None:
            self._bad = _bad_row(row, self._chain, self._balances, self._rebuild)
        self._chain.passed(row.digest, row.recorded_at)
        if self._chain.count > self._begun_at and row.kind in _REWRITES:
            self.is_rewritten = True

    @contextmanager
    def _reading(self) -> Iterator[bool]:
        """One snapshot, with the replay at its head; whether all rows up to it fit."""
        with self._store.reading():
            for _seq in self._catch_up():
                pass
            yield self._bad is None and not self.is_rewritten

    def _problems_of_journal(self) -> list[str]:
        problems = list[str]()
        if self._bad is not None:
            problems.append(_("journal row {seq}: {law}").format(seq=self._bad[0], law=self._bad[1]))
        if not self._chain.is_head_seen:
            sentence = _("the digest {head} is not in this journal: history was rewritten or cut")
            problems.append(sentence.format(head=self._chain.head))
        if self._bad is None:
            problems += [
                _("journal row {seq}: its texts are gone, and no erasure tells of it").format(seq=seq)
                for seq in sorted(self._chain.emptied.values())
            ]
        return problems


def _with_payments(page: Sequence[Row], kept: Mapping[int, KeptEntry]) -> Iterator[tuple[Row, Payment | None]]:
    """Rows, each with the payment of its entry if that stands as it was posted."""
    for row in page:
        entry = kept.get(row[0]) if row[3] == POSTED and type(row[2]) is str else None
        yield row, payment_of(row, entry) if entry is not None else None


def _is_posted(each: tuple[Row, Payment | None]) -> bool:
    return each[1] is not None


def _bad_row(row: JournalRow, chain: Chain, balances: Balances, rebuild: Rebuild) -> tuple[int, str] | None:
    """Replay one row into the fresh store and the sums. The first bad row up to this one, and what is wrong with it."""
    law, told = chain.broken(row), None
    if not law:
        law, told = _told_by(row)
    if isinstance(told, Event):
        law = chain.told(row, told) or balances.record(told)
        if not law:
            return _refused(rebuild.apply(row.seq, row.recorded_at, told))
    elif told is not None:
        chain.told_of(row, told["client_id"])
        law = balances.posted(told)
        if not law:
            return _refused(rebuild.post(row.seq, row.recorded_at, told))
    return _refused(rebuild.finish()) or (chain.count + 1, law)


def _told_by(row: JournalRow) -> tuple[str, Body | Event | None]:
    """What is wrong with the JSON of a row, in words; its event if nothing is, of a plain entry the body alone."""
    try:
        body = strict_body_of(row)
        if row.kind == POSTED and is_plain(body):
            return "", body
        event = event_by(row.kind, body)
        return ("", event) if is_typed(event) else (_("it cannot be read"), None)
    except NotCanonical:
        return _("its JSON is not written as that of a recorded event"), None
    except TextsMisfit:
        return _("its texts do not fit their digest"), None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return _("it cannot be read"), None


def _refused(seq: int | None) -> tuple[int, str] | None:
    return None if seq is None else (seq, _contradicts())


def _contradicts() -> str:
    return _("it contradicts the rows before")


def _sentences(differences: Iterator[Difference]) -> list[str]:
    return [_sentence(each) for each in islice(differences, _MOST_PROBLEMS)]


def _sentence(difference: Difference) -> str:
    if difference.column:
        sentence = _("the kept {table} {key}: {column} is {kept}, the journal says {told}")
    elif difference.kept:
        sentence = _("the kept {table} {key} is not in the journal")
    else:
        sentence = _("the journal tells of {table} {key}, which is not kept")
    return sentence.format(
        table=difference.table,
        key=difference.key,
        column=difference.column,
        kept=_cell(difference.kept),
        told=_cell(difference.told),
    )


def _unreadable(fault: TextUnreadable) -> str:
    return _("the kept {table} {key}: {column} is not UTF-8 text").format(
        table=fault.table, key=fault.key, column=fault.column
    )


def _cell(value: object) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"
