"""What the commands run that open a page, go back, or act on the app itself."""

from tui.commands.command import Here


def show_help(here: Here) -> None:
    """Open the help sheet."""
    here.show_help()


def search(here: Here) -> None:
    """Go back to the desk and its search box."""
    here.come_back()


def find_here(here: Here) -> None:
    """Focus the page's own search field."""
    here.find_here()


def client(here: Here) -> None:
    """Open the page of the client that is meant here."""
    if here.client_id is not None:
        here.open_page("client", here.page_key)


def board(here: Here) -> None:
    """Open the board."""
    here.open_page("board")


def reports(here: Here) -> None:
    """Open the reports."""
    here.open_page("reports")


def proposals(here: Here) -> None:
    """Open the proposals."""
    here.open_page("proposals")


def phone(here: Here) -> None:
    """Open the page of phone calls."""
    here.open_page("phone")


def day(here: Here) -> None:
    """Open the review of my day."""
    here.open_page("day")


def tickets(here: Here) -> None:
    """Open the tickets."""
    here.open_page("tickets")


def notes(here: Here) -> None:
    """Open the search over the notes of all clients."""
    here.open_page("notes")


def toggle_finished(here: Here) -> None:
    """Show or hide proposals that are done or dropped."""
    here.toggle_finished()


def export_report(here: Here) -> None:
    """Write the report shown to a file."""
    here.export_report()


def refresh(here: Here) -> None:
    """Read everything again."""
    here.read_again()


def palette(here: Here) -> None:
    """Open the command palette."""
    here.open_palette()


def leave(here: Here) -> None:
    """End the app; a running call keeps running."""
    here.leave()
