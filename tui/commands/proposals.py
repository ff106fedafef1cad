"""What the commands of proposals run."""

from tui.commands.command import Here


def add(here: Here) -> None:
    """Propose work to a client that is named in the form."""
    from tui.flows import proposals

    here.carry_out(lambda runner: proposals.add(runner, None))


def add_for_client(here: Here) -> None:
    """Propose work to the client of this page."""
    from tui.flows import proposals

    client_id = here.client_id
    here.carry_out(lambda runner: proposals.add(runner, client_id))


def done(here: Here) -> None:
    """Log the work of the proposal at the cursor and close it."""
    from tui.flows import proposals

    view = here.proposal
    if view is not None:
        here.carry_out(lambda runner: proposals.done(runner, view))


def accept(here: Here) -> None:
    """Record that the client accepted the proposal at the cursor."""
    from tui.flows import proposals

    view = here.proposal
    if view is not None:
        here.carry_out(lambda runner: proposals.accept(runner, view))


def drop(here: Here) -> None:
    """Drop the proposal at the cursor, after y."""
    from tui.flows import proposals

    view = here.proposal
    if view is not None:
        here.carry_out(lambda runner: proposals.drop(runner, view))


def suggest(here: Here) -> None:
    """Suggest work for hours that expire."""
    from tui.flows import proposals

    here.carry_out(proposals.suggest)
