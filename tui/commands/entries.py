"""What the commands of work entries run."""

from tui.commands.command import Here


def log(here: Here) -> None:
    """Log finished work in one line; on a client's page the line begins with that client's code."""
    from tui.flows import entries

    beginning = f"{here.client_code} " if here.client_code else ""
    here.carry_out(lambda runner: entries.log(runner, beginning))


def undo(here: Here) -> None:
    """Void my last entry, after y."""
    from tui.flows import entries

    entry_id = here.last_entry_id
    if entry_id is not None:
        here.carry_out(lambda runner: entries.undo(runner, entry_id))


def show(here: Here) -> None:
    """Show all about the entry at the cursor."""
    from tui.flows import entries

    entry = here.entry
    if entry is not None:
        here.carry_out(lambda runner: entries.show(runner, entry))


def correct(here: Here) -> None:
    """Log the entry at the cursor again, in the place of the old one."""
    from tui.flows import entries

    entry = here.entry
    if entry is not None:
        here.carry_out(lambda runner: entries.correct(runner, entry))


def void(here: Here) -> None:
    """Void the entry at the cursor, after y."""
    from tui.flows import entries

    entry = here.entry
    if entry is not None:
        here.carry_out(lambda runner: entries.void(runner, entry))


def correct_last(here: Here) -> None:
    """Log my last entry again, in the place of the old one, from anywhere."""
    from tui.flows import entries

    entry_id = here.last_entry_id
    if entry_id is not None:
        here.carry_out(lambda runner: entries.correct(runner, runner.reader.queries.entry(entry_id)))
