"""Reads of blocks of hours and of renewals that wait for a manager."""

from datetime import date

from core.model.accounts import AccountCard
from core.model.billing import LineStatus
from core.model.blocks import Block, Outside
from core.model.terms import agreement_on
from core.queries.clients import ClientQueries
from core.queries.views.balances import BlockView, PendingRenewalView
from core.rules.renewal import offer

NOT_INVOICED = "not-invoiced"
"""The billing of a block without a line."""


class BlockQueries(ClientQueries):
    """The reads of blocks."""

    def remaining_minutes(self, account_id: str) -> int | None:
        """What remains of an account today, in minutes; expired minutes and blocks that wait do not count.

        `None`: no agreement is in force today, so there is no balance.
        """
        reads = self.session.store.reads
        days = self.session.days()
        if agreement_on(reads.agreements(account_id), days.of(account_id)) is None:
            return None
        outside = reads.outside(days, account_id).get(account_id, Outside())
        return reads.kept_account(account_id)[0] - outside.later_minutes - outside.expired_minutes

    def blocks(self, account_id: str | None = None) -> tuple[tuple[AccountCard, BlockView], ...]:
        """All blocks of one account or of all, voided ones included."""
        reads = self.session.store.reads
        found = reads.blocks(account_id)
        status = self._billing(tuple(block.block_id for block in found) if account_id else None)
        days = self.session.days()
        cards = {each_id: self.card(each_id) for each_id in {block.account_id for block in found}}
        return tuple(
            (cards[block.account_id], block_view(block, status.get(block.block_id), days.of(block.account_id)))
            for block in found
        )

    def block_view(self, block: Block) -> BlockView:
        """A block for the faces."""
        return block_view(block, self._billing((block.block_id,)).get(block.block_id), self.today(block.account_id))

    def _billing(self, block_ids: tuple[str, ...] | None) -> dict[str, LineStatus]:
        """The status of the lines of these blocks, or (`None`) of all blocks."""
        lines = self.session.store.reads.lines(block_ids=block_ids)
        return {line.block_id: line.status for line in lines if line.block_id}

    def pending_renewals(self, account_id: str | None = None) -> tuple[PendingRenewalView, ...]:
        """Renewals that wait for a manager, of one account or of all, at the size and price that approving one now takes."""
        waiting = [each for each in self.session.store.reads.pending() if account_id in (None, each.account_id)]
        offers = [offer(self.terms(pending.account_id), pending) for pending in waiting]
        cards = [self.card(pending.account_id) for pending in offers]
        return tuple(
            PendingRenewalView(
                pending.renewal_id,
                card.client,
                pending.minutes,
                pending.price_minor,
                pending.currency,
                self.remaining_minutes(pending.account_id) or 0,
                pending.asked_at,
                account=card,
            )
            for pending, card in zip(offers, cards, strict=True)
        )


def block_view(block: Block, status: LineStatus | None, today: date) -> BlockView:
    """The view of a block. Its size includes minutes carried in, so the remaining never exceeds the size."""
    return BlockView(
        block_id=block.block_id,
        size_minutes=block.size_minutes + max(0, block.carried_minutes),
        remaining_minutes=block.remaining_minutes,
        sold_on=block.sold_on,
        expires_on=block.expires_on,
        origin=block.origin,
        billing=status.value if status else NOT_INVOICED,
        expired=block.is_expired(today),
        price_minor=block.price_minor,
        currency=block.currency,
        voided=block.voided,
        forfeited_minutes=block.forfeited_minutes,
        carried_minutes=block.carried_minutes,
        available_from=block.available_from,
        waits_for=block.serves.value if block.is_held else "",
    )
