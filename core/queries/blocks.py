"""Reads of blocks of hours and of renewals that wait for a manager."""

from datetime import date

from core.model.billing import LineStatus
from core.model.blocks import Block
from core.model.clients import Client
from core.model.terms import agreement_on
from core.queries.clients import ClientQueries
from core.queries.views import BlockView, PendingRenewalView
from core.rules.renewal import offer


class BlockQueries(ClientQueries):
    """The reads of blocks."""

    def remaining_minutes(self, client_id: str) -> int | None:
        """What remains for a client today, in minutes; blocks that wait for their day do not count.

        `None`: no agreement is in force today, so there is no balance.
        """
        reads = self.session.store.reads
        days = self.session.days()
        if agreement_on(reads.agreements(client_id), days.of(client_id)) is None:
            return None
        return reads.kept_account(client_id)[0] - reads.later_minutes(days, client_id).get(client_id, 0)

    def blocks(self, client_id: str | None = None) -> tuple[tuple[Client, BlockView], ...]:
        """All blocks of one client or of all, voided ones included."""
        reads = self.session.store.reads
        status = {line.block_id: line.status for line in reads.lines(client_id=client_id) if line.block_id}
        found = reads.blocks(client_id)
        days = self.session.days()
        return tuple(
            (self.client(block.client_id), block_view(block, status.get(block.block_id), days.of(block.client_id)))
            for block in found
        )

    def block_view(self, block: Block) -> BlockView:
        """A block for the faces."""
        return block_view(block, self._billing((block.block_id,)).get(block.block_id), self.today(block.client_id))

    def _billing(self, block_ids: tuple[str, ...]) -> dict[str, LineStatus]:
        lines = self.session.store.reads.lines(block_ids=block_ids) if block_ids else []
        return {line.block_id: line.status for line in lines if line.block_id}

    def pending_renewals(self) -> tuple[PendingRenewalView, ...]:
        """Renewals that wait for a manager, at the size and price that approving one now takes."""
        session = self.session
        offers = [offer(self.terms(pending.client_id), pending) for pending in session.store.reads.pending()]
        return tuple(
            PendingRenewalView(
                pending.renewal_id,
                self.client(pending.client_id),
                pending.minutes,
                pending.price_minor,
                pending.currency,
                self.remaining_minutes(pending.client_id) or 0,
                pending.asked_at,
            )
            for pending in offers
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
        billing=(status or LineStatus.TO_INVOICE).value,
        expired=block.expires_on is not None and block.expires_on < today,
        price_minor=block.price_minor,
        currency=block.currency,
        voided=block.voided,
        forfeited_minutes=block.forfeited_minutes,
        carried_minutes=block.carried_minutes,
        available_from=block.available_from,
    )
