"""A store that fails when a test says so."""

from collections.abc import Callable
from typing import Any

from core.basics.errors import StoreUnavailable
from tests.tui.driving import desk_of

_CALLS_THE_STORE = (
    "core.business",
    "core.session",
    "core.ledger",
    "core.queries",
    "core.mail",
    "core.store",
    "core.exports",
    "core.imports",
    "core.entryline",
    "core.phone",
)


class Trouble:
    """Decides whether calls fail; `error` is raised while it is set."""

    def __init__(self) -> None:
        self.error: StoreUnavailable | None = None


class Troubled:
    """Stands for a business or one of its services: every call raises while there is trouble."""

    def __init__(self, stands_for: Any, trouble: Trouble) -> None:
        self.__dict__.update(stands_for=stands_for, trouble=trouble)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.stands_for, name)
        if callable(value) and not isinstance(value, type):
            return self._failing(value)
        return Troubled(value, self.trouble) if type(value).__module__.startswith(_CALLS_THE_STORE) else value

    def _failing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def perhaps(*words: Any, **options: Any) -> Any:
            if self.trouble.error is not None:
                raise self.trouble.error
            return call(*words, **options)

        return perhaps


def trouble_reads(pilot: Any) -> Trouble:
    """Let the reads of flows, previews and pages fail when the trouble is set."""
    trouble, runner = Trouble(), desk_of(pilot).runner
    runner.reader = Troubled(runner.reader, trouble)  # type: ignore[assignment]
    # The desk reads on connections of its own.
    for beside in (desk_of(pilot)._beside._quick, desk_of(pilot)._beside._slow, runner.beside):
        beside.reading = Troubled(beside, trouble)._failing(beside.reading)  # type: ignore[method-assign]
    # So do phone calls.
    connection = desk_of(pilot).telephone._connection()
    connection.phone = Troubled(connection.phone, trouble)  # type: ignore[assignment]
    return trouble


def trouble_changes(pilot: Any) -> Trouble:
    """Let the changes of flows fail when the trouble is set."""
    trouble, runner = Trouble(), desk_of(pilot).runner
    runner.business = Troubled(runner.business, trouble)  # type: ignore[assignment]
    return trouble
