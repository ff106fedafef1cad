"""What a technician has typed into sheets of the app and not sent: it survives the end of the app."""

import json
from collections.abc import Mapping
from datetime import timedelta

from core.basics.identity import Right
from core.session import Session, needs
from core.store.scope import Scope

KEPT_FOR = timedelta(days=7)
"""So long after its last key what was not sent is kept."""


class Unsent:
    """The session's technician's unsent lines and forms, each under the name of its sheet."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows = session.store.unsent

    @needs(Right.WORK)
    def keep(self, name: str, values: Mapping[str, str]) -> None:
        """Keep what is typed into a sheet, in the place of what was; without values nothing is kept. Nobody waits for it."""
        session = self._session
        with session.changing(Scope.QUIET):
            now = session.clock.now()
            self._rows.forget_before(session.technician, now - KEPT_FOR)
            if values:
                body = json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))
                self._rows.keep(session.technician, name, body, now)
            else:
                self._rows.forget(session.technician, name)

    @needs(Right.WORK)
    def list(self) -> Mapping[str, Mapping[str, str]]:
        """What is kept, by the name of the sheet."""
        session = self._session
        kept = self._rows.of(session.technician, session.clock.now() - KEPT_FOR)
        return {name: values for name, body in kept.items() if (values := _read(body))}


def _read(body: str) -> Mapping[str, str]:
    """The values of a row; none where another version wrote it in another form."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}
