"""The security log."""

from collections.abc import Sequence

from core.basics.identity import Right
from core.model.security import Refusal
from core.session import Session, needs


class Security:
    """What persons were refused."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @needs(Right.MANAGE)
    def refusals(self) -> Sequence[Refusal]:
        """Every refusal, the latest first."""
        return self._session.store.refusals()
