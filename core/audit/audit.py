"""The auditor: the chain, then every balance recomputed from the journal alone and compared with the kept tables.

It folds the journal with sums of its own, not with the code that decided, so that one checks the other.
"""

from dataclasses import dataclass, field

from core.audit.facts import FactBook
from core.audit.office import OfficePapers
from core.audit.records import Records
from core.basics.i18n import _
from core.journal.chain import GENESIS, JournalRow, event_of, fits
from core.journal.events import (
    BlockAdded,
    BlockForfeited,
    BlockRolled,
    BlockVoided,
    ClientAdded,
    EntryPosted,
    EntryVoided,
    Event,
    LineAdded,
    LineMarked,
)
from core.language.labels import word_label
from core.queries.views import VerifyView
from core.store.protocol import Store

_MOST_PROBLEMS = 20


@dataclass
class Books:
    """Sums by id, as the journal tells them; `broken` names the first row whose fact breaks a law of the ledger."""

    clients: set[str] = field(default_factory=set)
    blocks: dict[str, int] = field(default_factory=dict)
    block_client: dict[str, str] = field(default_factory=dict)
    overdrafts: dict[str, int] = field(default_factory=dict)
    entry_client: dict[str, str] = field(default_factory=dict)
    charged: dict[str, int] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    lines: dict[str, str] = field(default_factory=dict)
    line_owner: dict[str, str] = field(default_factory=dict)
    draws: dict[tuple[str, str], int] = field(default_factory=dict)
    facts: FactBook = field(default_factory=FactBook)
    records: Records = field(init=False)
    papers: OfficePapers = field(init=False)

    def __post_init__(self) -> None:
        self.records, self.papers = Records(self.facts), OfficePapers(self.facts)

    def record(self, seq: int, event: Event) -> str:
        """Fold one event of a journal row; the law it breaks, or an empty text."""
        self.records.record(seq, event)
        self.papers.record(event)
        match event:
            case ClientAdded():
                self.clients.add(event.client_id)
            case EntryPosted():
                return self._posted(event)
            case EntryVoided():
                if event.entry_id not in self.entry_client or event.entry_id in self.voided:
                    return _("voids an entry that does not stand")
                self.voided.add(event.entry_id)
                for draw in event.returns:
                    self.blocks[draw.block_id] = self.blocks.get(draw.block_id, 0) + draw.minutes
                    self._draw(event.entry_id, draw.block_id, -draw.minutes)
                self.overdrafts[event.entry_id] = self.overdrafts.get(event.entry_id, 0) - event.overdraft_minutes
                if event.voided_line_id:
                    self.lines[event.voided_line_id] = "void"
                return _("leaves overdraft on a voided entry") if self.overdrafts[event.entry_id] else ""
            case BlockAdded():
                return self._added(event)
            case BlockVoided():
                left = self.blocks.get(event.block_id)
                self.blocks[event.block_id] = 0
                self.lines[self.line_owner.get(event.block_id, "")] = "void"
                return "" if left == event.minutes else _("voids a block that is not whole")
            case BlockForfeited():
                return self._take(event.block_id, event.minutes)
            case BlockRolled():
                self.blocks[event.into_block_id] = self.blocks.get(event.into_block_id, 0) + event.minutes
                return self._take(event.block_id, event.minutes)
            case LineMarked():
                self.lines[event.line_id] = event.status.value
            case LineAdded():
                self.lines[event.line.line_id] = "to-invoice"
            case _:
                pass
        return ""

    def _take(self, block_id: str, minutes: int) -> str:
        if block_id not in self.blocks:
            return _("takes from a block that does not exist")
        self.blocks[block_id] -= minutes
        return _("takes more than the block holds") if self.blocks[block_id] < 0 else ""

    def _draw(self, entry_id: str, block_id: str, minutes: int) -> None:
        place = (entry_id, block_id)
        self.draws[place] = self.draws.get(place, 0) + minutes

    def _posted(self, event: EntryPosted) -> str:
        self.entry_client[event.entry_id] = event.client_id
        self.charged[event.entry_id] = event.charge.minutes
        drawn = sum(draw.minutes for draw in event.draws)
        broken = ""
        for draw in event.draws:
            broken = broken or self._take(draw.block_id, draw.minutes)
            self._draw(event.entry_id, draw.block_id, draw.minutes)
        if event.overdraft_minutes:
            self.overdrafts[event.entry_id] = event.overdraft_minutes
        if event.line:
            self.lines[event.line.line_id] = "to-invoice"
        paid = drawn + event.overdraft_minutes + event.billed_minutes + event.fee_minutes
        if paid and paid != event.charge.minutes:
            broken = broken or _("draws, overdraft and billed minutes do not add up to the charge")
        return broken

    def _added(self, event: BlockAdded) -> str:
        self.blocks[event.block_id] = event.size_minutes
        self.block_client[event.block_id] = event.client_id
        self.lines[event.line.line_id] = "to-invoice"
        self.line_owner[event.block_id] = event.line.line_id
        broken = ""
        for settlement in event.settles:
            broken = broken or self._take(event.block_id, settlement.minutes)
            self._draw(settlement.entry_id, event.block_id, settlement.minutes)
            self.overdrafts[settlement.entry_id] = self.overdrafts.get(settlement.entry_id, 0) - settlement.minutes
            if self.overdrafts[settlement.entry_id] < 0:
                broken = broken or _("settles more overdraft than there is")
        return broken

    def remaining(self) -> dict[str, int]:
        """Remaining minutes by client: what its blocks hold, less its overdraft."""
        sums = dict.fromkeys(self.clients, 0)
        for block_id, minutes in self.blocks.items():
            if block_id in self.block_client:
                client_id = self.block_client[block_id]
                sums[client_id] = sums.get(client_id, 0) + minutes
        for entry_id, minutes in self.overdrafts.items():
            client_id = self.entry_client.get(entry_id, "")
            sums[client_id] = sums.get(client_id, 0) - minutes
        return sums

    def overdraft(self) -> dict[str, int]:
        """Open overdraft by client."""
        sums = dict.fromkeys(self.clients, 0)
        for entry_id, minutes in self.overdrafts.items():
            client_id = self.entry_client.get(entry_id, "")
            sums[client_id] = sums.get(client_id, 0) + minutes
        return sums


def _law_broken(row: JournalRow, previous: str, expected: int, books: Books) -> str:
    if row.seq != expected:
        return _("row {seq} is missing").format(seq=expected)
    if row.previous != previous:
        return _("it does not follow the row before")
    if not fits(row):
        return _("its content does not fit its digest")
    try:
        event = event_of(row)
    except (KeyError, TypeError, ValueError):
        return _("it cannot be read")
    return books.record(row.seq, event)


def audit(store: Store, head: str | None = None) -> VerifyView:
    """Check everything; `head`, a digest printed earlier, must be in the chain."""
    books, problems = Books(), list[str]()
    previous, count, first_bad, seen = GENESIS, 0, None, head in (None, GENESIS)
    with store.reading():
        for row in store.journal():
            broken = _law_broken(row, previous, count + 1, books) if first_bad is None else ""
            if broken:
                first_bad = count + 1 if row.seq != count + 1 else row.seq
                problems.append(_("journal row {seq}: {law}").format(seq=first_bad, law=broken))
            previous, count = row.digest, count + 1
            seen = seen or row.digest == head
        if not seen:
            problems.append(
                _("the digest {head} is not in this journal: history was rewritten or cut").format(head=head)
            )
        if first_bad is None:
            problems += _kept_misfits(store, books)
            problems += books.facts.misfits(store.facts.kept()) + books.papers.misfits(store)
        problems += store.problems()
    return VerifyView(not problems, count, previous, first_bad, tuple(problems[:_MOST_PROBLEMS]))


def _kept_misfits(store: Store, books: Books) -> list[str]:
    reads = store.reads
    problems = []
    wrong = _("the kept {what} of {name} is {kept}, the journal says {told}")
    sums = (
        (_("balance"), reads.balances(), books.remaining()),
        (_("overdraft"), reads.overdrafts(), books.overdraft()),
    )
    for client in reads.clients():
        for what, kept, told in sums:
            mine = (kept.get(client.client_id, 0), told.get(client.client_id, 0))
            if mine[0] != mine[1]:
                problems.append(wrong.format(what=what, name=client.code, kept=mine[0], told=mine[1]))
    drawn, drawn_told = reads.draw_sums(), {place: minutes for place, minutes in books.draws.items() if minutes}
    for place in sorted(drawn.keys() | drawn_told.keys()) if drawn != drawn_told else ():
        mine = (drawn.get(place, 0), drawn_told.get(place, 0))
        if mine[0] != mine[1]:
            problems.append(wrong.format(what=_("draw"), name=" → ".join(place), kept=mine[0], told=mine[1]))
    blocks, entries, lines = reads.blocks(), store.facts.entry_marks(), reads.lines()
    for block in blocks:
        if block.remaining_minutes != books.blocks.get(block.block_id, 0):
            problems.append(
                wrong.format(
                    what=_("remainder"),
                    name=block.block_id,
                    kept=block.remaining_minutes,
                    told=books.blocks.get(block.block_id, 0),
                )
            )
    charge_word, overdraft_word, void_word = _("charge"), _("overdraft"), _("void mark")
    for entry_id, charged, overdraft, voided in entries:
        facts = (
            (charge_word, charged, books.charged.get(entry_id, 0)),
            (overdraft_word, overdraft, books.overdrafts.get(entry_id, 0)),
            (void_word, voided, int(entry_id in books.voided)),
        )
        problems += [
            wrong.format(what=what, name=entry_id, kept=stored, told=journal)
            for what, stored, journal in facts
            if stored != journal
        ]
    for line in lines:
        if line.status.value != books.lines.get(line.line_id):
            problems.append(
                wrong.format(
                    what=_("status"),
                    name=line.line_id,
                    kept=word_label(line.status.value),
                    told=word_label(books.lines.get(line.line_id, "")),
                )
            )
    told_and_kept = (
        (_("entries"), len(books.entry_client), len(entries)),
        (_("blocks"), len(books.block_client), len(blocks)),
        (_("lines"), len(books.lines.keys() - {""}), len(lines)),
    )
    for what, count, kept_count in told_and_kept:
        if count != kept_count:
            problems.append(
                _("the journal tells of {count} {what}, the kept table holds {kept}").format(
                    count=count, what=what, kept=kept_count
                )
            )
    return problems
