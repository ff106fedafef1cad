"""A form: it checks the fields with every key and says in words what saving will change."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import cast

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from core.basics.dataclass import dataclass
from core.basics.errors import StoreUnavailable
from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.forms.fields import FieldError, FormField
from tui.attempt import Answer, attempt
from tui.dialogs.question import Question, Sheet
from tui.glyphs import CHOSEN, cut
from tui.text import WARNING, plain, wrapped
from tui.widgets.key_line import KeyHint

Values = dict[str, str]

_LABEL = 11
"""Cells of a label, if none is longer."""
_HINT_AT = 29
"""Cells from the beginning of a label to the hint: the hints of all forms stand in one column, 31 from the sheet's edge."""
_LONGEST_LABEL = 17
"""Cells of the widest column of labels: a field beside a hint keeps 12."""
_PREVIEW_ROWS = 4
"""Rows for what saving will do, with an empty one above."""
_CHECK = "check"
"""The group of the worker that checks beside the screen's thread."""
_PAUSE_SECONDS = 0.2
"""How long nobody must have typed before a check begins that takes long."""
_LEAST_LINES, _FIELDS_AT_LEAST = 3, 7
"""Lines that the words about saving have at least, and rows that they leave to the fields."""


class GroupLine(Static):
    """The heading of a group of fields, or, while the group is folded, one line that says what is in it."""

    BINDINGS = [
        Binding("right,space", "unfold", show=False),
        Binding("enter", "screen.submit", show=False),
    ]

    def __init__(self, group: str) -> None:
        super().__init__("", classes="group-line", markup=False)
        self.group = group

    def action_unfold(self) -> None:
        """Show the fields of the group."""
        cast("Form", self.screen).unfold(self.group)


class AskLine(Static):
    """The question of a form, in its last row: y answers yes, n and Esc no, Enter nothing."""

    can_focus = True
    BINDINGS = [
        Binding("y", "screen.say(True)", show=False),
        Binding("n,escape", "screen.say(False)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("", id="asked", markup=False)
        self.display = False

    def on_key(self, event: events.Key) -> None:
        """Accept the first letter of "yes" in the user's language too."""
        if event.character and event.character == _("yes")[0]:
            event.stop()
            cast("Form", self.screen).action_say(True)


class FieldBox(Input):
    """One field; if only some words are allowed, the space bar goes through them."""

    def __init__(self, field: FormField, width: int = _HINT_AT - _LABEL) -> None:
        """`width` are its cells beside a hint."""
        known = field.choices or field.offers
        suggester = SuggestFromList(known, case_sensitive=False) if known else None
        # Mark the example as one: without colour it looks like a value. A short field has no room for a long one.
        has_room = not field.hint or cell_len(field.example) < width - 6
        example = _("e.g. {example}").format(example=field.example) if field.example and has_room else ""
        shown = field.default or example
        super().__init__(field.value, placeholder=shown, id=f"field-{field.name}", suggester=suggester)
        self.field = field
        self.cursor_blink = False

    @property
    def takes_letters_together(self) -> bool:
        """Whether each letter is text, so that many can be put in at once; the space bar changes a choice."""
        return not self.field.choices

    async def _on_key(self, event: events.Key) -> None:
        is_whole_selected = self.value and len(self.selected_text) == len(self.value)
        if event.key == "space" and not self.field.choices and is_whole_selected:
            # A blank alone is no value: it goes on behind the one that is there.
            self.cursor_position = len(self.value)
        if event.key == "space" and self.field.choices:
            event.stop()
            event.prevent_default()
            choices = list(self.field.choices)
            place = choices.index(self.value) + 1 if self.value in choices else 0
            self.value = choices[place % len(choices)]
            self.cursor_position = len(self.value)
            return
        await super()._on_key(event)


@dataclass(frozen=True)
class Asked:
    """A question that a form asks in its last row before it saves; `lines` replace what it says that saving will do."""

    question: str
    lines: tuple[str, ...] = ()


class Form(Question[Values]):
    """Fields to fill; Enter in any field saves if nothing is wrong, Esc leaves and changes nothing."""

    AUTO_FOCUS = ""
    """The form focuses the field that is meant, at its first paint."""

    doubt: Callable[[Values], Asked | None] | None = None
    """What to ask about values that may be a slip, with y/n in the last row; the flow sets it."""

    BINDINGS = [
        Binding("escape", "cancel", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        check: Callable[[Mapping[str, str]], Sequence[str]],
        *,
        first: str = "",
        values: Mapping[str, str] | None = None,
        trouble: str = "",
        folded: Collection[str] = (),
        is_hidden: Callable[[str, Mapping[str, str]], bool] = lambda _name, _values: False,
        hints: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None,
        asks: Callable[[Values], str] | None = None,
        checks_beside: bool = False,
    ) -> None:
        """`folded` are the groups of which only a line is shown at first; `is_hidden` tells a field that does not count now.

        `check` returns lines that say what saving would do. Errors: it raises `MonteoreError` with what is wrong. `hints`
        gives words to stand after fields, in the place of their own hints. `asks` gives the question that Enter asks
        before it saves, in the last row, with y/n; empty for none. With `checks_beside` the check takes long and may be called
        in any thread: what is typed is checked in one, after a pause; Enter checks what is typed then before it saves it.
        """
        super().__init__()
        self._title = title
        self._fields = fields
        self._check = check
        self.place = first or fields[0].name
        """The field that has the focus, or had it when the form was answered: a refused form comes back to it."""
        self._kept = dict(values or {})
        self._trouble = trouble
        self._folded = set(folded)
        self._is_hidden = is_hidden
        self._hints = hints
        self._asks = asks
        self._checks_beside = checks_beside
        self._lines: Sequence[str] = ()
        self._wrong = ""
        """The field that cannot be read, where the error names it."""
        self._seen: Values = {}

    def compose_above(self) -> ComposeResult:
        """Rows above the fields."""
        yield from ()

    def compose_sheet(self) -> ComposeResult:
        """The fields with their hints, and what saving will do."""
        yield from self.compose_above()
        width = self._label_width()
        with VerticalScroll(id="fields", can_focus=False):
            group = ""
            for field in self._fields:
                if field.group != group:
                    group = field.group
                    yield GroupLine(group)
                with Horizontal(classes="field"):
                    label = Label(plain(field.label), id=f"label-{field.name}", markup=False)
                    label.styles.width = width
                    yield label
                    yield FieldBox(field, _HINT_AT - width)
                    yield Static("", id=f"hint-{field.name}", classes="field-hint", markup=False)
        yield Static("", id="preview", markup=False)
        yield AskLine()

    def _label_width(self) -> int:
        """Cells of the column of labels, two blanks included."""
        return min(_LONGEST_LABEL, max(_LABEL, *(cell_len(field.label) + 2 for field in self._fields)))

    def rows_wanted(self) -> int:
        """A row for each field that counts and its heading, and some for what saving will do."""
        values = {field.name: self._kept.get(field.name, field.value) for field in self._fields}
        shown = [field for field in self._fields if not self._is_hidden(field.name, values)]
        return len(shown) + len({field.group for field in shown if field.group}) + _PREVIEW_ROWS

    def title_of_sheet(self) -> str:
        """What the form is for."""
        return self._title

    def note_of_sheet(self) -> str:
        """Which of the fields shown has the focus, in a form with groups; and that the form asks before it saves."""
        shown = [box for box in self.query(FieldBox) if box.parent is not None and _is_shown(box)]
        parts = [_("asks before it saves")] if self._asks is not None else []
        if any(field.group for field in self._fields) and self.focused in shown:
            parts.insert(0, f"{shown.index(self.focused) + 1}/{len(shown)}")
        return " · ".join(parts)

    def unfold(self, group: str) -> None:
        """Show the fields of a group, and focus its first."""
        self._folded.discard(group)
        self._arrange()
        first = next((box for box in self.query(FieldBox) if box.field.group == group and _is_shown(box)), None)
        if first is not None:
            first.focus()

    def _arrange(self) -> None:
        """Show the fields that count, under their headings; folded groups as one line."""
        values = self.values()
        counted: dict[str, list[FieldBox]] = {}
        for box in self.query(FieldBox):
            counts = not self._is_hidden(box.field.name, values)
            if counts:
                counted.setdefault(box.field.group, []).append(box)
            cast(Widget, box.parent).display = counts and box.field.group not in self._folded
        for line in self.query(GroupLine):
            boxes, is_folded = counted.get(line.group, []), line.group in self._folded
            line.display, line.can_focus = bool(boxes), is_folded
            if is_folded:
                said = ", ".join(f"{box.field.label} {box.value}" for box in boxes if box.value) or _("as usual")
                name = f"{line.group:<{max(self._label_width(), len(line.group) + 2)}}"
                room = max(8, self.app.size.width - 8 - len(name) - len(_("(folded)")))
                words = f"{cut(visible_text(said), room):<{room}}  {_('(folded)')}"
                line.update(Content.assemble(plain(name), Content.styled(words, "$muted")))
            else:
                line.update(Content.styled(visible_text(line.group), "bold"))
        self._hint(values)

    def _hint(self, values: Mapping[str, str]) -> None:
        """Write the words after the fields; a field without any, or with a long value, takes the whole row."""
        own, width = self._hints(values) if self._hints is not None else {}, _HINT_AT - self._label_width()
        for box in self.query(FieldBox):
            hint = own.get(box.field.name, box.field.hint)
            if box.field.choices and (box.has_focus or not hint):
                hint = _choices_in_words(box)
            # Two cells of the field are blank at its edges, and the cursor stands after the last letter.
            is_beside = bool(hint) and cell_len(box.value) < width - 2
            box.styles.width = width if is_beside else "1fr"
            shown = self.query_one(f"#hint-{box.field.name}", Static)
            shown.display = is_beside
            shown.update(plain(hint), layout=False)

    def key_hints(self) -> Sequence[KeyHint]:
        """Save, leave, and what the field with the focus takes; the two answers while a question is asked."""
        if self.is_asking:
            return (KeyHint(_("yes")[0], _("yes")), KeyHint("n", _("no")))
        hints = [KeyHint("Enter", _("save")), KeyHint("Tab", _("next")), KeyHint("Esc", _("back"))]
        box = self.focused
        if isinstance(box, GroupLine):
            hints.insert(2, KeyHint("Right", _("unfold")))
        if isinstance(box, FieldBox):
            if box.field.choices:
                hints.append(KeyHint("Space", _("another"), 1))
            elif box.field.offers:
                hints.append(KeyHint("Right", ", ".join(box.field.offers), 1))
            elif box.field.example and (box.value or box.field.default or not box.placeholder):
                # No key: it is muted, and stands here only where the field itself cannot show it.
                hints.append(KeyHint(_("e.g."), box.field.example, 1, is_dim=True))
        return [*hints, *self.common_hints()]

    def on_mount(self) -> None:
        """Put the values of a refused attempt back, focus a field, and check."""
        for box in self.query(FieldBox):
            if box.field.name in self._kept:
                box.value = self._kept[box.field.name]
        self._folded -= {box.field.group for box in self.query(FieldBox) if box.field.name == self.place}
        self._seen = self.values()
        self._arrange()
        self.query_one(f"#field-{self.place}", Input).focus()
        self._preview()

    def values(self) -> Values:
        """The values by field name."""
        return {box.field.name: box.value for box in self.query(FieldBox)}

    def unsent(self) -> Values | None:
        """What was typed; empty if that is what the form began with."""
        values = self.values()
        return values if values != {field.name: field.value for field in self._fields} else {}

    @on(Input.Changed)
    def _changed(self) -> None:
        values = self.values()
        if values == self._seen:
            # The first values arrive as changes too, one by one.
            return
        self._seen = values
        self.note_typed()
        self._arrange()
        if self._trouble and self.values() == {**self.values(), **self._kept}:
            return
        self._trouble = ""
        self._preview()

    @on(events.DescendantFocus)
    def _entered(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, FieldBox):
            self.place = event.widget.field.name
        if self.is_asking and not isinstance(event.widget, AskLine):
            self._stop_asking()
        for field in self._fields:
            mark = CHOSEN if field.name == self.place and isinstance(event.widget, FieldBox) else ""
            self.query_one(f"#label-{field.name}", Label).update(plain(f"{mark}{field.label}"), layout=False)
        self._hint(self.values())
        self.name_sheet()
        self.show_keys()

    # What saving does

    def _show(self, *, is_entered: bool = False) -> bool:
        if self._trouble:
            self._write([f"! {self._trouble}"])
            return True
        self.workers.cancel_group(self, _CHECK)
        return self._tell(attempt(lambda: list(self._check(self.values()))), is_entered=is_entered)

    def _preview(self) -> None:
        """Show what saving would do, at once or after a pause."""
        if self._checks_beside and not self._trouble:
            self._write([_("reading…")])
            self._show_beside()
        else:
            self._show()

    @work(group=_CHECK, exclusive=True)
    async def _show_beside(self) -> None:
        values = self.values()
        await asyncio.sleep(_PAUSE_SECONDS)
        checked = await asyncio.to_thread(attempt, lambda: list(self._check(values)))
        # What came of other values is not shown, and a question keeps its own lines.
        if self.is_open and not self.is_asking and values == self.values():
            self._tell(checked)

    def _tell(self, checked: Answer[list[str]], *, is_entered: bool = False) -> bool:
        lines = checked.value or []
        self._wrong = checked.error.field if isinstance(checked.error, FieldError) else ""
        if checked.error is not None:
            # Nothing is typed yet: an incomplete form is no mistake. An unreadable store is always said.
            is_new = all(box.value == box.field.value for box in self.query(FieldBox))
            is_silent = is_new and not is_entered and not isinstance(checked.error, StoreUnavailable)
            lines = [] if is_silent else [f"! {checked.trouble}"]
        self._write(lines)
        return checked.error is None

    def _write(self, lines: Sequence[str]) -> None:
        """Show what saving will do. While a question is asked the fields make room where nothing of it is cut otherwise."""
        self._lines = lines
        lines = [row for line in lines for row in wrapped(line, self.app.size.width - 4)]
        rows = self.query_one(Sheet).content_size.height or self.rows_wanted()
        most = max(_LEAST_LINES, rows - _FIELDS_AT_LEAST)
        needs_all = self.is_asking and len(lines) > most
        self.query_one("#fields").display = not needs_all
        shown = list(lines)
        if needs_all:
            most = max(_LEAST_LINES, rows - 2)
        if len(lines) > most:
            rest = len(lines) - most + 1
            more = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
            shown = [*lines[: most - 1], f"  {more}"]
        self.query_one("#preview", Static).update(plain("\n".join(shown)))

    def action_submit(self) -> None:
        """Save, from a line that is no field."""
        self._submitted()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._trouble = ""
        if not self._show(is_entered=True):
            self._focus_wrong()
            return
        asked = attempt(self._asked)
        if asked.error is not None:
            self._write([f"! {asked.trouble}"])
        elif asked.value is not None:
            self._ask(asked.value)
        else:
            self.answer(self.values())

    def _focus_wrong(self) -> None:
        """Focus the field that cannot be read, unfolded if need be."""
        box = next((box for box in self.query(FieldBox) if box.field.name == self._wrong), None)
        if box is None:
            return
        self._folded.discard(box.field.group)
        self._arrange()
        if _is_shown(box):
            box.focus()

    def _asked(self) -> Asked | None:
        """What is asked before the values are saved; `None` for nothing."""
        question = self._asks(self.values()) if self._asks is not None else ""
        if question:
            return Asked(question)
        return self.doubt(self.values()) if self.doubt is not None else None

    # The question

    def _ask(self, asked: Asked) -> None:
        self.is_asking = True
        line = self.query_one(AskLine)
        line.update(plain(f"{asked.question} {_('[y/n]')}", WARNING))
        line.display = True
        self._write(asked.lines or self._lines)
        self.set_focus(line)
        self.show_keys()

    def _stop_asking(self) -> None:
        self.is_asking = False
        self.query_one(AskLine).display = False
        self._show()

    def action_say(self, yes: bool) -> None:
        """Answer the question: save, or go back to the field."""
        if not self.is_asking:
            return
        if yes:
            self.answer(self.values())
            return
        self._stop_asking()
        self.query_one(f"#field-{self.place}", Input).focus()

    def action_cancel(self) -> None:
        """Leave and change nothing."""
        self.answer(None)


def _is_shown(box: FieldBox) -> bool:
    return box.parent is not None and cast(Widget, box.parent).display


def _choices_in_words(box: FieldBox) -> str:
    """The words that a field takes; the other ones while it has not the focus."""
    if box.has_focus:
        return _("Space: {choices}").format(choices=", ".join(box.field.choices))
    others = [each for each in box.field.choices if each.casefold() != box.value.strip().casefold()]
    return _("or {choices}").format(choices=", ".join(others)) if box.value.strip() and others else ", ".join(others)
