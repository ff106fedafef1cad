"""The JSON documents of `monteore day` and `monteore hours`. Imported only for --json."""

from datetime import date as date_type
from datetime import datetime

from cli.documents import Document
from core.queries.my_day import DayView


class GapDocument(Document):
    """Working time in which nothing is logged; `calls` are ids of calls in it that nobody logged."""

    since: datetime
    until: datetime
    seconds: int
    calls: list[str]


class OverlapDocument(Document):
    """Two entries at the same time."""

    first: str
    second: str
    since: datetime
    until: datetime


class OddDocument(Document):
    """An odd entry; `why` is `long`, `short` or `no-time`."""

    entry_id: str
    why: str


class DayDocument(Document):
    """`day`. `untimed_seconds` are those of entries without a clock time, which may lie in the gaps."""

    day: date_type
    technician: str
    working_seconds: int
    is_holiday: bool
    worked_seconds: int
    untimed_seconds: int
    entries: list[str]
    gaps: list[GapDocument]
    overlaps: list[OverlapDocument]
    odd: list[OddDocument]
    calls: list[str]

    @classmethod
    def of(cls, view: DayView) -> "DayDocument":
        """From its view."""
        return cls(
            day=view.day,
            technician=view.technician,
            working_seconds=view.working_seconds,
            is_holiday=view.is_holiday,
            worked_seconds=view.worked_seconds,
            untimed_seconds=view.untimed_seconds,
            entries=[entry.entry_id for entry in view.entries],
            gaps=[
                GapDocument(
                    since=gap.since, until=gap.until, seconds=gap.seconds, calls=[call.call_id for call in gap.calls]
                )
                for gap in view.gaps
            ],
            overlaps=[
                OverlapDocument(
                    first=each.first.entry_id, second=each.second.entry_id, since=each.since, until=each.until
                )
                for each in view.overlaps
            ],
            odd=[OddDocument(entry_id=entry.entry_id, why=why.value) for entry, why in view.odd],
            calls=[call.call_id for call in view.calls],
        )


class HoursDocument(Document):
    """`hours`; `technician` is null for those of everybody, `holidays` where no day is a public holiday."""

    technician: str | None
    hours: str
    holidays: str | None
