"""The reads of the security log."""

from collections.abc import Sequence
from typing import Protocol

from core.model.security import Refusal


class SecurityReads(Protocol):
    """Refusals."""

    def refusals(self) -> Sequence[Refusal]:
        """Every refusal, the latest first."""
        ...
