"""Reads of proposals."""

from datetime import timedelta

from core.queries.clients import ClientQueries
from core.queries.views.proposals import ProposalView


class ProposalQueries(ClientQueries):
    """The reads of proposals."""

    def proposals(self, client_id: str | None = None, *, everything: bool = False) -> tuple[ProposalView, ...]:
        """Open and accepted proposals, the earliest due first; with `everything` done and dropped ones too."""
        from core.rules import proposals as rule

        found = self.session.store.proposals.list(client_id, everything=everything)
        days = self.session.days()
        clients = {client_id: self.client(client_id) for client_id in {proposal.client_id for proposal in found}}
        today = {client_id: days.of(client.account_id) for client_id, client in clients.items()}
        return tuple(
            ProposalView(
                proposal,
                clients[proposal.client_id],
                rule.is_due(proposal, today[proposal.client_id]),
                rule.is_due(proposal, today[proposal.client_id] - timedelta(days=1)),
                rule.recurrence_words(proposal.recurrence),
            )
            for proposal in found
        )
