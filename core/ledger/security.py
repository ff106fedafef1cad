"""The security log."""

from collections.abc import Sequence

from core.basics.acts import act_of
from core.basics.dataclass import replace
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
        # Older versions kept the names of methods.
        return [replace(each, what=act_of(each.what)) for each in self._session.store.refusals()]
