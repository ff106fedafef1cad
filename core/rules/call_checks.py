"""What the times of a live call may be: not in the future, and as long as a call can be. Pure."""

from datetime import datetime, timedelta

from core.basics.durations import format_units
from core.basics.errors import Refused
from core.basics.i18n import _
from core.model.calls import CallEdit
from core.model.work import Draft
from core.rules import asking

_FUTURE_TOLERANCE = timedelta(minutes=1)


def check_start(started_at: datetime | None, now: datetime) -> None:
    """Errors: `Refused` for a start in the future, or over 24 hours ago."""
    if started_at is None:
        return
    if started_at > now:
        raise Refused(_("a call cannot begin in the future; write a start that has passed, such as @-10m"))
    if now - started_at > timedelta(seconds=asking.DAY_SECONDS):
        raise Refused(_("the call would have begun over 24 hours ago; log it as an entry, with its day and length"))


def check_times(edit: CallEdit, now: datetime) -> None:
    """Errors: `Refused` for an end in the future, and where no time would be left."""
    if edit.ended_at is not None and edit.ended_at > now + _FUTURE_TOLERANCE:
        raise Refused(_("a call cannot end in the future; write an end that has passed, such as @-15m"))
    if edit.seconds is not None and edit.seconds <= 0:
        raise Refused(_("the call would have no time; write a longer one, or drop the call"))


def check_length(draft: Draft, *, said: bool, sure: bool) -> None:
    """Errors: `Refused` for a call over 24 hours, `Unasked` for one over 4; where a person said its end or length, only
    `Unasked` for one over 8, as for typed work.
    """
    seconds = draft.work.worked_seconds
    if said:
        asking.check(asking.of_length(seconds), sure=sure)
        return
    if seconds > asking.DAY_SECONDS:
        raise Refused(
            _("the call lasted {time}, over 24 hours; say its end, or its length").format(
                time=format_units(seconds // 60 * 60)
            ),
            step="call stop @14:00",
        )
    asking.check(asking.of_call(seconds), sure=sure)
