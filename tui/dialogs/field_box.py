"""The rows of a form: a field, and the heading of a group of fields."""

from collections.abc import Sequence
from typing import cast

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Static

from core.basics.i18n import _
from core.forms.fields import FormField
from tui.glyphs import CHOSEN
from tui.text import plain
from tui.widgets.text_box import TextBox

_WIDTH = 18
"""Cells of a field beside a hint."""


def is_begun(typed: str, choices: Sequence[str]) -> bool:
    """Whether a blank goes on with a choice of several words (`leave out`) of which the first is typed."""
    begun = f"{typed.strip()} ".casefold()
    return bool(typed.strip()) and any(choice.casefold().startswith(begun) for choice in choices)


class GroupLine(Static):
    """The heading of a group of fields, or, while the group is folded, one line that says what is in it."""

    BINDINGS = [
        Binding("right,space", "screen.unfold", show=False),
        Binding("enter", "screen.submit", show=False),
    ]

    def __init__(self, group: str) -> None:
        super().__init__("", classes="group-line", markup=False)
        self.group = group

    def say(self, words: Content) -> None:
        """Show words. It is one row high whatever they are."""
        if words != self.content:
            self.update(words, layout=False)


class FieldBox(TextBox):
    """One field; if only some words are allowed, the space bar goes through them."""

    def __init__(self, field: FormField, width: int = _WIDTH) -> None:
        """`width` are its cells beside a hint."""
        known = field.choices or field.offers
        suggester = SuggestFromList(known, case_sensitive=False) if known else None
        # Mark the example as one: without colour it looks like a value. A short field has no room for a long one.
        has_room = not field.hint or cell_len(field.example) < width - 6
        example = _("e.g. {example}").format(example=field.example) if field.example and has_room else ""
        shown = field.default or example
        super().__init__(field.value, placeholder=shown, id=f"field-{field.name}", suggester=suggester)
        self.field = field

    @property
    def takes_letters_together(self) -> bool:
        """Whether each letter is text, so that many can be put in at once; the space bar changes a choice."""
        return not self.field.choices

    async def _on_key(self, event: events.Key) -> None:
        is_whole_selected = self.value and len(self.selected_text) == len(self.value)
        if event.key == "space" and not self.field.choices and is_whole_selected:
            # A blank alone is no value: it goes on behind the one that is there.
            self.cursor_position = len(self.value)
        if event.key == "space" and self.field.choices and not is_begun(self.value, self.field.choices):
            event.stop()
            event.prevent_default()
            choices = list(self.field.choices)
            place = choices.index(self.value) + 1 if self.value in choices else 0
            self.value = choices[place % len(choices)]
            self.cursor_position = len(self.value)
            return
        await super()._on_key(event)

    def choices_in_words(self) -> str:
        """The words that it takes; the other ones while it has not the focus."""
        if self.has_focus:
            return _("Space: {choices}").format(choices=", ".join(self.field.choices))
        others = [each for each in self.field.choices if each.casefold() != self.value.strip().casefold()]
        said = ", ".join(others)
        return _("or {choices}").format(choices=said) if self.value.strip() and others else said

    @property
    def is_shown(self) -> bool:
        """Whether its row is shown: it counts, and its group is not folded."""
        return self.parent is not None and cast(FieldRow, self.parent).display


class FieldRow(Horizontal):
    """A row of a form: label, field, and words behind it.

    It draws label and words itself: with a widget for each a form of thirty fields has twice as many to style and lay out.
    """

    def __init__(self, field: FormField, label_width: int, hint_at: int) -> None:
        """`label_width` are the cells before the field, `hint_at` those from the beginning of the row to the words."""
        self.box = FieldBox(field, hint_at - label_width)
        super().__init__(self.box, classes="field")
        self._label_width = label_width
        self._box_width = hint_at - label_width
        self._words = Content("")
        self.box.styles.margin = (0, 0, 0, label_width)

    def say(self, hint: str, *, is_chosen: bool) -> None:
        """Show a hint, if it has one and the value is short, and mark the label of the chosen field."""
        # Two cells of the field are blank at its edges, and the cursor stands after the last letter.
        is_beside = bool(hint) and cell_len(self.box.value) < self._box_width - 2
        self.box.styles.width = self._box_width if is_beside else "1fr"
        label = f"{CHOSEN if is_chosen else ''}{self.box.field.label}"
        words = drawn(label, self._label_width, hint if is_beside else "", self._box_width)
        if words != self._words:
            self._words = words
            self.refresh()

    def render(self) -> Content:
        """Label and hint, with the field over the blanks between them."""
        return self._words


def drawn(label: str, label_width: int, hint: str, box_width: int) -> Content:
    """Label and hint with the blanks between them over which the field stands. A long label is cut."""
    words = plain(label).truncate(label_width, ellipsis=True, pad=True)
    return Content.assemble(words, " " * (box_width + 1), plain(hint)) if hint else words
