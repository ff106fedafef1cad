"""The reads of agreements."""

from typing import Protocol

from core.model.terms import Agreement


class AgreementReads(Protocol):
    """The versions of agreements."""

    def agreements(self, client_id: str | None = None) -> list[Agreement]:
        """Agreement versions in the order they were recorded; of one client or of all."""
        ...

    def zoned_agreements(self) -> list[Agreement]:
        """The versions of the clients of whom any version names a time zone, in the order they were recorded."""
        ...
