"""What the commands of the review of a day run."""

from tui.commands.command import Here


def fill(here: Here) -> None:
    """Log work of the gap at the cursor, or the call; show all about the entry."""
    from tui.flows import entries, gaps, unlogged

    call, found, entry = here.unlogged_call, here.gap, here.entry
    if call is not None:
        here.carry_out(lambda runner: unlogged.log(runner, call))
    elif found is not None:
        day, gap = found
        here.carry_out(lambda runner: gaps.fill(runner, day, gap))
    elif entry is not None:
        here.carry_out(lambda runner: entries.show(runner, entry))
