"""A form: it checks the fields with every key and says in words what saving will change."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from core.basics.errors import StoreUnavailable
from core.basics.i18n import _
from core.basics.text import visible_text
from core.forms.fields import FormField
from tui.attempt import attempt
from tui.dialogs.question import Question
from tui.glyphs import cut
from tui.text import plain
from tui.widgets.key_line import KeyHint

Values = dict[str, str]


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


_LABEL = 12
"""Cells of a label."""
_PREVIEW_ROWS = 4
"""Rows for what saving will do, with an empty one above."""


class FieldBox(Input):
    """One field; if only some words are allowed, the space bar goes through them."""

    def __init__(self, field: FormField) -> None:
        known = field.choices or field.offers
        suggester = SuggestFromList(known, case_sensitive=False) if known else None
        # Mark the example as one: without colour it looks like a value.
        example = _("e.g. {example}").format(example=field.example) if field.example else ""
        shown = field.default or example
        super().__init__(field.value, placeholder=shown, id=f"field-{field.name}", suggester=suggester)
        self.field = field
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "space" and self.field.choices:
            event.stop()
            event.prevent_default()
            choices = list(self.field.choices)
            place = choices.index(self.value) + 1 if self.value in choices else 0
            self.value = choices[place % len(choices)]
            self.cursor_position = len(self.value)
            return
        await super()._on_key(event)


class Form(Question[Values]):
    """Fields to fill; Enter in any field saves if nothing is wrong, Esc leaves and changes nothing."""

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
    ) -> None:
        """`folded` are the groups of which only a line is shown at first; `is_hidden` tells a field that does not count now.

        `check` returns lines that say what saving would do. Errors: it raises `MonteoreError` with what is wrong."""
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

    def compose_sheet(self) -> ComposeResult:
        """The fields, and what saving will do."""
        with VerticalScroll(id="fields", can_focus=False):
            group = ""
            for field in self._fields:
                if field.group != group:
                    group = field.group
                    yield GroupLine(group)
                with Horizontal(classes="field"):
                    yield Label(plain(field.label), markup=False)
                    yield FieldBox(field)
        yield Static("", id="preview", markup=False)

    def rows_wanted(self) -> int:
        """A row for each field and heading, and some for what saving will do."""
        return len(self._fields) + len({field.group for field in self._fields if field.group}) + _PREVIEW_ROWS

    def title_of_sheet(self) -> str:
        """What the form is for."""
        return self._title

    def note_of_sheet(self) -> str:
        """Which of the fields shown has the focus, in a form with groups."""
        shown = [box for box in self.query(FieldBox) if box.parent is not None and _is_shown(box)]
        if not any(field.group for field in self._fields) or self.focused not in shown:
            return ""
        return f"{shown.index(self.focused) + 1}/{len(shown)}"

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
                name = f"{line.group:<{max(_LABEL, len(line.group) + 2)}}"
                room = max(8, self.app.size.width - 6 - len(name) - len(_("(folded)")))
                words = f"{cut(visible_text(said), room):<{room}}  {_('(folded)')}"
                line.update(Content.assemble(plain(name), Content.styled(words, "$muted")))
            else:
                line.update(Content.styled(visible_text(line.group), "bold"))

    def key_hints(self) -> Sequence[KeyHint]:
        """Save, leave, and what the field with the focus takes."""
        hints = [KeyHint("Enter", _("save")), KeyHint("Tab", _("next")), KeyHint("Esc", _("back"))]
        box = self.focused
        if isinstance(box, GroupLine):
            hints.insert(2, KeyHint("Right", _("unfold")))
        if isinstance(box, FieldBox):
            if box.field.choices:
                hints.append(KeyHint("Space", " ".join(box.field.choices), 1))
            elif box.field.offers:
                hints.append(KeyHint("Right", ", ".join(box.field.offers), 1))
            elif box.field.example:
                hints.append(KeyHint(_("e.g."), box.field.example, 1))
        return hints

    def on_mount(self) -> None:
        """Put the values of a refused attempt back, focus a field, and check."""
        for box in self.query(FieldBox):
            if box.field.name in self._kept:
                box.value = self._kept[box.field.name]
        self._folded -= {box.field.group for box in self.query(FieldBox) if box.field.name == self.place}
        self._arrange()
        self.query_one(f"#field-{self.place}", Input).focus()
        self._show()

    def values(self) -> Values:
        """The values by field name."""
        return {box.field.name: box.value for box in self.query(FieldBox)}

    def unsent(self) -> Values | None:
        """What was typed; empty if that is what the form began with."""
        values = self.values()
        return values if values != {field.name: field.value for field in self._fields} else {}

    @on(Input.Changed)
    def _changed(self) -> None:
        self._arrange()
        if self._trouble and self.values() == {**self.values(), **self._kept}:
            return
        self._trouble = ""
        self._show()

    @on(events.DescendantFocus)
    def _entered(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, FieldBox):
            self.place = event.widget.field.name
        self.name_sheet()
        self.show_keys()

    def _show(self, *, is_entered: bool = False) -> bool:
        if self._trouble:
            self.query_one("#preview", Static).update(plain(f"! {self._trouble}"))
            return True
        checked = attempt(lambda: list(self._check(self.values())))
        lines = checked.value or []
        if checked.error is not None:
            # Nothing is typed yet: an incomplete form is no mistake. An unreadable store is always said.
            is_new = all(box.value == box.field.value for box in self.query(FieldBox))
            is_silent = is_new and not is_entered and not isinstance(checked.error, StoreUnavailable)
            lines = [] if is_silent else [f"! {checked.trouble}"]
        self.query_one("#preview", Static).update(plain("\n".join(lines)))
        return checked.error is None

    def action_submit(self) -> None:
        """Save, from a line that is no field."""
        self._submitted()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._trouble = ""
        if self._show(is_entered=True):
            self.answer(self.values())

    def action_cancel(self) -> None:
        """Leave and change nothing."""
        self.answer(None)


def _is_shown(box: FieldBox) -> bool:
    return box.parent is not None and cast(Widget, box.parent).display
