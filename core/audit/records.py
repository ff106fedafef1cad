"""The auditor's second part: what clients, entries, blocks and lines say besides their minutes left."""

import json
from datetime import date

from core.audit.facts import FactBook
from core.journal.codec import canonical, instant_text, plain
from core.journal.events import (
    BlockAdded,
    BlockForfeited,
    BlockRolled,
    BlockVoided,
    ClientAdded,
    ClientArchived,
    ClientBroughtBack,
    ClientEdited,
    EntryPosted,
    Event,
    LineAdded,
    LineDraft,
    LineMarked,
)
from core.model.billing import LineStatus


class Records:
    """Folds events into facts; `book` is shared with the other parts."""

    def __init__(self, book: FactBook) -> None:
        self._book = book
        self._archived: set[str] = set()
        self._invoiced: dict[str, date] = {}

    def record(self, seq: int, event: Event) -> None:
        """Fold one event; `seq` is its journal row."""
        match event:
            case ClientAdded() | ClientEdited():
                self._client(event)
            case ClientArchived():
                self._archived.add(event.client_id)
                self._book.end("client", event.client_id, 1)
            case ClientBroughtBack():
                self._archived.discard(event.client_id)
                self._book.end("client", event.client_id, 0)
            case EntryPosted():
                self._entry(event)
            case BlockAdded():
                self._block(event)
            case BlockVoided():
                for restored in event.restores:
                    self._book.end("block", restored.block_id, restored.expires_on)
            case BlockForfeited():
                parts = (event.block_id, event.minutes, event.day, "", event.cause.value, event.credit_minor)
                self._book.keep("lapse", str(seq), *parts)
            case BlockRolled():
                parts = (event.block_id, event.minutes, event.day, event.into_block_id, "expired", 0)
                self._book.keep("lapse", str(seq), *parts)
            case LineAdded():
                self._line(event.line, event.client_id, event.dated.isoformat())
            case LineMarked():
                self._marked(event)
            case _:
                pass

    def _client(self, event: ClientAdded | ClientEdited) -> None:
        archived = int(event.client_id in self._archived)
        phones = json.dumps(plain(event.phones), ensure_ascii=False)
        contacts = json.dumps(list(event.contacts), ensure_ascii=False)
        card = (event.code, event.name, event.email, phones, contacts, archived)
        self._book.keep("client", event.client_id, *card)

    def _entry(self, event: EntryPosted) -> None:
        deducted = sum(draw.minutes for draw in event.draws) + event.overdraft_minutes
        self._book.seal(
            "entry",
            event.entry_id,
            event.client_id,
            event.technician,
            event.work_date,
            instant_text(event.started_at) if event.started_at else None,
            event.worked_seconds,
            event.billed_minutes,
            deducted,
            canonical(plain(event.charge)),
            event.work_type,
            event.ticket,
            event.note,
            event.contact,
            int(event.no_charge),
            event.key,
            event.replaces,
        )
        if event.line:
            self._line(event.line, event.client_id, event.work_date.isoformat())

    def _block(self, event: BlockAdded) -> None:
        self._book.keep(
            "block",
            event.block_id,
            event.client_id,
            event.size_minutes,
            event.price_minor,
            event.currency,
            event.sold_on,
            event.available_from,
            event.expires_on,
            event.origin.value,
            event.cause_entry_id,
            event.expires_on,
        )
        for extension in event.extends:
            self._book.end("block", extension.block_id, extension.expires_on)
        self._line(event.line, event.client_id, event.sold_on.isoformat())

    def _line(self, line: LineDraft, client_id: str, dated: str) -> None:
        what = (client_id, line.kind.value, line.minutes, line.amount_minor, line.currency, dated)
        self._book.keep("line", line.line_id, *what, "", None, None)

    def _marked(self, event: LineMarked) -> None:
        if event.status is LineStatus.PAID:
            self._book.end("line", event.line_id, event.number, self._invoiced.get(event.line_id), event.dated)
        else:
            self._invoiced[event.line_id] = event.dated
            self._book.end("line", event.line_id, event.number, event.dated, None)
