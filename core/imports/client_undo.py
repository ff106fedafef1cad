"""Takes back what an import did to clients: added ones are archived, cards get back what they held.

What somebody used or changed since stays, and is told. The journal says both: the rows of the import's own changes are what
it wrote, the rows after them what happened since.
"""

import json
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from typing import Final

from core.basics.errors import ChangeFull, Refused
from core.basics.i18n import _
from core.basics.phone import Phone
from core.forms.fiscal import labels
from core.imports.client_plan import reach
from core.imports.rows import folded
from core.journal.chain import event_of
from core.journal.events import (
    BlockAdded,
    ClientAdded,
    ClientArchived,
    ClientEdited,
    ClientsImported,
    EntryPosted,
    Event,
    FiscalSet,
    ImportUndone,
)
from core.journal.row import JournalRow
from core.ledger.blocks import Blocks
from core.model.clients import Client
from core.model.fiscal import NO_CARD, FiscalCard
from core.session import Session
from core.store.rows.import_runs import ImportRun

_PART: Final = "import.clients"
_UNDONE: Final = "import.undone"
_CARDS: Final = frozenset({"client.added", "client.edited", "client.fiscal-set"})
_HARMLESS: Final = frozenset({_PART, "import.part", _UNDONE, "key.used", "client.archived"})
"""Rows that name a client and are no use of it."""
_ENTRIES: Final = ("entry.posted", "entry.voided")

_Card = ClientAdded | ClientEdited


@dataclass(slots=True)
class _Story:
    """What the journal tells of a client: its card before and after the import, and what happened since."""

    begins: int
    """Number of the first row of the change that touched it."""
    before: _Card | None = None
    after: _Card | None = None
    fiscal_before: FiscalCard = NO_CARD
    fiscal_after: FiscalCard | None = None
    is_new: bool = False
    """Whether the import added it, or made it active again."""
    has_agreement: bool = False
    """Whether the import set an agreement."""
    block_ids: list[str] = field(default_factory=list)
    """Blocks that the import sold, the last one first."""
    uses: list[str] = field(default_factory=list)
    """Kinds of the rows about it since."""
    named: set[str] = field(default_factory=set)
    """Contacts whom entries name since."""

    def was(self, event: Event) -> None:
        """Follow a row of before the import."""
        if isinstance(event, _Card):
            self.before = event
        elif isinstance(event, FiscalSet):
            self.fiscal_before = event.card

    def wrote(self, kind: str, event: Event) -> None:
        """Follow a row of the import."""
        if isinstance(event, _Card):
            self.after = event
        elif isinstance(event, FiscalSet):
            self.fiscal_after = event.card
        elif isinstance(event, BlockAdded):
            self.block_ids.insert(0, event.block_id)
        self.is_new = self.is_new or kind in ("client.added", "client.brought-back")
        self.has_agreement = self.has_agreement or kind == "agreement.set"

    def used(self, kind: str, event: Event) -> None:
        """Follow a row of after the import."""
        self.uses.append(kind)
        if isinstance(event, EntryPosted):
            self.named.add(folded(event.contact))


class ClientUndo:
    """Takes back the clients of one import, each whole and inside an open change."""

    def __init__(self, session: Session, blocks: Blocks, run: ImportRun, *, is_trial: bool = False) -> None:
        """A trial counts and tells the same, and changes nothing."""
        self._session = session
        self._blocks = blocks
        self._run = run
        self._is_trial = is_trial
        self._own: list[range] = []
        self._stories = self._told_stories()
        self._callers: set[tuple[str, str]] | None = None
        self.archived = 0
        """Clients that were archived."""
        self.changed = 0
        """How many clients got the fields back that the import had changed."""
        self.kept: list[str] = []
        """Sentences about what stays, and why."""

    @property
    def client_ids(self) -> list[str]:
        """The clients that are still to be taken back, the latest written first."""
        return sorted(self._stories, key=lambda client_id: -self._stories[client_id].begins)

    def _told_stories(self) -> dict[str, _Story]:
        """The clients of the import that no earlier undo dealt with, after one walk through the journal."""
        store, run_id, handled = self._session.store, self._run.run_id, set[str]()
        stories: dict[str, _Story] = {}
        for seq, client_id in store.import_runs.clients_added(run_id):
            self._own.append(range(seq, seq + 1))
            stories[client_id] = _Story(seq)
        for row in store.import_runs.rows_of([_PART, _UNDONE]):
            event = event_of(row)
            if isinstance(event, ClientsImported) and event.run_id == run_id:
                self._own.append(range(event.first_seq, row.seq))
                for client_id in event.client_ids:
                    stories.setdefault(client_id, _Story(event.first_seq))
            elif isinstance(event, ImportUndone) and event.run_id == run_id:
                handled.update(event.client_ids)
        stories = {client_id: story for client_id, story in stories.items() if client_id not in handled}
        if stories:
            entry_ids = set(store.import_runs.entry_ids(run_id))
            first = min(part.start for part in self._own)
            for row in store.journal():
                if row.seq >= first or row.kind in _CARDS:
                    self._follow(row, stories, entry_ids)
        return stories

    def _follow(self, row: JournalRow, stories: dict[str, _Story], entry_ids: set[str]) -> None:
        body = json.loads(row.body)
        client_id = body.get("client_id")
        story = stories.get(client_id) if isinstance(client_id, str) else None
        if story is None:
            return
        # A full part of the import may hold the begin of a client that the next part names.
        if any(row.seq in part for part in self._own):
            story.wrote(row.kind, event_of(row))
        elif row.seq < story.begins:
            if row.kind in _CARDS:
                story.was(event_of(row))
        elif row.kind not in _HARMLESS and not (row.kind in _ENTRIES and body.get("entry_id") in entry_ids):
            story.used(row.kind, event_of(row))

    def take_back(self, client_id: str) -> None:
        """Take one client back, or say why it stays. Errors: `ChangeFull`."""
        story, client = self._stories[client_id], self._session.store.reads.client(client_id)
        if client is None:
            return
        if story.is_new:
            self._archive(client, story)
        else:
            self._change_back(client, story)

    def _record(self, events: list[Event]) -> None:
        if not self._is_trial:
            self._session.append(events)

    def _archive(self, client: Client, story: _Story) -> None:
        why = self._use_of(client, story)
        if not why and not client.archived:
            why = self._voided(story)
            if not why:
                self._record([ClientArchived(client.client_id)])
                self.archived += 1
        if why:
            self.kept.append(_("{code} stays: {why}").format(code=client.code, why=why))

    def _use_of(self, client: Client, story: _Story) -> str:
        """Why an added client stays; empty where nothing was done with it since."""
        if any(kind in _ENTRIES for kind in story.uses):
            return _("it has entries")
        if any(kind in _CARDS for kind in story.uses):
            return _("its card was edited since")
        if any(call.client_id == client.client_id for call in self._session.store.calls.open_calls()):
            return _("a call with it is open")
        return _("it was used since") if story.uses else ""

    def _voided(self, story: _Story) -> str:
        """Void the blocks that the import sold; why one stays, or an empty text."""
        for block_id in story.block_ids:
            block = self._session.store.reads.block(block_id)
            if block is None or block.voided:
                continue
            try:
                if self._is_trial:
                    self._blocks.check_void(block_id)
                else:
                    self._blocks.void_in_change(block_id, _("import undone"), sure=True, renews=False)
            except ChangeFull:
                raise
            except Refused as error:
                return str(error)
        return ""

    def _change_back(self, client: Client, story: _Story) -> None:
        """Give a client that was there the card that it had."""
        if why := self._voided(story):
            self.kept.append(_("{code}: {reason}").format(code=client.code, reason=why))
        kept = list[str]()
        if story.has_agreement:
            kept.append(_("its agreement, which the import set: put another version in force"))
        before, after = story.before, story.after
        events: list[Event] = []
        if before is not None and after is not None:
            event = self._card_of_before(client, story, before, after, kept)
            if (event.name, event.phones, event.contacts, event.email) != (
                client.name, client.phones, client.contacts, client.email,
            ):  # fmt: skip
                events.append(event)
        if story.fiscal_after is not None:
            card = self._fiscal_of_before(client, story.fiscal_before, story.fiscal_after, kept)
            if card != self._session.store.reads.fiscal_card(client.client_id):
                events.append(FiscalSet(client.client_id, card))
        self._record(events)
        self.changed += bool(events)
        for why in kept:
            self._keep(client, why)

    def _card_of_before(
        self, client: Client, story: _Story, before: _Card, after: _Card, kept: list[str]
    ) -> ClientEdited:
        had = {reach(phone) for phone in before.phones}
        added = {reach(phone) for phone in after.phones} - had
        phones, contacts = list[Phone](), list[str]()
        for phone in client.phones:
            if reach(phone) not in added:
                phones.append(phone)
            elif self._has_called(client, phone):
                kept.append(_("{number}, which called since").format(number=phone.e164 or phone.raw))
                phones.append(phone)
        names = {folded(name) for name in after.contacts} - {folded(name) for name in before.contacts}
        owners = {folded(phone.contact) for phone in phones}
        for name in client.contacts:
            if folded(name) not in names:
                contacts.append(name)
            elif folded(name) in story.named | owners:
                kept.append(_("{name}, who was named or called since").format(name=name))
                contacts.append(name)
        return ClientEdited(
            client.client_id,
            client.code,
            self._text(_("the name"), before.name, after.name, client.name, kept),
            tuple(phones),
            tuple(contacts),
            self._text(_("the e-mail"), before.email, after.email, client.email, kept),
        )

    def _fiscal_of_before(self, client: Client, before: FiscalCard, after: FiscalCard, kept: list[str]) -> FiscalCard:
        now, back, names = self._session.store.reads.fiscal_card(client.client_id), dict[str, object](), labels()
        for each in fields(FiscalCard):
            was, wrote, stands = (getattr(card, each.name) for card in (before, after, now))
            if was != wrote and stands == wrote:
                back[each.name] = was
            elif was != wrote and stands != was:
                kept.append(_("{field}, which was changed since").format(field=names[each.name]))
        return replace(now, **back)  # type: ignore[arg-type]

    def _text(self, label: str, before: str, after: str, now: str, kept: list[str]) -> str:
        """A text of before, if it is still the one that the import wrote."""
        if before == after or now == before:
            return now
        if now == after:
            return before
        kept.append(_("{field}, which was changed since").format(field=label))
        return now

    def _has_called(self, client: Client, phone: Phone) -> bool:
        if self._callers is None:
            until = self._session.clock.now() + timedelta(minutes=1)
            rows = self._session.store.phone.between(self._run.started_at, until)
            self._callers = {(row.client_id or "", row.number) for row in rows}
        return (client.client_id, phone.e164) in self._callers

    def _keep(self, client: Client, why: str) -> None:
        self.kept.append(_("{code} keeps {why}").format(code=client.code, why=why))
