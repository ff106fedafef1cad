"""A rate window in the user's language, for forms and agreements."""

from core.language.formats import in_own_marks
from core.model.terms import Window
from core.rules.windows import format_window


def window_text(window: Window) -> str:
    """A rate window as it is typed, its multiplier with the language's decimal mark, which is read too."""
    rest, multiplier = format_window(window).rsplit(" ", 1)
    return f"{rest} {in_own_marks(multiplier)}"
