"""What a field takes in one step: many letters that wait for it, and pastes. Nothing of it is pressed as a key."""

from collections.abc import Collection

from textual import events
from textual.screen import Screen
from textual.widgets import Input

from core.basics.i18n import _
from tui.dialogs.question import Question
from tui.widgets.text_box import TextBox

_MANY_LETTERS = 16
"""So many letters that wait are put into their field in one step."""

Typed = events.Key | events.Paste


def letters_at_front(waiting: Collection[Typed]) -> list[events.Key]:
    """The letters that wait before the first key that is none."""
    letters = list[events.Key]()
    for each in waiting:
        if not isinstance(each, events.Key) or not each.is_printable:
            break
        letters.append(each)
    return letters


def text_of(letters: Collection[events.Key]) -> str:
    """The text that letters write."""
    return "".join(each.character or "" for each in letters)


def letters_together(waiting: Collection[Typed], screen: Screen[object]) -> list[events.Key]:
    """The letters that go into a field of a dialog as one insertion; none where each is a key of its own.

    One by one a page of text takes minutes.
    """
    box = screen.focused
    if (
        len(waiting) < _MANY_LETTERS
        or not isinstance(screen, Question)
        or screen.is_asking
        or not isinstance(box, Input)
    ):
        return []
    if not getattr(box, "takes_letters_together", type(box) is TextBox):
        return []
    letters = letters_at_front(waiting)
    return letters if len(letters) >= _MANY_LETTERS else []


def shaped(event: events.Paste, screen: Screen[object]) -> tuple[events.Paste | None, str]:
    """The paste as the field with the focus takes it, `None` for nothing to insert; and what to say of it."""
    box = screen.focused
    if not isinstance(box, Input):
        return None, _("pasted text was dropped: no field has the focus")
    has_lines = "\n" in event.text or "\r" in event.text
    take_lines = getattr(screen, "take_pasted", None)
    if take_lines is not None and has_lines:
        # The dialog says how many they are, once they are told apart.
        take_lines(event.text)
        return None, ""
    from tui.typing.pastes import line_breaks_in, shape

    paste, said = shape(event.text, line_breaks_in(box, screen)), ""
    if has_lines:
        said = _("pasted, Enter saves") if isinstance(screen, Question) else _("pasted, nothing was pressed")
        if paste.is_cut:
            said += "  " + _("only the first line was taken")
    text = paste.text if box.cursor_position else paste.text.lstrip()
    return events.Paste(text) if text else None, said
