"""The wrap-up of a call: note, ticket, type, contact, all skippable; what will be deducted stands below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from core.errors import MonteoreError
from core.i18n import _
from core.quickentry import read_wrap_up
from core.views import PreviewView
from core.worktypes import DEFAULT_WORK_TYPE
from tui.screens.question import Question
from tui.text import plain
from tui.widgets.previews import preview_text


@dataclass(frozen=True, slots=True)
class WrapUpWords:
    """What was typed."""

    note: str
    ticket: str
    work_type: str
    contact: str
    no_charge: bool


class WrapUp(Question[WrapUpWords]):
    """A form; Enter saves from any field, Esc goes back to the running call. `#4821`, `+type`, `nc` in the note count."""

    BINDINGS = [
        Binding("escape", "cancel", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        title: str,
        preview: Callable[[WrapUpWords], PreviewView],
        work_types: Sequence[str],
        tickets: Sequence[str],
        contacts: Sequence[str],
        words: WrapUpWords | None = None,
        trouble: str = "",
    ) -> None:
        super().__init__()
        self._title = title
        self._preview = preview
        self._work_types = work_types
        self._tickets = tickets
        self._contacts = contacts
        self._words = words
        self._trouble = trouble

    def compose(self) -> ComposeResult:
        """The note first: it is all that most calls need."""
        with Vertical(classes="dialog bottom"):
            yield Label(plain(self._title), classes="dialog-title", markup=False)
            for name, label, placeholder, choices in (
                ("note", _("Note"), _("what was done; #4821 +remote nc may stand here too"), ()),
                ("ticket", _("Ticket"), self._latest(self._tickets[:4]), self._tickets),
                ("type", _("Type"), DEFAULT_WORK_TYPE, self._work_types),
                ("contact", _("Contact"), ", ".join(self._contacts[:3]), self._contacts),
            ):
                with Horizontal(classes="field"):
                    yield Label(plain(label), markup=False)
                    suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
                    box = Input(self._kept(name), placeholder=placeholder, id=name, suggester=suggester)
                    box.cursor_blink = False
                    yield box
            yield Static("", id="preview", markup=False)
            yield Label(
                plain(_("Enter saves   Esc back to the call   Tab next field")), classes="dialog-keys", markup=False
            )

    def on_mount(self) -> None:
        """The note has the focus."""
        self.query_one("#note", Input).focus()
        self._show()
        if self._trouble:
            self.query_one("#preview", Static).update(plain(f"! {self._trouble}"))

    def _kept(self, field: str) -> str:
        """What was typed before, where a refused form comes back; `nc` was read out of the note and goes back into it."""
        words = self._words
        if words is None:
            return ""
        note = f"nc {words.note}" if words.no_charge else words.note
        kept_type = "" if words.work_type == DEFAULT_WORK_TYPE else words.work_type
        return {"note": note, "ticket": words.ticket, "type": kept_type, "contact": words.contact}[field]

    def _latest(self, tickets: Sequence[str]) -> str:
        return _("latest: {tickets}").format(tickets=", ".join(tickets)) if tickets else ""

    def words(self) -> WrapUpWords:
        """What stands in the form. Errors: `MonteoreError` for a work type that is not known."""
        said = read_wrap_up(self.query_one("#note", Input).value, known_work_types=self._work_types)
        typed_type = self.query_one("#type", Input).value.strip().casefold()
        ticket = self.query_one("#ticket", Input).value.strip().lstrip("#")
        contact = self.query_one("#contact", Input).value.strip()
        return WrapUpWords(
            said.note, ticket or said.ticket, typed_type or said.work_type or DEFAULT_WORK_TYPE, contact, said.no_charge
        )

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        # The kept words arrive as changes too: they must not wipe the reason for which the form came back.
        if not self._trouble or (event.input.has_focus and event.value != self._kept(event.input.id or "")):
            self._trouble = ""
            self._show()

    def _show(self) -> bool:
        try:
            view = self._preview(self.words())
            text, sound = preview_text(view), True
        except MonteoreError as error:
            text, sound = f"! {error}", False
        self.query_one("#preview", Static).update(plain(text))
        return sound

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self._show():
            self.answer(self.words())

    def action_cancel(self) -> None:
        """Back to the running call; no second is lost."""
        self.answer(None)
