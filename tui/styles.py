"""Style sheets that are read when the first widget they are for is made."""

from pathlib import Path
from typing import Any

from textual.app import App


def sheet(name: str) -> str:
    """The path of a style sheet of the desk."""
    return str(Path(__file__).with_name(f"{name}.tcss"))


def read_sheet(app: App[Any], name: str) -> None:
    """Add the rules of a style sheet, once. What stands in `app.tcss` alone costs time before the first frame."""
    path = sheet(name)
    if not app.stylesheet.has_source(path):
        app.stylesheet.add_source(Path(path).read_text(encoding="utf-8"), (path, ""))
