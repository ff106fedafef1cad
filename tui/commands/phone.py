"""What the commands of the telephone run. Each takes its phone call from the page at the key press."""

from tui.commands.command import Here


def take(here: Here) -> None:
    """Make a live call of the phone call, or log one that is over."""
    from tui.flows import phone

    call, pressed_at = here.phone_call, here.now
    if call is not None:
        here.carry_out(lambda runner: phone.take(runner, call, pressed_at))
    else:
        here.carry_out(lambda runner: phone.take_next(runner, here.ring_soon, pressed_at))


def dismiss(here: Here) -> None:
    """Take the phone call off my desk."""
    from tui.flows import phone

    call = here.phone_call
    if call is not None:
        here.carry_out(lambda runner: phone.dismiss(runner, call))
    else:
        here.carry_out(lambda runner: phone.dismiss_next(runner, here.ring_soon))


def log(here: Here) -> None:
    """Take the phone call at the cursor, or log it; also one that nobody logged."""
    from tui.flows import phone, unlogged

    left = here.unlogged_call
    if left is not None:
        here.carry_out(lambda runner: unlogged.log(runner, left))
        return
    call, pressed_at = here.listed_call, here.now
    if call is not None:
        here.carry_out(lambda runner: phone.take(runner, call, pressed_at))


def name(here: Here) -> None:
    """Say whose number the phone call at the cursor has."""
    from tui.flows import phone

    call = here.listed_call
    if call is not None:
        here.carry_out(lambda runner: phone.identify(runner, call))


def call_back(here: Here) -> None:
    """Copy the number of the phone call at the cursor, and dial it where that is set."""
    from tui.flows import phone

    call = here.unlogged_call or here.listed_call
    if call is not None and call.number:
        number = call.number
        here.copy(number)
        here.carry_out_beside(lambda runner: phone.dial(runner, number))


def drop(here: Here) -> None:
    """Take the phone call at the cursor off my desk; one that nobody logged is closed for good, with a reason."""
    from tui.flows import unlogged

    left = here.unlogged_call
    if left is not None:
        here.carry_out(lambda runner: unlogged.dismiss(runner, left))
        return
    _drop(here, for_all=False)


def toggle_unlogged(here: Here) -> None:
    """Show the calls that nobody logged, or the day's."""
    here.toggle_unlogged()


def drop_for_all(here: Here) -> None:
    """Take the phone call at the cursor off everybody's desk."""
    _drop(here, for_all=True)


def _drop(here: Here, *, for_all: bool) -> None:
    from tui.flows import phone

    call = here.listed_call
    if call is not None:
        here.carry_out(lambda runner: phone.dismiss(runner, call, for_all=for_all))


def dial_client(here: Here) -> None:
    """Copy a number of the client, and dial it where that is set."""
    from tui.flows import phone

    client_id = here.client_id
    if client_id is not None:
        here.carry_out(lambda runner: phone.dial_client(runner, client_id, here.copy))
