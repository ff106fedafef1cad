"""What records of calls cover and what a reconciliation found, in words that name no verb of the shell."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.basics.i18n import _, ngettext
from core.queries.views.unlogged import UnloggedCall
from core.rules.coverage import Coverage, Cut, Hole

_MOST_HOLES = 6
NO_RECORDS_STEP: Final = "import calls"
"""What to do where there are no records, as a verb of the shell."""
EACH_CALL_STEP: Final = "reconcile"
"""What lists each call, to be logged or dismissed, as a verb of the shell."""


def covers_text(coverage: Coverage, zone: ZoneInfo, words: Callable[[datetime], str] | None = None) -> str:
    """`records of pbx from 2026-11-02 08:11 to 2026-11-28 19:40`; empty where there are none.

    `words` writes an instant in another way.
    """
    said = words or (lambda instant: _minute(instant, zone))
    told = [
        _("{source} from {first} to {last}").format(
            source=cover.source, first=said(cover.since), last=said(cover.until)
        )
        for cover in coverage.covers
    ]
    return _("records of {covers}").format(covers=", ".join(told)) if told else ""


def doubts(coverage: Coverage, zone: ZoneInfo) -> list[str]:
    """What speaks against the records being all calls of the period, one sentence each."""
    if not coverage.covers:
        return []
    told = [_hole_text(hole, zone) for hole in coverage.holes[:_MOST_HOLES]]
    rest = len(coverage.holes) - _MOST_HOLES
    if rest > 0:
        told.append(ngettext("and {count} more hole", "and {count} more holes", rest).format(count=rest))
    return told + [_cut_text(cut) for cut in coverage.cuts]


def result_text(coverage: Coverage, unlogged: int) -> str:
    """How many calls nobody logged, and never more than the records tell."""
    if not coverage.covers:
        return _("there are no call records of this time, so nothing can be said of it")
    if unlogged:
        return ngettext(
            "{count} call of a known client that nobody logged",
            "{count} calls of known clients that nobody logged",
            unlogged,
        ).format(count=unlogged)
    if coverage.is_whole:
        return _("every answered call of a known client was logged or dismissed")
    return _("each call of a known client in the records was logged or dismissed; of the rest nothing is known")


def perhaps_text(call: UnloggedCall) -> str:
    """The entry that is perhaps a call's, logged for another client; empty for none."""
    if call.perhaps is None:
        return ""
    return _("perhaps entry {entry_id}, logged for {client}").format(
        entry_id=call.perhaps.entry_id, client=call.perhaps.client.code
    )


def clients_text(call: UnloggedCall) -> str:
    """The code of the client, or those of the clients that own the number."""
    return call.client.code if call.client else " | ".join(each.code for each in call.candidates)


def _hole_text(hole: Hole, zone: ZoneInfo) -> str:
    first, last = _minute(hole.since, zone), _minute(hole.until, zone)
    if not hole.source:
        return _("no record from {first} to {last}").format(first=first, last=last)
    return _("a hole: no record of {source} from {first} to {last}").format(source=hole.source, first=first, last=last)


def _cut_text(cut: Cut) -> str:
    return _(
        "{name} of {source} has {count} rows, a number at which exports are cut; export a shorter time, or all rows"
    ).format(name=cut.name, source=cut.source, count=cut.row_count)


def _minute(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
