"""Call records, the readings that brought them, and what people decided about the calls. No journal row stands behind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from core.model.call_records import CallRecord, CallVerdict, RecordFile


class RecordRows(Protocol):
    """Reads and writes of call records. Writes need an open transaction: `writing(Scope.PHONE)` or a wider scope."""

    def put(self, record: CallRecord, client_ids: Sequence[str], now: datetime) -> bool | None:
        """Keep a leg in place of the one with its key: `True` for a new one, `False` for a changed one, `None` for the same.

        `client_ids` are the owners of its number, by whom an erasure finds it.
        """
        ...

    def between(self, since: datetime, until: datetime) -> list[CallRecord]:
        """Legs of all calls of which one leg began at or after `since` and before `until`, in the order of their starts."""
        ...

    def add_file(self, file: RecordFile) -> None:
        """Note a reading, in place of an earlier one of the same source, name, rows and window."""
        ...

    def files(self) -> list[RecordFile]:
        """Every reading, by source and first start."""
        ...

    def decide(self, verdicts: Iterable[CallVerdict]) -> None:
        """Keep verdicts in place of earlier ones on the same calls."""
        ...

    def verdicts(self) -> list[CallVerdict]:
        """Every verdict."""
        ...

    def prune(self, before: datetime) -> int:
        """Remove legs that began and were kept before an instant, with their readings; the number of legs.

        Verdicts stay without their reasons: a call that was dismissed for good may be imported again.
        """
        ...
