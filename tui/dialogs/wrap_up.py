"""The wrap-up of a call: client, time, note, ticket, type and contact, and what saving them charges.

The same sheet changes a call that goes on. What is typed is handed on with every key, to be kept with the call.
"""

from collections.abc import Callable, Sequence
from functools import partial

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from core.basics.dataclass import replace
from core.basics.i18n import _
from core.forms.fields import FormField
from core.model.calls import CallWords
from core.model.clients import Client
from core.model.worktypes import DEFAULT_WORK_TYPE
from core.queries.views.postings import PreviewView
from tui.attempt import Answer, attempt, trouble_of
from tui.dialogs.call_sheet import CallSheet, CardWords, Choice, WrapUpAnswer, WrapUpOffers
from tui.dialogs.field_box import FieldBox
from tui.dialogs.question import Question
from tui.dialogs.wrap_up_hints import hints_of
from tui.dialogs.wrap_up_reading import Told, card_states, is_card_done, read_told
from tui.glyphs import CHOSEN
from tui.text import WARNING, plain, wrapped
from tui.widgets.key_line import KeyHint
from tui.widgets.previews import charge_rows
from tui.widgets.text_box import TextBox

_FIELDS = ("client", "time", "note", "ticket", "type", "contact")
_CARD_FIELDS = ("phone", "card")
_PREVIEW_ROWS = 3
"""Rows of what saving does and of what deserves a look, or of why it cannot."""
DROP_KEY = "ctrl+y"
"""The key that drops the call; on a page it may have another command."""


class TypeBox(FieldBox):
    """The work type; the space bar goes through the types, the ticket's last one first."""

    def offer(self, work_types: tuple[str, ...], likeliest: str) -> None:
        """Put `likeliest` first; empty for none."""
        order = tuple(dict.fromkeys((likeliest, *work_types))) if likeliest else work_types
        self.field = FormField("type", _("Type"), "", "", order)


class WrapUp(Question[WrapUpAnswer]):
    """The sheet; Enter in any field saves, Esc goes back to the call. The note may hold `#4821`, `+type` and `nc`."""

    OPENED_BY = frozenset({"stop"})
    BINDINGS = [
        Binding("escape", "cancel", show=False),
        Binding("down", "down", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("ctrl+s", "choose('SPLIT')", show=False, priority=True),
        Binding(DROP_KEY, "choose('DROP')", show=False, priority=True),
    ]

    def __init__(
        self,
        sheet: CallSheet,
        preview: Callable[[CallWords], PreviewView],
        offers: WrapUpOffers,
        words: CallWords,
        keep: Callable[[CallWords], None],
        trouble: str = "",
    ) -> None:
        super().__init__()
        self._sheet = sheet
        self._preview = preview
        self._offers = offers
        # What the rows of a new caller begin with is no change.
        card = sheet.card
        self._words = words if card is None else replace(words, phone=card.phone, card_done=card.is_done)
        self._keep = keep
        self._trouble = trouble
        self._is_time_said = False
        self._is_short = False
        self._client_name = sheet.call.client.name
        self._offered_to = sheet.call.client.client_id if offers.is_read else ""
        self._shown_card = (sheet.card, "" if sheet.card is None else card_states()[sheet.card.is_done])
        self._names = (*_FIELDS, *(_CARD_FIELDS if sheet.card is not None else ()))

    # The sheet

    def compose_sheet(self) -> ComposeResult:
        """A row for each field, the charge, what follows from it."""
        offered = {"note": self._offers.notes, "ticket": self._offers.tickets, "contact": self._offers.contacts}
        for name, label in zip(self._names, self._labels(), strict=True):
            with Horizontal(classes="field"):
                yield Label(plain(f" {label}"), id=f"label-{name}", markup=False)
                if name == "type":
                    box: Input = TypeBox(FormField("type", label, self._words.work_type, "", self._offers.work_types))
                elif name == "card":
                    is_done = self._sheet.card is not None and self._sheet.card.is_done
                    box = FieldBox(FormField("card", label, card_states()[is_done], "", card_states()))
                else:
                    choices = offered.get(name, ())
                    suggester = SuggestFromList(choices, case_sensitive=False) if choices else None
                    # Words that were kept are gone on with: a selected note would be replaced by the next letter.
                    is_note = name == "note"
                    value = self._first_value(name)
                    box = TextBox(value, id=f"field-{name}", suggester=suggester, select_on_focus=not is_note)
                yield box
                yield Static("", id=f"hint-{name}", classes="hint", markup=False)
        yield Static("", id="preview", markup=False)

    def _labels(self) -> tuple[str, ...]:
        labels = (_("Client"), _("Time"), _("Note"), _("Ticket"), _("Type"), _("Contact"), _("Phone"), _("Card"))
        return labels[: len(self._names)]

    def _first_value(self, name: str) -> str:
        words = self._words
        return {
            "client": words.client or self._sheet.call.client.code,
            "time": words.time or self._sheet.time,
            "note": words.note,
            "ticket": words.ticket,
            "contact": words.contact,
            "phone": self._sheet.card.phone if self._sheet.card else "",
        }[name]

    def rows_wanted(self) -> int:
        """The fields, and the rows of what saving does."""
        return len(self._names) + _PREVIEW_ROWS

    def title_of_sheet(self) -> str:
        """Whose call it is and how long it lasted."""
        title = _("Change the call") if self._sheet.goes_on else _("Wrap up")
        return " · ".join(part for part in (title, self._client_name, self._sheet.time) if part)

    def note_of_sheet(self) -> str:
        """That nothing typed is lost."""
        return _("words are kept")

    def key_hints(self) -> Sequence[KeyHint]:
        """Save, next field, back, split, drop, and what acts in every dialog."""
        return (
            KeyHint("Enter", _("save")),
            KeyHint("Tab", _("next")),
            KeyHint("Esc", _("back")),
            KeyHint("^S", _("split")),
            KeyHint("^Y", _("drop")),
            *self.common_hints(),
        )

    def keys_in_words(self) -> Sequence[tuple[str, str]]:
        """What each key does with the call."""
        saves = _("save what was typed for the call") if self._sheet.goes_on else _("save the entry and end the call")
        return (
            ("Enter", saves),
            ("Tab", _("go to the next field; Up and Down go through all")),
            ("Esc", _("go back to the call: its time runs on, its words are kept")),
            ("^S", _("split the call over two clients")),
            ("^Y", _("drop the call without an entry; after y if it lasted 30 s or more")),
            (_("Space"), _("in Type and Card: the next value")),
            ("F2", _("go to the search box; F5 goes on here")),
        )

    def on_mount(self) -> None:
        """Focus the note."""
        box = self._box("note")
        box.focus()
        box.cursor_position = len(box.value)
        self._show()
        if self._trouble:
            self._show_trouble(self._trouble)
            self.take_back_below()

    @on(events.DescendantFocus)
    def _marked(self) -> None:
        focused = getattr(self.focused, "id", "") or ""
        for name, label in zip(self._names, self._labels(), strict=True):
            mark = CHOSEN if focused == f"field-{name}" else " "
            self.query_one(f"#label-{name}", Label).update(plain(f"{mark}{label}"))
            self._fit(name, is_alone=name == "note" and not self.query_one(f"#hint-{name}").display)

    def waits_for_preview(self, key: str) -> bool:
        """What Space and Down offer belongs to the ticket and the client that are typed."""
        if key == "space":
            return isinstance(self.focused, TypeBox)
        return key == "down" and self.focused is self._box("contact")

    # What is typed

    def _box(self, name: str) -> Input:
        return self.query_one(f"#field-{name}", Input)

    def words(self) -> CallWords:
        """What is typed; client and time are empty where they are the call's own."""
        typed = {name: self._box(name).value for name in _FIELDS}
        own_client = typed["client"].strip().casefold() == self._sheet.call.client.code.casefold()
        own_time = typed["time"].strip() in ("", self._sheet.time) and not self._is_time_said
        card = self.card() or CardWords(self._words.phone, self._words.card_done)
        return CallWords(
            typed["note"],
            typed["ticket"],
            typed["type"],
            typed["contact"],
            "" if own_client else typed["client"],
            "" if own_time else typed["time"],
            card.phone,
            card.is_done,
        )

    def card(self) -> CardWords | None:
        """What the rows of a new caller hold; `None` where there are none."""
        if self._sheet.card is None:
            return None
        # Any other word is refused when it is read.
        is_done = bool(attempt(lambda: is_card_done(self._card_typed())).value)
        return CardWords(self._box("phone").value, is_done)

    def _card_typed(self) -> str:
        return self._box("card").value if self._sheet.card is not None else ""

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        # The first values arrive as changes too: they must not replace the reason of a refusal.
        words, card = self.words(), (self.card(), self._card_typed())
        if words == self._words and card == self._shown_card:
            return
        self._shown_card = card
        if event.input is not self._box("time") and words.time == self._words.time:
            self._is_time_said = False
        self._words, self._trouble = words, ""
        self._keep(words)
        self._show()

    @property
    def is_in_note(self) -> bool:
        """Whether the next letter goes into the note; a sheet that is not shown yet begins there."""
        return self.is_open and not self.is_entering and (self.focused is None or self.focused is self._box("note"))

    def kept(self) -> CallWords:
        """What was typed when the sheet was closed."""
        return self._words

    # What it does

    def _show(self) -> None:
        """Let hints and preview be read and shown."""
        self.preview_beside(self._reading(), self._take)

    def _reading(self) -> Callable[[], Told]:
        """What reads, in a thread, what is known of what is typed."""
        return partial(
            read_told,
            self.words(),
            self.card(),
            self._card_typed(),
            self._sheet,
            self._preview,
            self._offers,
            self._offered_to,
        )

    def _take(self, read: Answer[Told]) -> bool:
        """Show hints and preview; false if what is typed cannot be saved."""
        told = read.value
        if told is None:
            self._show_trouble(read.trouble)
            return False
        view = told.preview.value
        self._show_hints(told)
        self._is_short = view is not None and view.is_short
        if self._trouble:
            self._show_trouble(self._trouble)
            return False
        if view is None:
            self._show_trouble(told.preview.trouble)
            return False
        if view.refused is not None and not view.wants_end:
            self._show_trouble(trouble_of(view.refused))
            return True
        drop = _("under 30 s: ^Y drops it") if view.is_short else ""
        self.query_one("#preview", Static).update(charge_rows(view, before=drop))
        return True

    def _show_trouble(self, sentence: str) -> None:
        rows = wrapped(f"! {sentence}", self.app.size.width - 4)[:_PREVIEW_ROWS]
        self.query_one("#preview", Static).update(plain("\n".join(rows), WARNING))

    def _show_hints(self, told: Told) -> None:
        last = told.ticket.work_type if told.ticket else DEFAULT_WORK_TYPE
        self.query_one(TypeBox).offer(self._offers.work_types, last)
        self._show_client(told)
        for name, (value, hint) in hints_of(told, self._sheet.time_hint, self._offers, self._offered_to).items():
            self._hint(name, value, hint)

    def _show_client(self, told: Told) -> None:
        """Name the client that the field means, also where the rest cannot be saved; none while nobody is called so."""
        self._client_name = told.client.name if told.client is not None else ""
        self.name_sheet()
        if told.client is not None and told.offers is not None and told.offers.is_read:
            self._offer(told.client, told.offers)

    def _offer(self, client: Client, offers: WrapUpOffers) -> None:
        """Offer what another client's history holds; a contact or ticket that was the other client's is taken away."""
        before, self._offers, self._offered_to = self._offers, offers, client.client_id
        for name, old, new in (
            ("contact", before.contacts, offers.contacts),
            ("ticket", before.tickets, offers.tickets),
            ("note", before.notes, offers.notes),
        ):
            box = self._box(name)
            box.suggester = SuggestFromList(new, case_sensitive=False) if new else None
            if name != "note" and box.value.strip().lstrip("#") in old and box.value.strip().lstrip("#") not in new:
                box.value = ""

    def _hint(self, name: str, value: str, hint: str) -> None:
        """Show a value that stands elsewhere, and a hint three blanks after it; the field is as wide as what it holds."""
        self._fit(name, is_alone=name == "note" and not hint)
        shown = self.query_one(f"#hint-{name}", Static)
        shown.display = not (name == "note" and not hint)
        between = "   " if value else ""
        told = plain(value, WARNING) if value.startswith("! ") else plain(value)
        shown.update(Content.assemble(told, Content(between), plain(hint, "$muted")))

    def _fit(self, name: str, *, is_alone: bool) -> None:
        """Make a field as wide as what it holds, with a cell for the cursor; one with no hint takes the row."""
        box = self._box(name)
        needed = cell_len(box.value) + 4 if box.value else 3 if box.has_focus else 1
        box.styles.width = "1fr" if is_alone else needed

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input is self._box("time"):
            self._is_time_said = True
        self._trouble = ""
        self.enter_beside(self._reading(), self._entered)

    def _entered(self, read: Answer[Told]) -> None:
        is_sound, told = self._take(read), read.value
        view = told.preview.value if told is not None else None
        if told is not None and told.is_over:
            # There is nothing to save any more; who opened the sheet says what becomes of the words.
            self.answer(WrapUpAnswer(self.words(), card=self.card()))
            return
        if view is not None and view.wants_end and not self._sheet.goes_on:
            self._box("time").focus()
            self.has_moved_on = True
            self.tell(_("over 4 hours: check the time, Enter saves it"))
            return
        if is_sound:
            self.answer(WrapUpAnswer(self.words(), card=self.card()))
        else:
            self.take_back_below()
            self._focus_wrong(told)

    def _focus_wrong(self, told: Told | None) -> None:
        """Focus the field that cannot be read."""
        wrong = told.preview.error.about if told is not None and told.preview.error is not None else ""
        if wrong in self._names and not self._box(wrong).has_focus:
            self._box(wrong).focus()

    def action_choose(self, choice: str) -> None:
        """Split or drop the call."""

        def chosen(read: Answer[Told]) -> None:
            self._take(read)
            self.answer(WrapUpAnswer(self.words(), Choice[choice], self.card()))

        self.enter_beside(self._reading(), chosen)

    @property
    def is_short(self) -> bool:
        """Whether the call is so short that one key drops it."""
        return self._is_short

    def action_down(self) -> None:
        """The next field; in Contact the next of the client's contacts, while none is typed by hand."""
        box, contacts = self._box("contact"), self._offers.contacts
        if self.focused is box and contacts and box.value in ("", *contacts):
            place = contacts.index(box.value) + 1 if box.value else 0
            if place < len(contacts):
                box.value = contacts[place]
                box.cursor_position = len(box.value)
                return
        self.app.action_focus_next()

    def action_cancel(self) -> None:
        """Go back to the call; its time runs on and its words are kept."""
        self.answer(None)
