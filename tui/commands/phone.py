"""What the commands of the telephone run. Each takes its phone call from the page at the key press."""

from tui.commands.command import Here


def take(here: Here) -> None:
    """Make a live call of the phone call, or log one that is over."""
    from tui.flows import phone

    call, pressed_at = here.phone_call, here.now
    if call is not None:
        here.carry_out(lambda runner: phone.take(runner, call, pressed_at))


def dismiss(here: Here) -> None:
    """Take the phone call off my desk."""
    from tui.flows import phone

    call = here.phone_call
    if call is not None:
        here.carry_out(lambda runner: phone.dismiss(runner, call))
