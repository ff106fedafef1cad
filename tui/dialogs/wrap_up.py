"""The wrap-up of a call: note, ticket, type and contact, all optional, and a preview of the charge."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from core.basics.durations import clock_face, format_minutes
from core.basics.i18n import _, ngettext
from core.entryline.parse import read_wrap_up
from core.forms.fields import FormField
from core.model.worktypes import DEFAULT_WORK_TYPE, code_of
from core.queries.pages import TicketRow
from core.queries.views import CallView, PreviewView
from tui.attempt import attempt
from tui.dialogs.form import FieldBox
from tui.dialogs.question import Question
from tui.text import plain
from tui.widgets.key_line import KeyHint
from tui.widgets.previews import preview_text


@dataclass(frozen=True, slots=True)
class WrapUpWords:
    """What was typed."""

    note: str
    ticket: str
    work_type: str
    contact: str
    no_charge: bool


@dataclass(frozen=True, slots=True)
class WrapUpOffers:
    """What the client's history offers; `ticket` returns what is known of a ticket number."""

    work_types: tuple[str, ...]
    tickets: tuple[str, ...]
    contacts: tuple[str, ...]
    notes: tuple[str, ...]
    ticket: Callable[[str], TicketRow | None]


class TypeBox(FieldBox):
    """The work type; the space bar goes through the types, the ticket's last one first."""

    def offer(self, work_types: tuple[str, ...], likeliest: str) -> None:
        """Put `likeliest` first; empty for none."""
        order = tuple(dict.fromkeys((likeliest, *work_types))) if likeliest else work_types
        self.field = FormField("type", _("Type"), "", "", order)
        if likeliest in ("", DEFAULT_WORK_TYPE):
            self.placeholder = _("{type} (Space: another)").format(type=DEFAULT_WORK_TYPE)
        else:
            self.placeholder = _("{type} (Space: {offered}, as last time)").format(
                type=DEFAULT_WORK_TYPE, offered=likeliest
            )


class WrapUp(Question[WrapUpWords]):
    """The form; Enter in any field saves, Esc goes back to the running call. The note may hold `#4821`, `+type` and `nc`."""

    BINDINGS = [
        Binding("escape", "cancel", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self,
        call: CallView,
        preview: Callable[[WrapUpWords], PreviewView],
        offers: WrapUpOffers,
        words: WrapUpWords | None = None,
        trouble: str = "",
    ) -> None:
        """`call` is the view at the key press: the title shows its elapsed time."""
        super().__init__()
        self._call = call
        self._preview = preview
        self._offers = offers
        self._words = words
        self._trouble = trouble
        self._ticket = ""

    def compose_sheet(self) -> ComposeResult:
        """The note comes first: most calls need no more."""
        note_hint = _("what was done; #4821 +remote nc may stand here too")
        yield from self._field("note", _("Note"), note_hint, self._offers.notes)
        latest = _("latest: {tickets}").format(tickets=", ".join(self._offers.tickets[:4]))
        hint = latest if self._offers.tickets else ""
        yield from self._field("ticket", _("Ticket"), hint, self._offers.tickets)
        with Horizontal(classes="field"):
            yield Label(plain(_("Type")), markup=False)
            box = TypeBox(FormField("type", _("Type"), self._kept("type"), "", self._offers.work_types))
            box.offer(self._offers.work_types, DEFAULT_WORK_TYPE)
            yield box
        contacts = self._offers.contacts
        yield from self._field("contact", _("Contact"), ", ".join(contacts[:3]), contacts)
        yield Static("", id="ticket-hint", markup=False)
        yield Static("", id="preview", markup=False)

    def rows_wanted(self) -> int:
        """Four fields, the ticket's history, the preview."""
        return 10

    def title_of_sheet(self) -> str:
        """Whose call it is and how long it lasted at the key press."""
        words = (_("Wrap up"), self._call.client.name, clock_face(self._call.elapsed_seconds))
        return " · ".join(words)

    def key_hints(self) -> Sequence[KeyHint]:
        """Save, next field, complete, go back to the call."""
        return (
            KeyHint("Enter", _("save")),
            KeyHint("Tab", _("next")),
            KeyHint("Right", _("complete"), 1),
            KeyHint("Esc", _("back")),
        )

    def _field(self, name: str, label: str, placeholder: str, choices: tuple[str, ...]) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label(plain(label), markup=False)
            suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
            box = Input(self._kept(name), placeholder=placeholder, id=f"field-{name}", suggester=suggester)
            box.cursor_blink = False
            yield box

    def on_mount(self) -> None:
        """Focus the note."""
        self.query_one("#field-note", Input).focus()
        self._show()
        if self._trouble:
            self.query_one("#preview", Static).update(plain(f"! {self._trouble}"))

    def _kept(self, field: str) -> str:
        """What was typed in a field before the form was refused; `nc` is put back into the note, from which it was read."""
        words = self._words
        if words is None:
            return ""
        note = f"nc {words.note}" if words.no_charge else words.note
        kept_type = "" if words.work_type == DEFAULT_WORK_TYPE else words.work_type
        return {"note": note, "ticket": words.ticket, "type": kept_type, "contact": words.contact}[field]

    def words(self) -> WrapUpWords:
        """The words of all fields. Errors: `MonteoreError` for an unknown work type."""
        said = read_wrap_up(self.query_one("#field-note", Input).value, known_work_types=self._offers.work_types)
        typed_type = code_of(self.query_one(TypeBox).value)
        ticket = self.query_one("#field-ticket", Input).value.strip().lstrip("#")
        contact = self.query_one("#field-contact", Input).value.strip()
        return WrapUpWords(
            said.note, ticket or said.ticket, typed_type or said.work_type or DEFAULT_WORK_TYPE, contact, said.no_charge
        )

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        # The kept words arrive as changes too: they must not replace the reason of the refusal.
        name = (event.input.id or "").removeprefix("field-")
        if not self._trouble or (event.input.has_focus and event.value != self._kept(name)):
            self._trouble = ""
            self._show()

    def _show(self) -> bool:
        preview = attempt(self._preview_of_words)
        text = preview_text(preview.value) if preview.value is not None else f"! {preview.trouble}"
        self.query_one("#preview", Static).update(plain(text))
        return preview.error is None

    def _preview_of_words(self) -> PreviewView:
        words = self.words()
        self._show_ticket(words.ticket)
        return self._preview(words)

    def _show_ticket(self, number: str) -> None:
        if number == self._ticket:
            return
        row = self._offers.ticket(number) if number else None
        self._ticket = number
        box = self.query_one(TypeBox)
        box.offer(self._offers.work_types, row.work_type if row else DEFAULT_WORK_TYPE)
        self.query_one("#ticket-hint", Static).update(plain(self._ticket_words(row)))

    def _ticket_words(self, row: TicketRow | None) -> str:
        if row is None:
            return ""
        entries = ngettext("{count} entry", "{count} entries", row.entries).format(count=row.entries)
        words = _("#{ticket}: last {type}, {entries}, {charged} charged").format(
            ticket=row.ticket, type=row.work_type, entries=entries, charged=format_minutes(row.charged_minutes)
        )
        if row.client.client_id != self._call.client.client_id:
            words = _("! {ticket_words}; it was {name}'s").format(ticket_words=words, name=row.client.name)
        return words

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self._show():
            self.answer(self.words())

    def action_cancel(self) -> None:
        """Go back to the running call; its time runs on."""
        self.answer(None)
