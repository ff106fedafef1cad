"""What the commands of the business itself run: lock date, price list, name and fiscal data."""

from tui.commands.command import Here


def lock(here: Here) -> None:
    """Show the lock date, and move it."""
    from tui.flows import firm

    here.carry_out(firm.lock)


def set_prices(here: Here) -> None:
    """Show and change the price list."""
    from tui.flows import firm

    here.carry_out(firm.set_prices)


def set_business(here: Here) -> None:
    """Show and change the name and the fiscal data of the business."""
    from tui.flows import firm

    here.carry_out(firm.set_business)
