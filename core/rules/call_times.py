"""Change the stretches of a call: another start, another end, another length, two parts. Pure.

All stretches have a length here: one that runs is given with its length until now. A function returns an empty tuple
where nothing of the call would be left.
"""

from datetime import datetime, timedelta

from core.basics.dataclass import replace
from core.model.calls import Stretch

Stretches = tuple[Stretch, ...]
_MILLISECOND = timedelta(milliseconds=1)


def length_ms(stretches: Stretches) -> int:
    """Milliseconds of all stretches."""
    return sum(stretch.elapsed_ms or 0 for stretch in stretches)


def end_of(stretch: Stretch) -> datetime:
    """The instant at which a stretch ends."""
    return stretch.started_at + (stretch.elapsed_ms or 0) * _MILLISECOND


def begun_at(stretches: Stretches, started_at: datetime) -> Stretches:
    """The call as if it had begun at `started_at`: what lies before goes, the first stretch left begins then."""
    kept = [stretch for stretch in stretches if end_of(stretch) > started_at]
    if not kept:
        return ()
    earlier_ms = (kept[0].started_at - started_at) // _MILLISECOND
    first = replace(
        kept[0],
        started_at=started_at,
        boot_ms=kept[0].boot_ms - earlier_ms,
        elapsed_ms=(kept[0].elapsed_ms or 0) + earlier_ms,
    )
    return (first, *kept[1:])


def ended_at(stretches: Stretches, at: datetime) -> Stretches:
    """The call as if it had ended at `at`: what lies after goes; an end after the last stretch makes that one longer."""
    kept = [stretch for stretch in stretches if stretch.started_at < at]
    if not kept:
        return ()
    last_ms = (at - kept[-1].started_at) // _MILLISECOND
    if kept[-1] is not stretches[-1]:
        # The end lies in the pause after this stretch or in the stretch itself.
        last_ms = min(last_ms, kept[-1].elapsed_ms or 0)
    return (*kept[:-1], replace(kept[-1], elapsed_ms=last_ms))


def lasting(stretches: Stretches, milliseconds: int) -> Stretches:
    """The first milliseconds of the call. Where the call was shorter, it ends when it ended and what is missing lies before
    the first stretch."""
    kept: list[Stretch] = []
    for stretch in stretches:
        length = min(stretch.elapsed_ms or 0, milliseconds)
        if length > 0:
            kept.append(replace(stretch, elapsed_ms=length))
        milliseconds -= length
    if kept and milliseconds > 0:
        return begun_at(tuple(kept), kept[0].started_at - milliseconds * _MILLISECOND)
    return tuple(kept)


def after(stretches: Stretches, milliseconds: int) -> Stretches:
    """The call without its first milliseconds."""
    kept: list[Stretch] = []
    for stretch in stretches:
        length = stretch.elapsed_ms or 0
        cut = min(length, milliseconds)
        milliseconds -= cut
        if length > cut:
            kept.append(
                replace(
                    stretch,
                    started_at=stretch.started_at + cut * _MILLISECOND,
                    boot_ms=stretch.boot_ms + cut,
                    elapsed_ms=length - cut,
                )
            )
    return tuple(kept)
