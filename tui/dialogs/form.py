"""A form: it checks the fields with every key and says in words what saving will change."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from core.basics.errors import StoreUnavailable
from core.basics.i18n import _, ngettext
from core.basics.text import visible_text
from core.forms.fields import FormField
from tui.attempt import Answer
from tui.dialogs.ask_line import Asked, AskLine
from tui.dialogs.field_box import FieldBox, FieldRow, GroupLine
from tui.dialogs.question import Question, Sheet
from tui.glyphs import LOOK, column
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
_PAUSE_SECONDS = 0.2
"""How long nobody must have typed before a check begins that takes long."""
_LEAST_LINES, _FIELDS_AT_LEAST = 3, 7
"""Lines that the words about saving have at least, and rows that they leave to the fields."""


class FieldRows(VerticalScroll, can_focus=False, inherit_bindings=False):
    """The rows of a form. It scrolls with the focus: Up and Down are the form's, also where not all rows are shown."""

    BINDINGS = [Binding("pageup", "page_up", show=False), Binding("pagedown", "page_down", show=False)]


class Form(Question[Values]):
    """Fields to fill; Enter in any field saves if nothing is wrong, Esc leaves and changes nothing."""

    AUTO_FOCUS = ""
    """The form focuses the field that is meant, at its first paint."""

    doubt: Callable[[Values], Asked | None] | None = None
    """What to ask before values are saved, with y/n in the last row. It may raise `MonteoreError`; `Runner.fill` sets it."""

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
        hidden: Callable[[Mapping[str, str]], Collection[str]] = lambda _values: (),
        hints: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None,
        is_slow: bool = False,
        note: str = "",
    ) -> None:
        """`folded` are the groups of which only a line is shown at first; `hidden` gives the fields that do not count now.

        `check` returns lines that say what saving would do. Errors: it raises `MonteoreError` with what is wrong. `hints`
        gives words to stand after fields, in the place of their own hints. The check and the doubt are called in threads, and
        neither the hints nor `hidden` read the store. A check that `is_slow` begins once nobody has typed for a moment.
        `note` stands in the lower border.
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
        self._hidden = hidden
        self._hints = hints
        self._is_slow = is_slow
        self._note = note
        self._lines: Sequence[str] = ()
        self._wrong = ""
        """The field that cannot be read, where the error names it."""
        # Kept: to look for them among all widgets at each key took a third of what opening a long form does.
        self._rows: list[FieldRow] = []
        self._boxes: dict[str, FieldBox] = {}
        """The boxes of the fields by name."""
        self._group_lines: list[GroupLine] = []
        self._seen: Values = {}

    def compose_above(self) -> ComposeResult:
        """Rows above the fields."""
        yield from ()

    def compose_sheet(self) -> ComposeResult:
        """The fields with their hints, and what saving will do."""
        yield from self.compose_above()
        width = self._label_width()
        with FieldRows(id="fields"):
            group = ""
            for field in self._fields:
                if field.group != group:
                    group = field.group
                    self._group_lines.append(GroupLine(group))
                    yield self._group_lines[-1]
                row = FieldRow(field, width, _HINT_AT)
                self._rows.append(row)
                self._boxes[field.name] = row.box
                yield row
        yield Static("", id="preview", markup=False)
        yield AskLine()

    def _label_width(self) -> int:
        """Cells of the column of labels, two blanks included."""
        return min(_LONGEST_LABEL, max(_LABEL, *(cell_len(field.label) + 2 for field in self._fields)))

    def rows_wanted(self) -> int:
        """A row for each field that counts and its heading, some for what saving will do, one for what it asks."""
        hidden = self._hidden_at_first()
        shown = [field for field in self._fields if field.name not in hidden]
        asks = int(self.doubt is not None)
        return len(shown) + len({field.group for field in shown if field.group}) + _PREVIEW_ROWS + asks

    def title_of_sheet(self) -> str:
        """What the form is for."""
        return self._title

    def note_of_sheet(self) -> str:
        """Which of the fields shown has the focus, in a form with groups; and the form's own note."""
        shown = [box for box in self._boxes.values() if box.is_shown]
        parts = [self._note] if self._note else []
        if any(field.group for field in self._fields) and self.focused in shown:
            parts.insert(0, f"{shown.index(self.focused) + 1}/{len(shown)}")
        return " · ".join(parts)

    def unfold(self, group: str) -> None:
        """Show the fields of a group, and focus its first."""
        self._folded.discard(group)
        self._arrange()
        first = next((box for box in self._boxes.values() if box.field.group == group and box.is_shown), None)
        if first is not None:
            first.focus()

    def action_unfold(self) -> None:
        """Show the fields of the group whose line has the focus."""
        if isinstance(self.focused, GroupLine):
            self.unfold(self.focused.group)

    def _arrange(self) -> None:
        """Show the fields that count, under their headings; folded groups as one line."""
        values = self.values()
        hidden = self._hidden(values)
        counted: dict[str, list[FieldBox]] = {}
        for row in self._rows:
            field = row.box.field
            if field.name not in hidden:
                counted.setdefault(field.group, []).append(row.box)
            row.display = field.name not in hidden and field.group not in self._folded
        for line in self._group_lines:
            boxes, is_folded = counted.get(line.group, []), line.group in self._folded
            line.display, line.can_focus = bool(boxes), is_folded
            if is_folded:
                said = ", ".join(f"{box.field.label} {box.value}" for box in boxes if box.value) or _("as usual")
                name = f"{line.group:<{max(self._label_width(), len(line.group) + 2)}}"
                room = max(8, self.app.size.width - 8 - len(name) - len(_("(folded)")))
                words = f"{column(visible_text(said), room)}  {_('(folded)')}"
                line.say(Content.assemble(plain(name), Content.styled(words, "$muted")))
            else:
                line.say(Content.styled(visible_text(line.group), "bold"))
        self._hint(values)

    def _hint(self, values: Mapping[str, str]) -> None:
        """Mark the field with the focus, and write the words after the fields that are shown."""
        own = self._hints(values) if self._hints is not None else {}
        for row in self._rows:
            if row.display:
                box = row.box
                hint = own.get(box.field.name, box.field.hint)
                if box.field.choices and (box.has_focus or not hint):
                    hint = box.choices_in_words()
                row.say(hint, is_chosen=box.has_focus)

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
        for box in self._boxes.values():
            if box.field.name in self._kept:
                box.value = self._kept[box.field.name]
        self._folded -= {box.field.group for box in self._boxes.values() if box.field.name == self.place}
        self._seen = self.values()
        self._arrange()
        self._boxes[self.place].focus()
        self._preview()
        if self._trouble:
            self.take_back_below()

    def has_field(self, name: str) -> bool:
        """Whether it has a field of a name that counts with its values."""
        return any(field.name == name for field in self._fields) and name not in self._hidden_at_first()

    def _hidden_at_first(self) -> Collection[str]:
        """The fields that do not count with the values it opens with."""
        return self._hidden({field.name: self._kept.get(field.name, field.value) for field in self._fields})

    def values(self) -> Values:
        """The values by field name."""
        return {name: box.value for name, box in self._boxes.items()}

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
        self._hint(self.values())
        self.name_sheet()
        self.show_keys()

    # What saving does

    def _preview(self) -> None:
        """Show what saving would do; or why it was refused."""
        if self._trouble:
            self.forget_previews()
            self._write([f"! {self._trouble}"])
            return
        if self._is_slow:
            self._write([_("reading…")])
        values, pause = self.values(), _PAUSE_SECONDS if self._is_slow else 0.0
        self.preview_beside(lambda: list(self._check(values)), self._show_checked, of=values, pause=pause)

    def _show_checked(self, checked: Answer[list[str]]) -> None:
        # A question keeps its own lines.
        if not self.is_asking:
            self._tell(checked)

    def _tell(self, checked: Answer[list[str]], *, is_entered: bool = False) -> bool:
        lines = checked.value or []
        self._wrong = checked.error.about if checked.error is not None else ""
        if checked.error is not None:
            # Nothing is typed yet: an incomplete form is no mistake. An unreadable store is always said.
            is_new = all(box.value == box.field.value for box in self._boxes.values())
            is_silent = is_new and not is_entered and not isinstance(checked.error, StoreUnavailable)
            lines = [] if is_silent else [f"! {checked.trouble}"]
        self._write(lines)
        return checked.error is None

    def _write(self, lines: Sequence[str]) -> None:
        """Show what saving will do. While a question is asked the fields make room where nothing of it is cut otherwise.

        Where not all goes into the form, what deserves a look stands first.
        """
        self._lines = [sentence for line in lines for sentence in line.split("\n")]
        lines = self._in_rows(self._lines)
        rows = self.query_one(Sheet).content_size.height or self.rows_wanted()
        most = max(_LEAST_LINES, rows - _FIELDS_AT_LEAST)
        needs_all = self.is_asking and len(lines) > most
        self.query_one("#fields").display = not needs_all
        shown = list(lines)
        if needs_all:
            most = max(_LEAST_LINES, rows - 2)
        if len(lines) > most:
            lines = self._in_rows(sorted(self._lines, key=lambda line: not line.startswith(LOOK)))
            rest = len(lines) - most + 1
            more = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
            shown = [*lines[: most - 1], f"  {more}"]
        self._show_preview("\n".join(shown))

    def _in_rows(self, lines: Sequence[str]) -> list[str]:
        return [row for line in lines for row in wrapped(line, self.app.size.width - 4)]

    def _show_preview(self, words: str) -> None:
        """Show words below the fields. The form is laid out anew only where they take more or fewer rows."""
        preview, content = self.query_one("#preview", Static), plain(words)
        before = preview.content
        assert isinstance(before, (str, Content))
        if content != before:
            is_as_high = bool(words and before) and words.count("\n") == str(before).count("\n")
            preview.update(content, layout=not is_as_high)

    def action_submit(self) -> None:
        """Save, from a line that is no field."""
        self._submitted()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self._trouble = ""
        if self._is_slow:
            self._write([_("reading…")])
        values = self.values()
        self.enter_beside(lambda: list(self._check(values)), partial(self._entered_with, values), of=values)

    def _entered_with(self, values: Values, checked: Answer[list[str]]) -> None:
        """Save, or ask what there is to ask; or say why not."""
        doubt = self.doubt
        if not self._tell(checked, is_entered=True):
            self.take_back_below()
            self._focus_wrong()
        elif doubt is None:
            self.answer(values)
        else:
            self.enter_beside(lambda: doubt(values), partial(self._doubted, values))

    def _doubted(self, values: Values, doubted: Answer[Asked | None]) -> None:
        if doubted.error is not None:
            self._write([f"! {doubted.trouble}"])
            self.take_back_below()
            self._wrong = doubted.error.about
            self._focus_wrong()
        elif doubted.value is not None:
            self._ask(doubted.value)
        else:
            self.answer(values)

    def _focus_wrong(self) -> None:
        """Focus the field that cannot be read, unfolded if need be."""
        box = next((box for box in self._boxes.values() if box.field.name == self._wrong), None)
        if box is None:
            return
        self._folded.discard(box.field.group)
        self._arrange()
        if box.is_shown:
            box.focus()

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
        self._preview()

    def action_say(self, yes: bool) -> None:
        """Answer the question: save, or go back to the field."""
        if not self.is_asking:
            return
        if yes:
            self.answer(self.values())
            return
        self._stop_asking()
        self._boxes[self.place].focus()

    def action_cancel(self) -> None:
        """Leave and change nothing."""
        self.answer(None)
