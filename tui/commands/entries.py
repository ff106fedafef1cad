"""What the commands of work entries run."""

from tui.commands.command import Here


def log(here: Here) -> None:
    """Log finished work in one or several lines; a line that names no client is the chosen client's."""
    from tui.flows import log_lines

    client_id = here.client_id
    here.carry_out(lambda runner: log_lines.log(runner, client_id))


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


def contest(here: Here) -> None:
    """Mark the entry at the cursor as contested, or write down the answer."""
    from tui.flows import contests

    entry = here.entry
    if entry is not None:
        here.carry_out(lambda runner: contests.contest(runner, entry))


def write_sheet(here: Here) -> None:
    """Write the report of the entry at the cursor as a PDF."""
    from tui.flows import contests

    entry = here.entry
    if entry is not None:
        here.carry_out(lambda runner: contests.write_sheet(runner, entry))


def correct_last(here: Here) -> None:
    """Log my last entry again, in the place of the old one, from anywhere."""
    from tui.flows import entries

    entry_id = here.last_entry_id
    if entry_id is not None:
        here.carry_out(lambda runner: entries.correct_by_id(runner, entry_id))
