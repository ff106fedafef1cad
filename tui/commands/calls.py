"""What the commands of calls run. Each takes its call from the page at the key press, then starts the flow."""

from core.model.calls import CallState
from tui.commands.command import Here


def start(here: Here) -> None:
    """Start a call with the client at the cursor; a running call goes on hold."""
    from tui.flows import calls

    client_id, account_id = here.client_at_cursor, here.account_at_cursor
    if client_id is not None:
        here.carry_out(lambda runner: calls.start(runner, client_id, account_id))


def hold(here: Here) -> None:
    """Hold the running call, or resume the held one."""
    from tui.flows import calls

    call = here.own_calls[0]
    here.carry_out(lambda runner: calls.hold(runner, call))


def switch(here: Here) -> None:
    """Resume the call that was held last; the running one goes on hold."""
    from tui.flows import calls

    held = next((call for call in here.own_calls if call.state is CallState.ON_HOLD), None)
    if held is not None:
        here.carry_out(lambda runner: calls.resume(runner, held))


def stop(here: Here) -> None:
    """Ask for the wrap-up; if it is saved, the call's time ends at this key press."""
    from tui.flows import calls

    call, pressed_at = here.own_calls[0], here.now
    here.carry_out(lambda runner: calls.stop(runner, call, pressed_at))


def cancel(here: Here) -> None:
    """Drop my call without an entry, after y."""
    from tui.flows import dropping

    call = here.own_calls[0]
    here.carry_out(lambda runner: dropping.cancel(runner, call))


def edit(here: Here) -> None:
    """Change client and time of my call."""
    from tui.flows import calls

    call = here.own_calls[0]
    here.carry_out(lambda runner: calls.edit(runner, call))


def note(here: Here) -> None:
    """Take a note while my call runs."""
    from tui.flows import calls

    call = here.own_calls[0]
    here.carry_out(lambda runner: calls.note(runner, call))
