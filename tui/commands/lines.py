"""What the commands of billing and of corrected hours run: marks of lines, adjustments, transfers, credits."""

from tui.commands.command import Here
from tui.commands.of_account import carry_out_of_account


def mark(here: Here) -> None:
    """Record the invoice of the line at the cursor."""
    from tui.flows import lines

    line = here.line
    if line is not None:
        here.carry_out(lambda runner: lines.mark(runner, line))


def pay(here: Here) -> None:
    """Record the payment of the line at the cursor."""
    from tui.flows import lines

    line = here.line
    if line is not None:
        here.carry_out(lambda runner: lines.pay(runner, line))


def unmark(here: Here) -> None:
    """Take the last mark of the line at the cursor back, after y."""
    from tui.flows import lines

    line = here.line
    if line is not None:
        here.carry_out(lambda runner: lines.unmark(runner, line))


def adjust(here: Here) -> None:
    """Give or take hours of the account shown."""
    from tui.flows import corrections

    carry_out_of_account(here, corrections.adjust)


def transfer(here: Here) -> None:
    """Move hours of the account shown to another one."""
    from tui.flows import corrections

    carry_out_of_account(here, corrections.transfer)


def write_statement_of_block(here: Here) -> None:
    """Write what the block at the cursor was used for as a PDF."""
    from tui.flows import statements

    block = here.block
    if block is not None:
        block_id = block.block_id
        carry_out_of_account(here, lambda runner, account_id: statements.write_of_block(runner, account_id, block_id))


def credit(here: Here) -> None:
    """Credit what is left of the block at the cursor."""
    from tui.flows import corrections

    block = here.block
    if block is not None:
        here.carry_out(lambda runner: corrections.credit(runner, block))


def export(here: Here) -> None:
    """Export the lines to invoice for the accounting program."""
    from tui.flows import invoices

    here.carry_out(invoices.export)
