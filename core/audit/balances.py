"""An independent sum of minutes: entries, draws, blocks and overdrafts, added up from events without the projection.

The replay of the journal uses the code that wrote the tables. This sum does not, so it finds an error in that code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.audit.as_posted import Payment
from core.audit.plain import Body
from core.audit.standing import Standing
from core.basics.i18n import _
from core.journal.events import (
    BlockAdded,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    ClientMerged,
    DrawsReplayed,
    EntryPosted,
    EntryVoided,
    Event,
    OverdraftSettled,
    ReplayedDraws,
    Settlement,
    WaitingCharge,
    WaitingCharged,
    account_of,
)
from core.store.protocol import Store


@dataclass(slots=True)
class Balances:
    """Minutes by id: those of blocks and their accounts, those of each standing entry that blocks pay, and overdrafts.

    `waiting` has the accounts of the entries without a charge.
    """

    blocks: dict[str, int] = field(default_factory=dict)
    account_of_block: dict[str, str] = field(default_factory=dict)
    drawn: Standing = field(default_factory=Standing)
    overdrafts: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)

    def record(self, event: Event) -> str:
        """Add one event; the rule that it breaks, in words, or an empty text."""
        match event:
            case EntryPosted():
                return self._posted(event)
            case WaitingCharged():
                broken = ""
                for entry in event.entries:
                    broken = broken or self._charged(entry)
                return broken
            case DrawsReplayed():
                broken = ""
                for moved in event.entries:
                    broken = broken or self._replayed(moved)
                return broken
            case EntryVoided():
                return self._voided(event)
            case ClientMerged() if event.waiting_account_id is not None:
                for entry_id, account_id in self.waiting.items():
                    if account_id == event.client_id:
                        self.waiting[entry_id] = event.waiting_account_id
                        self.drawn.put(entry_id, 0, event.waiting_account_id)
                return ""
            case BlockAdded():
                return self._added(event)
            case OverdraftSettled():
                return self._settled(event.block_id, event.settles)
            case BlockVoided():
                left = self.blocks.get(event.block_id)
                self.blocks[event.block_id] = 0
                return "" if left == event.minutes else _("voids a block that is not whole")
            case BlockForfeited():
                return self._take(event.block_id, event.minutes)
            case BlockRestored():
                self.blocks[event.block_id] = self.blocks.get(event.block_id, 0) + event.minutes
                return "" if event.block_id in self.account_of_block else _("restores a block that does not exist")
            case BlockRolled():
                self.blocks[event.into_block_id] = self.blocks.get(event.into_block_id, 0) + event.minutes
                return self._take(event.block_id, event.minutes)
            case _:
                return ""

    def misfits(self, store: Store) -> list[str]:
        """A sentence for each account and block whose stored minutes differ from these sums."""
        remaining, overdraft = dict[str, int](), dict[str, int]()
        for block_id, minutes in self.blocks.items():
            account_id = self.account_of_block.get(block_id, "")
            remaining[account_id] = remaining.get(account_id, 0) + minutes
        for entry_id, minutes in self.overdrafts.items():
            account_id = self.drawn.account(entry_id)
            remaining[account_id] = remaining.get(account_id, 0) - minutes
            overdraft[account_id] = overdraft.get(account_id, 0) + minutes
        reads = store.reads
        problems = []
        for what, kept, told in (
            (_("balance"), reads.balances(), remaining),
            (_("overdraft"), reads.overdrafts(), overdraft),
            (_("block"), reads.block_minutes(), self.blocks),
        ):
            # In a table that was made anew by hand an id may be a blob.
            for name in sorted(kept.keys() | told.keys(), key=str):
                if kept.get(name, 0) != told.get(name, 0):
                    problems.append(
                        _("the kept {what} of {name} is {kept}, the sum of the journal is {told}").format(
                            what=what, name=name, kept=kept.get(name, 0), told=told.get(name, 0)
                        )
                    )
        return problems

    def _posted(self, event: EntryPosted) -> str:
        account_id = account_of(event)
        if event.waits:
            self.waiting[event.entry_id] = account_id
            self.drawn.add(event.entry_id, 0, account_id)
            is_free = not (event.charge.minutes or event.draws or event.overdraft_minutes or event.line)
            return "" if is_free else _("charges an entry that waits for an agreement")
        drawn, broken = self._paid(event.entry_id, *_payment_of(event))
        self.drawn.add(event.entry_id, drawn, account_id)
        return broken

    def paid(self, payments: Sequence[Payment]) -> bool:
        """Add entries by their payments, if they break no rule; whether they are added."""
        taken = dict[str, int]()
        for _client_id, _entry_id, _account_id, draws, drawn, overdraft, elsewhere, charged in payments:
            for block_id, minutes in draws:
                if minutes < 0:
                    return False
                taken[block_id] = taken.get(block_id, 0) + minutes
            paid = drawn + overdraft + elsewhere
            if paid and paid != charged:
                return False
        # None of them gives anything back, so none takes more than a block holds if all together do not.
        if any(self.blocks.get(block_id, -1) < minutes for block_id, minutes in taken.items()):
            return False
        for block_id, minutes in taken.items():
            self.blocks[block_id] -= minutes
        for payment in payments:
            if payment.overdraft_minutes:
                self.overdrafts[payment.entry_id] = payment.overdraft_minutes
            self.drawn.add(payment.entry_id, payment.drawn_minutes, payment.account_id)
        return True

    def posted(self, body: Body) -> str:
        """Add one plain entry by its JSON body; the rule that it breaks, in words, or an empty text."""
        entry_id = body["entry_id"]
        drawn, broken = self._paid(
            entry_id,
            [(draw["block_id"], draw["minutes"]) for draw in body["draws"]],
            body["overdraft_minutes"],
            body["billed_minutes"] + body["fee_minutes"],
            body["charge"]["minutes"],
        )
        # The replay refuses an id that is there already.
        self.drawn.add(entry_id, drawn, body.get("account_id") or body["client_id"])
        return broken

    def _charged(self, entry: WaitingCharge) -> str:
        account_id = self.waiting.pop(entry.entry_id, None)
        if account_id is None:
            return _("charges an entry that does not wait for an agreement")
        drawn, broken = self._paid(entry.entry_id, *_payment_of(entry))
        self.drawn.put(entry.entry_id, drawn, account_id)
        return broken

    def _paid(
        self, entry_id: str, draws: list[tuple[str, int]], overdraft: int, elsewhere: int, charged: int
    ) -> tuple[int, str]:
        """Take the minutes that blocks pay of an entry, and note its overdraft; `elsewhere` is invoiced or paid by a fee.

        Returns the minutes that blocks pay, and the rule that is broken.
        """
        drawn, broken = 0, ""
        for block_id, minutes in draws:
            drawn += minutes
            broken = broken or self._take(block_id, minutes)
        if overdraft:
            self.overdrafts[entry_id] = overdraft
        paid = drawn + overdraft + elsewhere
        if paid and paid != charged:
            broken = broken or _("draws, overdraft and billed minutes do not add up to the charge")
        return drawn, broken

    def _replayed(self, moved: ReplayedDraws) -> str:
        drawn = self.drawn.minutes(moved.entry_id)
        if drawn is None:
            return _("moves draws of an entry that does not stand")
        for draw in moved.returns:
            self.blocks[draw.block_id] = self.blocks.get(draw.block_id, 0) + draw.minutes
        broken = ""
        for draw in moved.draws:
            broken = broken or self._take(draw.block_id, draw.minutes)
        drawn -= moved.opened_minutes
        self.drawn.put(moved.entry_id, drawn, self.drawn.account(moved.entry_id))
        open_minutes = self.overdrafts.pop(moved.entry_id, 0) + moved.opened_minutes
        if open_minutes:
            self.overdrafts[moved.entry_id] = open_minutes
        is_short = open_minutes < 0 or drawn < 0
        return broken or (_("moves more minutes than the entry has") if is_short else "")

    def _voided(self, event: EntryVoided) -> str:
        self.waiting.pop(event.entry_id, None)
        drawn = self.drawn.pop(event.entry_id)
        if drawn is None:
            return _("voids an entry that does not stand")
        for draw in event.returns:
            self.blocks[draw.block_id] = self.blocks.get(draw.block_id, 0) + draw.minutes
        if drawn != sum(draw.minutes for draw in event.returns):
            return _("returns other minutes than the entry drew")
        if self.overdrafts.pop(event.entry_id, 0) != event.overdraft_minutes:
            return _("leaves overdraft on a voided entry")
        return ""

    def _added(self, event: BlockAdded) -> str:
        self.blocks[event.block_id], self.account_of_block[event.block_id] = event.size_minutes, account_of(event)
        return self._settled(event.block_id, event.settles)

    def _settled(self, block_id: str, settlements: tuple[Settlement, ...]) -> str:
        broken = ""
        for settlement in settlements:
            broken = broken or self._take(block_id, settlement.minutes)
            open_minutes = self.overdrafts.pop(settlement.entry_id, 0) - settlement.minutes
            drawn, account_id = self.drawn.minutes(settlement.entry_id) or 0, self.drawn.account(settlement.entry_id)
            self.drawn.put(settlement.entry_id, drawn + settlement.minutes, account_id)
            if open_minutes > 0:
                self.overdrafts[settlement.entry_id] = open_minutes
            elif open_minutes < 0:
                broken = broken or _("settles more overdraft than there is")
        return broken

    def _take(self, block_id: str, minutes: int) -> str:
        if block_id not in self.blocks:
            return _("takes from a block that does not exist")
        self.blocks[block_id] -= minutes
        return _("takes more than the block holds") if self.blocks[block_id] < 0 else ""


def _payment_of(event: EntryPosted | WaitingCharge) -> tuple[list[tuple[str, int]], int, int, int]:
    """What pays an entry: minutes by block, its overdraft, what is paid elsewhere; and what it is charged."""
    return (
        [(draw.block_id, draw.minutes) for draw in event.draws],
        event.overdraft_minutes,
        event.billed_minutes + event.fee_minutes,
        event.charge.minutes,
    )
