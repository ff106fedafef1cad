"""What the desk does to the ledger: each flow asks, changes in a thread, and says what came of it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from textual.screen import Screen

from core.basics.durations import clock_face
from core.basics.errors import MonteoreError, Refused, Usage
from core.basics.i18n import _, ngettext
from core.entryline.complete import completions, last_lines
from core.entryline.understand import correction, line_to_correct
from core.language.formats import date_text, money_text
from core.ledger.calls import GapChoice
from core.model.calls import CallState
from core.model.work import Draft
from core.model.worktypes import known_work_types
from core.queries.views import CallView, EntryView, PostingView, PreviewView
from tui.dialogs.confirm import Confirm, Gap
from tui.dialogs.form import Form
from tui.dialogs.quick_entry import QuickEntry
from tui.dialogs.wrap_up import WrapUp, WrapUpOffers, WrapUpWords
from tui.flows import cards as card_flows
from tui.text import hours
from tui.widgets.previews import consequences, preview_text

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T")


class Asker(Protocol):
    """What a flow needs of the desk."""

    def reload(self) -> None:
        """Read everything that is shown."""

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """One line of answer."""

    async def ask(self, question: Screen[T]) -> T | None:
        """Show a question and wait for its answer."""


class Flows:
    """The desk's changes, one after another: a second one waits its turn and no answer is lost."""

    def __init__(self, business: "Business", reader: "Business", desk: Asker) -> None:
        self._business = business
        self._reader = reader
        self._desk = desk
        self._turn = asyncio.Lock()
        self._is_beating = False
        self._refusal = ""
        self._lines: list[str] = []

    async def change(self, change: Callable[[], T]) -> T | None:
        """Run a change off the event loop, which must not freeze while the store is busy; a refusal is said."""
        self._refusal = ""
        async with self._turn:
            try:
                done = await asyncio.to_thread(change)
            except MonteoreError as error:
                self._refusal = str(error)
                self._desk.reload()
                self._desk.say(self._refusal, refused=True)
                return None
        self._desk.reload()
        return done

    def _alive(self, begin: Callable[[], CallView]) -> Callable[[], CallView]:
        """A call that begins to run shows its sign of life at once: without one, no later gap could be seen."""

        def began() -> CallView:
            call = begin()
            self._business.calls.heartbeat()
            return call

        return began

    async def start(self, client_id: str) -> bool:
        """Start a call; one that runs with this client already is left alone, so that a repeated Enter harms nobody."""
        business, was = self._business, list[CallView]()

        def begin() -> CallView:
            # Looked up here and not before, for a change that waited its turn may have started the same call.
            for call in business.calls.list(business.technician):
                if call.state is CallState.RUNNING:
                    if call.client.client_id == client_id:
                        raise Refused(_("the call with {name} runs already").format(name=call.client.name))
                    was.append(call)
            return business.calls.start(client_id)

        started = await self.change(self._alive(begin))
        if started is None:
            return False
        said = _("call with {name} started").format(name=started.client.name)
        for call in was:
            said += "  " + _("{name} is on hold").format(name=call.client.name)
        self._desk.say(said)
        return True

    async def hold(self, call: CallView) -> None:
        """Hold a running call, or resume a held one."""
        calls = self._business.calls
        if call.state is CallState.RUNNING:
            held = await self.change(lambda: calls.hold(call.call_id))
            if held is not None:
                self._desk.say(_("{name} is on hold").format(name=held.client.name))
            return
        await self.resume(call)

    async def resume(self, call: CallView) -> None:
        """Run a held call; a running one goes on hold."""
        resumed = await self.change(self._alive(lambda: self._business.calls.resume(call.call_id)))
        if resumed is not None:
            self._desk.say(_("call with {name} runs again").format(name=resumed.client.name))

    async def stop(self, call: CallView, pressed_at: datetime) -> None:
        """Wrap a call up; its time ends at the key press. What was typed stays until it is saved."""
        stopped_at = pressed_at if call.state is CallState.RUNNING else None
        # The view that the desk shows is as old as its last read.
        call = next((own for own in self._reader.calls.list() if own.call_id == call.call_id), call)

        def options(words: WrapUpWords) -> dict[str, Any]:
            return {
                "call_id": call.call_id,
                "ticket": words.ticket,
                "work_type": words.work_type,
                "note": words.note,
                "contact": words.contact,
                "no_charge": words.no_charge,
                "stopped_at": stopped_at,
            }

        def preview(words: WrapUpWords) -> PreviewView:
            return self._reader.calls.preview_stop(**options(words))

        try:
            offers = self._offers(call)
        except MonteoreError as error:
            self._desk.say(str(error), refused=True)
            return
        words: WrapUpWords | None = None
        while True:
            words = await self._desk.ask(WrapUp(call, preview, offers, words, self._refusal if words else ""))
            if words is None:
                return
            if not await self._is_meant(preview(words)):
                self._refusal = ""
                continue
            view = await self._post(lambda kept=words: self._business.calls.stop(**options(kept)))  # type: ignore[misc]
            if view is not None or not self._is_open(call):
                return

    def _offers(self, call: CallView) -> WrapUpOffers:
        queries, pages, client_id = self._reader.queries, self._reader.pages, call.client.client_id
        return WrapUpOffers(
            tuple(sorted(known_work_types(queries.terms(client_id)))),
            queries.tickets(client_id),
            call.client.contacts,
            queries.notes(client_id),
            pages.ticket,
        )

    async def _is_meant(self, view: PreviewView) -> bool:
        """A day-long call, or one that adds several blocks, is more often a slip than meant: it is asked about."""
        if not view.asks_first:
            return True
        meant: bool | None = await self._desk.ask(Confirm(_("Is this meant?"), preview_text(view)))
        return bool(meant)

    async def cancel(self, call: CallView) -> None:
        """Drop a call without an entry, after y."""
        time = clock_face(call.elapsed_seconds)
        details = _("{name}, {time} so far: the time will be gone and nothing is charged").format(
            name=call.client.name, time=time
        )
        if await self._desk.ask(Confirm(_("Drop this call?"), details)):
            dropped = await self.change(lambda: self._business.calls.cancel(call.call_id))
            if dropped is not None:
                self._desk.say(_("call with {name} dropped").format(name=dropped.client.name))

    def _is_open(self, call: CallView) -> bool:
        try:
            return any(own.call_id == call.call_id for own in self._reader.calls.list(self._reader.technician))
        except MonteoreError:
            return True

    async def log(self, beginning: str) -> None:
        """Log finished work in one line; a line that is refused comes back to be mended."""
        line: str | None = beginning
        trouble = ""
        try:
            history = (*reversed(self._lines), *last_lines(self._reader.queries))
        except MonteoreError as error:
            self._desk.say(str(error), refused=True)
            return

        def preview(typed: str) -> PreviewView:
            return self._reader.lines.preview(typed)

        def complete(typed: str) -> tuple[str, ...]:
            return completions(self._reader.queries, typed)

        while True:
            line = await self._desk.ask(QuickEntry(preview, complete, history, line or "", trouble))
            if line is None:
                return
            if not await self._is_meant(preview(line)):
                trouble = ""
                continue
            if await self._post(lambda kept=line: self._business.lines.post(kept)) is not None:  # type: ignore[misc]
                self._lines.append(line)
                return
            trouble = self._refusal

    async def correct(self, entry: EntryView) -> str | None:
        """Log an entry anew from its own line, in the place of the old one; gives the id of the new one, if there is one.

        The preview is that of void and posting together.
        """
        try:
            before = line_to_correct(self._reader.queries, entry)
        except MonteoreError as error:
            self._desk.say(str(error), refused=True)
            return None
        line: str | None = before
        trouble = ""

        def draft(typed: str) -> Draft:
            if typed.split() == before.split():
                raise Usage(_("nothing is changed yet; Esc closes"))
            return correction(self._reader.queries, entry, typed)

        def preview(typed: str) -> PreviewView:
            return self._reader.entries.preview_edit(entry.entry_id, draft(typed))

        title = _("Correct the entry of {name}").format(name=entry.client.name)
        while True:
            line = await self._desk.ask(
                QuickEntry(
                    preview, lambda typed: completions(self._reader.queries, typed), (), line or "", trouble, title
                )
            )
            if line is None:
                return None
            if not await self._is_meant(preview(line)):
                trouble = ""
                continue
            kept = line
            view = await self._post(lambda: self._business.entries.edit(entry.entry_id, draft(kept)))  # noqa: B023
            if view is not None:
                return view.entry.entry_id
            trouble = self._refusal

    async def undo(self, last: EntryView) -> None:
        """Void an entry, after y."""
        details = "  ".join(
            part
            for part in (
                last.client.name,
                date_text(last.work_date),
                _("charged {minutes}").format(minutes=hours(last.charged_minutes)),
                f"#{last.ticket}" if last.ticket else "",
                last.note,
            )
            if part
        )
        if not await self._desk.ask(Confirm(_("Void this entry?"), details)):
            return
        view = await self.change(lambda: self._business.entries.void(last.entry_id, _("undone")))
        if view is not None:
            left = _("voided; {code} has {left} left").format(
                code=view.entry.client.code, left=hours(view.remaining_minutes)
            )
            self._desk.say("  ".join([left, *consequences(view)]))

    async def answer_renewal(self, client_id: str, *, approve: bool) -> None:
        """Approve or refuse the renewal that waits for the manager, after y."""
        try:
            waiting = [p for p in self._reader.queries.pending_renewals() if p.client.client_id == client_id]
        except MonteoreError as error:
            self._desk.say(str(error), refused=True)
            return
        if not waiting:
            self._desk.say(_("no renewal of this client waits"), refused=True)
            return
        details = _("{name}: {hours} h for {price}, to invoice; {left} h are left now").format(
            name=waiting[0].client.name,
            hours=hours(waiting[0].minutes),
            price=money_text(waiting[0].price_minor, waiting[0].currency),
            left=hours(waiting[0].remaining_minutes),
        )
        question = _("Add this block?") if approve else _("Refuse this renewal?")
        if not await self._desk.ask(Confirm(question, details)):
            return
        answer = self._business.renewals.approve if approve else self._business.renewals.refuse
        balance = await self.change(lambda: answer(waiting[0].renewal_id))
        if balance is not None:
            said = _("renewed; {code} has {left} left") if approve else _("refused; {code} has {left} left")
            self._desk.say(said.format(code=balance.client.code, left=hours(balance.remaining_minutes)))

    async def add_client(self) -> None:
        """Write down a new client."""
        await card_flows.add_client(self._business, self)

    async def edit_client(self, client_id: str) -> None:
        """Edit a client's card."""
        await card_flows.edit_client(self._business, self._reader, self, client_id)

    async def sell_block(self, client_id: str) -> None:
        """Sell a block."""
        await card_flows.sell_block(self._business, self._reader, self, client_id)

    async def set_agreement(self, client_id: str) -> None:
        """Put a new version of the agreement in force."""
        await card_flows.set_agreement(self._business, self._reader, self, client_id)

    async def set_mail(self, client_id: str) -> None:
        """Say which mail a client receives."""
        await card_flows.set_mail(self._business, self._reader, self, client_id)

    async def write_statement(self, client_id: str) -> None:
        """Write a month's statement to a file."""
        await card_flows.write_statement(self._business, self._reader, self, client_id)

    async def import_clients(self) -> None:
        """Take clients from a file."""
        await card_flows.import_clients(self._business, self)

    @property
    def business(self) -> "Business":
        """The door for changes."""
        return self._business

    @property
    def reader(self) -> "Business":
        """The door for reads."""
        return self._reader

    @property
    def asker(self) -> Asker:
        """What shows questions."""
        return self._desk

    @property
    def refusal(self) -> str:
        """Why the last change was refused."""
        return self._refusal

    async def post(self, posting: Callable[[], PostingView]) -> PostingView | None:
        """Post, and say what came of it."""
        return await self._post(posting)

    async def fill(
        self,
        make_form: Callable[[dict[str, str], str], Form],
        save: Callable[[dict[str, str]], T],
        doubt: Callable[[dict[str, str]], Confirm | None] | None = None,
    ) -> T | None:
        """Show a form until what it holds is saved or left; a refusal brings it back with every field as it was.

        What is hard to undo is asked about first: `doubt` has the question for what was typed, or none.
        """
        values: dict[str, str] = {}
        trouble = place = ""
        while True:
            form = make_form(values, trouble)
            form.place = place or form.place
            typed = await self._desk.ask(form)
            place = form.place
            if typed is None:
                return None
            question = doubt(typed) if doubt else None
            if question is not None and not await self._desk.ask(question):
                values, trouble = typed, ""
                continue
            done = await self.change(lambda kept=typed: save(kept))  # type: ignore[misc]
            if done is not None:
                return done
            values, trouble = typed, self._refusal

    def say(self, sentence: str) -> None:
        """One line of answer."""
        self._desk.say(sentence)

    async def daily(self) -> None:
        """The daily run; what it did is said, and a refusal too."""
        view = await self.change(self._business.daily.run)
        if view is not None and view.messages and not (view.forfeited or view.rolled or view.renewals):
            wait = ngettext(
                "daily run: {count} message to clients waits",
                "daily run: {count} messages to clients wait",
                view.messages,
            )
            self._desk.say(wait.format(count=view.messages))
        elif view is not None and (view.forfeited or view.rolled or view.renewals):
            said = _("daily run: {forfeited} blocks forfeited, {rolled} rolled over, {renewed} renewed")
            self._desk.say(
                said.format(forfeited=len(view.forfeited), rolled=len(view.rolled), renewed=len(view.renewals))
            )

    async def beat(self) -> None:
        """A sign of life for a running call; after a gap it is asked about first, for a beat would hide it."""
        if self._is_beating:
            return
        self._is_beating = True
        try:
            own = self._reader.calls.list(self._reader.technician)
            for call in own:
                if call.gap_seconds:
                    await self._resolve(call)
            if any(call.state is CallState.RUNNING for call in own):
                await self.change(self._business.calls.heartbeat)
        except MonteoreError as error:
            self._desk.say(str(error), refused=True)
        finally:
            self._is_beating = False

    async def _resolve(self, call: CallView) -> None:
        sentence = _("{name}: no sign of life for {gap} (h:mm) while this call ran").format(
            name=call.client.name, gap=hours(call.gap_seconds // 60)
        )
        choice = cast(GapChoice, await self._desk.ask(Gap(sentence)) or "keep")
        view = await self.change(lambda: self._business.calls.resolve_gap(call.call_id, choice))
        if view is not None and view.state is CallState.ON_HOLD:
            self._desk.say(_("{name} is on hold at the gap; F5 wraps it up").format(name=view.client.name))

    async def _post(self, posting: Callable[[], PostingView]) -> PostingView | None:
        view = await self.change(posting)
        if view is None:
            return None
        saved = _("saved: {code} {explanation}, {left} left").format(
            code=view.entry.client.code, explanation=view.entry.explanation, left=hours(view.remaining_minutes)
        )
        self._desk.say("  ".join([saved, *consequences(view)]))
        return view
