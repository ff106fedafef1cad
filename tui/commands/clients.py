"""What the commands of clients run: card, blocks, agreement, statement, mail, renewals."""

from functools import partial

from tui.commands.command import Here
from tui.commands.of_account import carry_out_of_account


def add(here: Here) -> None:
    """Add a client."""
    from tui.flows import clients

    here.carry_out(clients.add)


def without_card(here: Here) -> None:
    """List the callers without a card."""
    from tui.flows import clients

    here.carry_out(clients.without_card)


def take_from_file(here: Here) -> None:
    """Import clients, work or call records from a file."""
    from tui.flows import imports

    here.carry_out(imports.import_file)


def take_import_back(here: Here) -> None:
    """Take a whole import back, after y."""
    from tui.flows import imports

    here.carry_out(imports.undo)


def set_manager_mail(here: Here) -> None:
    """Say what the firm's manager is told by mail."""
    from tui.flows import mail

    here.carry_out(mail.set_manager)


def set_technician(here: Here) -> None:
    """Say the class and the cost of a technician."""
    from tui.flows import technicians

    here.carry_out(technicians.set_technician)


def merge(here: Here) -> None:
    """Merge the client into another one."""
    from tui.flows import merging

    client_id = here.client_id
    if client_id is not None:
        here.carry_out(lambda runner: merging.merge(runner, client_id, here.come_back))


def archive(here: Here) -> None:
    """Archive the client, or bring it back."""
    from tui.flows import merging

    client_id = here.client_id
    if client_id is not None:
        here.carry_out(lambda runner: merging.archive(runner, client_id))


def edit(here: Here) -> None:
    """Edit the client's name, phones and contacts."""
    from tui.flows import clients

    client_id = here.client_id
    if client_id is not None:
        here.carry_out(lambda runner: clients.edit(runner, client_id))


def sell(here: Here) -> None:
    """Sell a block to the client."""
    from tui.flows import blocks

    carry_out_of_account(here, blocks.sell)


def agree(here: Here) -> None:
    """Put a new version of the agreement in force."""
    from tui.flows import agreements

    carry_out_of_account(here, agreements.set_agreement)


def write_statement(here: Here) -> None:
    """Write a month's statement to a file."""
    from tui.flows import statements

    carry_out_of_account(here, statements.write)


def add_account(here: Here) -> None:
    """Give the client another account."""
    from tui.flows import accounts

    client_id = here.client_id
    if client_id is not None:
        here.carry_out(lambda runner: accounts.add(runner, client_id))


def edit_account(here: Here) -> None:
    """Rename the account, and say which work it pays."""
    from tui.flows import accounts

    client_id = here.client_id
    if client_id is not None:
        carry_out_of_account(here, lambda runner, account_id: accounts.edit(runner, client_id, account_id))


def share_account(here: Here) -> None:
    """Share the account with another client, or no more."""
    from tui.flows import accounts

    carry_out_of_account(here, accounts.share)


def archive_account(here: Here) -> None:
    """Archive the account, after y."""
    from tui.flows import accounts

    carry_out_of_account(here, accounts.archive)


def replay_account(here: Here) -> None:
    """Let blocks pay in the order of the work, after y."""
    from tui.flows import accounts

    carry_out_of_account(here, accounts.replay)


def next_account(here: Here) -> None:
    """Show the client's next account."""
    here.show_next_account()


def set_mail(here: Here) -> None:
    """Choose which mail the client receives."""
    from tui.flows import mail

    client_id = here.client_id
    if client_id is not None:
        here.carry_out(lambda runner: mail.set_switches(runner, client_id))


def approve_renewal(here: Here) -> None:
    """Add the block of the renewal that waits, after y."""
    from tui.flows import renewals

    carry_out_of_account(here, partial(renewals.answer, approve=True))


def refuse_renewal(here: Here) -> None:
    """Close the renewal that waits, after y."""
    from tui.flows import renewals

    carry_out_of_account(here, partial(renewals.answer, approve=False))
