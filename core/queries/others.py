"""The sentence that says which colleagues are on the phone with a client, for desk and shell alike."""

from collections.abc import Sequence

from core.basics.i18n import _
from core.model.calls import CallState
from core.queries.views.calls import CallView


def others_on_the_phone(calls: Sequence[CallView]) -> tuple[str, ...]:
    """One sentence for each open call of a colleague with the same client, the running ones first; empty for none."""
    return tuple(
        (
            _("{technician} is on the phone with {name} too")
            if call.state is CallState.RUNNING
            else _("{technician} has a call with {name} on hold")
        ).format(technician=call.technician, name=call.client.name)
        for call in calls
    )
