"""The pages by name. The app opens them; a page is imported when it is first opened."""

from collections.abc import Callable, Mapping

from textual.screen import Screen


def make_page(name: str, client_id: str | None = None) -> Screen[None]:
    """Make a page; `client_id` says whose, for the page of a client. Errors: `KeyError` for an unknown name."""
    return _PAGES[name](client_id)


def page_names() -> tuple[str, ...]:
    """The names of all pages."""
    return tuple(_PAGES)


def _client(client_id: str | None) -> Screen[None]:
    from tui.pages.client import ClientScreen

    if client_id is None:
        raise ValueError("the page of a client needs its id")
    return ClientScreen(client_id)


def _board(_client_id: str | None) -> Screen[None]:
    from tui.pages.board import Board

    return Board()


def _reports(_client_id: str | None) -> Screen[None]:
    from tui.pages.reports import Reports

    return Reports()


def _proposals(_client_id: str | None) -> Screen[None]:
    from tui.pages.proposals import ProposalsPage

    return ProposalsPage()


def _tickets(_client_id: str | None) -> Screen[None]:
    from tui.pages.tickets import Tickets

    return Tickets()


def _notes(_client_id: str | None) -> Screen[None]:
    from tui.pages.notes import NotesPage

    return NotesPage()


def _phone(_client_id: str | None) -> Screen[None]:
    from tui.pages.phone import PhonePage

    return PhonePage()


def _day(_client_id: str | None) -> Screen[None]:
    from tui.pages.day import DayPage

    return DayPage()


_PAGES: Mapping[str, Callable[[str | None], Screen[None]]] = {
    "client": _client,
    "board": _board,
    "reports": _reports,
    "proposals": _proposals,
    "tickets": _tickets,
    "notes": _notes,
    "phone": _phone,
    "day": _day,
}
