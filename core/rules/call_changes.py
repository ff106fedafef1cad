"""What a person changed of a call before it was posted, as values of its history. Pure."""

from collections.abc import Iterable

from core.journal.codec import instant_text
from core.model.calls import CallChange, CallEdit, Stretch
from core.rules.call_times import end_of, length_ms


def between(
    client_id: str, before: tuple[Stretch, ...], edit: CallEdit, after: tuple[Stretch, ...]
) -> tuple[CallChange, ...]:
    """The changes that a correction makes; what it says but leaves as it was is none."""
    found = []
    if edit.client_id is not None:
        found.append(CallChange("client", client_id, edit.client_id))
    if edit.started_at is not None:
        found.append(CallChange("start", instant_text(before[0].started_at), instant_text(after[0].started_at)))
    if edit.ended_at is not None:
        found.append(CallChange("end", instant_text(end_of(before[-1])), instant_text(end_of(after[-1]))))
    if edit.seconds is not None:
        found.append(CallChange("length", str(length_ms(before) // 1000), str(length_ms(after) // 1000)))
    return tuple(change for change in found if change.before != change.after)


def net(changes: Iterable[CallChange]) -> tuple[CallChange, ...]:
    """One change for each thing that was changed, from what it was at first to what it is; a split for each part."""
    changes_of: dict[str, CallChange] = {}
    for place, change in enumerate(changes):
        name = f"split {place}" if change.what == "split" else change.what
        first = changes_of.get(name, change)
        changes_of[name] = CallChange(change.what, first.before, change.after)
    return tuple(change for change in changes_of.values() if change.before != change.after)
