"""The spans of an entry that is corrected, where the line leaves its start as it is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.basics.clock import local_date, local_to_utc
from core.basics.dataclass import replace
from core.model.work import Span, Work

_MINUTE = timedelta(minutes=1)


def begins_like(work: Work, before: tuple[Span, ...]) -> bool:
    """Whether a line says the start that the entry has, to the minute: a line shows no seconds."""
    if not before or len(work.spans) != 1:
        return False
    return timedelta(0) <= before[0].started_at - work.spans[0].started_at < _MINUTE


def with_spans(
    work: Work, day_before: bool, before: tuple[Span, ...], zone: ZoneInfo, now: datetime, *, moves: bool
) -> Work:
    """The work over the spans of the entry that it replaces: pauses stay, the last span gets longer or shorter with it.

    On another day (`day_before` false) they have the same clock times. Where the work would then end in the future it ends
    now, if it `moves`: it begins earlier, or has one span where it has no pause; otherwise the day alone is known.
    """
    spans = before if day_before else _on_day(work, before, zone)
    spans = _lasting(spans, work.worked_seconds)
    if not spans:
        return replace(work, spans=())
    over = _end(spans[-1]) - now.replace(microsecond=0)
    if over > timedelta(0):
        spans = _ended_earlier(spans, over) if moves else ()
        if spans and local_date(spans[0].started_at, zone) != work.work_date:
            spans = ()
    return replace(work, spans=spans)


def _on_day(work: Work, before: tuple[Span, ...], zone: ZoneInfo) -> tuple[Span, ...]:
    """The spans at the same clock time of another day; none where that day skips the hour of the first one."""
    local = before[0].started_at.astimezone(zone)
    started = local_to_utc(work.work_date, local.hour * 60 + local.minute, zone)
    if started is None:
        return ()
    shift = started + timedelta(seconds=local.second) - before[0].started_at
    return tuple(replace(span, started_at=span.started_at + shift) for span in before)


def _lasting(spans: tuple[Span, ...], seconds: int) -> tuple[Span, ...]:
    kept = []
    for place, span in enumerate(spans):
        length = seconds if place == len(spans) - 1 else min(span.seconds, seconds)
        if length > 0:
            kept.append(replace(span, seconds=length))
        seconds -= length
    return tuple(kept)


def _ended_earlier(spans: tuple[Span, ...], by: timedelta) -> tuple[Span, ...]:
    """The same length with an earlier end: the last span is that much shorter, and the first one begins that much earlier."""
    seconds = by // timedelta(seconds=1)
    left = spans[-1].seconds - seconds
    if left <= 0:
        return tuple(replace(span, started_at=span.started_at - by) for span in spans)
    cut = (*spans[:-1], replace(spans[-1], seconds=left))
    return (Span(cut[0].started_at - by, cut[0].seconds + seconds), *cut[1:])


def _end(span: Span) -> datetime:
    return span.started_at + timedelta(seconds=span.seconds)
