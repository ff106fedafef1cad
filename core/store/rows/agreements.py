"""The reads of agreements."""

from collections.abc import Sequence
from typing import Protocol

from core.model.terms import Agreement


class AgreementReads(Protocol):
    """The versions of agreements."""

    def agreements(self, account_ids: str | Sequence[str] | None = None) -> list[Agreement]:
        """Agreement versions in the order they were recorded; of one account, of some or of all."""
        ...

    def zoned_agreements(self) -> list[Agreement]:
        """The versions of the clients of whom any version names a time zone, in the order they were recorded."""
        ...

    def managed_accounts(self) -> list[str]:
        """Ids of the accounts of which any version is managed."""
        ...
