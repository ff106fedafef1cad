"""The reads of agreements."""

from typing import Protocol

from core.model.terms import Agreement


class AgreementReads(Protocol):
    """The versions of agreements."""

    def agreements(self, account_id: str | None = None) -> list[Agreement]:
        """Agreement versions in the order they were recorded; of one account or of all."""
        ...
