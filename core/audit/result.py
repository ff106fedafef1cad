"""The result of `verify`."""

from __future__ import annotations

from core.basics.dataclass import dataclass


@dataclass(frozen=True)
class VerifyView:
    """The result of `verify`: `problems` are sentences, `first_bad_row` is the first journal row that does not fit.

    `rechained_at` is set if the given digest belongs to the chain before `store rechain`: the row where the new chain
    begins. `not_from_journal` are tables and columns not made from events; only their form is checked.
    """

    ok: bool
    rows: int
    head: str
    first_bad_row: int | None
    problems: tuple[str, ...] = ()
    rechained_at: int | None = None
    not_from_journal: tuple[str, ...] = ()
