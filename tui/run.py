"""Runs the app: sets the environment that Textual reads when imported, and reports a failure in one line."""

import contextlib
import gc
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from core.basics.encodings import DESK_ERRORS
from core.basics.errors import MonteoreError
from core.basics.files import check_spared
from core.basics.i18n import _
from core.basics.text import visible_text
from core.model.calls import CallState
from tui.exit_codes import TRY_DEMO as TRY_DEMO

if TYPE_CHECKING:
    from core.business import Business
    from tui.app import DeskApp


def prepare_environment() -> None:
    """Set what Textual reads when imported: no animation."""
    for name, value in (
        ("TEXTUAL_ANIMATIONS", "none"),
        ("TEXTUAL_SMOOTH_SCROLL", "0"),
    ):
        os.environ.setdefault(name, value)


def fit_screen() -> None:
    """Let what the terminal's encoding lacks be drawn in ASCII, cell by cell: borders, bars, arrows, letters."""
    screen = sys.__stderr__
    if isinstance(screen, io.TextIOWrapper):
        screen.reconfigure(errors=DESK_ERRORS)


def import_app() -> "type[DeskApp]":
    """The app. asyncio is imported without TLS, which no loop of the desk uses: OpenSSL takes 1.3 MiB of each desk.

    Mail and dialling, which do use it, import it themselves.
    """
    if "asyncio" not in sys.modules and "ssl" not in sys.modules:
        sys.modules["ssl"] = None  # type: ignore[assignment]
        try:
            import asyncio  # noqa: F401
        finally:
            del sys.modules["ssl"]
    from tui.app import DeskApp

    return DeskApp


def run_desk(business: "Business", *, demo: bool = False) -> int:
    """Run the app until it is left; return its exit code. If a call keeps running, a line on stdout says so."""
    prepare_environment()
    fit_screen()
    # Nothing of what is made until the app is shown is garbage; then the app lets the collector look, but not at that.
    gc.disable()
    app_class = import_app()
    business.session.store.bound_waits()
    failure: BaseException | None = None
    outcome: int | None = None
    try:
        app = app_class(business, demo=demo)
        outcome = app.run(mouse=False)
        failure = app.failure
        if app.has_title:
            _give_title_back()
    except MonteoreError:
        raise
    except Exception as error:
        failure = error
    if failure is not None:
        place = _write_failure(failure)
        print(
            "monteore: " + _("the desk stopped; what was saved is safe. Details: {place}").format(place=place),
            file=sys.stderr,
        )
        return 3
    if outcome in (None, 0):
        for call in business.calls.list(business.technician):
            if call.state is CallState.RUNNING:
                sentence = _("the call with {code} keeps running; monteore shows it again")
                print(sentence.format(code=visible_text(call.client.code)))
    return outcome or 0


def _give_title_back() -> None:
    # Empty the title first: a terminal without a stack of titles would keep showing the call.
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write("\x1b]0;\x07\x1b[23;0t")
        sys.stdout.flush()


def _write_failure(error: BaseException) -> str:
    """Write the traceback to a file that only the user can read: it may name clients, so it is not shown. Return its path."""
    import traceback

    from platformdirs import user_log_path

    try:
        folder: Path = user_log_path("monteore", appauthor=False)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / "desk.log"
        check_spared(path)
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as log:
            traceback.print_exception(error, file=log)
    except (OSError, MonteoreError):
        return _("nowhere, as no log could be written")
    return str(path)
