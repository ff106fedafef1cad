"""The state of extensions as SIP tells it: documents of `application/dialog-info+xml` (RFC 4235) to events. Pure.

A dialog is a phone's part in a call. It is not over until a document says so, or a full one no longer has it. Exchanges that
connect two calls give each phone an id of its own; phones that one number rings at the same time are taken as one call.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from core.basics.safe_xml import parse_xml
from core.model.phone import Direction, EventKind, PhoneEvent
from core.phone.adapters.request import BadMessage

SOURCE = "sip"
CONTENT_TYPE = "application/dialog-info+xml"
LONGEST_DOCUMENT = 32_768
_MOST_DIALOGS = 100
_LONGEST_TEXT = 200
_MOST_VERSION_DIGITS = 10
_LONGEST_REUSED_ID = 16
"""An id that is shorter can be that of each call of an extension, such as Asterisk's, which is the extension."""
_AT_ONCE = timedelta(seconds=2)
_DIRECTIONS = {"recipient": Direction.IN, "initiator": Direction.OUT}


class DialogState(StrEnum):
    """The state of a dialog; the first three ring."""

    TRYING = "trying"
    PROCEEDING = "proceeding"
    EARLY = "early"
    CONFIRMED = "confirmed"
    TERMINATED = "terminated"


@dataclass(frozen=True, slots=True)
class Dialog:
    """One dialog of a document."""

    dialog_id: str
    """Id within the document's entity."""
    call: str
    """Call-ID of the dialog; empty where it is not told."""
    state: DialogState
    """Its state."""
    event: str
    """Why it has this state, such as `cancelled` or `replaced`; empty where it is not told."""
    direction: Direction | None
    """Who called whom; `None` where it is not told."""
    number: str
    """User part of the other side's address; empty where it is not told."""
    name: str
    """Name of the other side; empty where it is not told."""


@dataclass(frozen=True, slots=True)
class Document:
    """The state of one extension, or what changed of it."""

    version: int
    """Counts the documents of one subscription."""
    is_full: bool
    """Whether every dialog is in it."""
    dialogs: tuple[Dialog, ...]
    """The dialogs."""


NOTHING = Document(-1, True, ())
"""A full document without dialogs and without a version: what an exchange means that sends no document."""


def read_document(body: bytes) -> Document:
    """A document. Errors: `BadMessage`."""
    try:
        root = parse_xml(body.decode("utf-8"), LONGEST_DOCUMENT)
    except ValueError:
        raise BadMessage("the state of an extension cannot be read as XML") from None
    version, state = root.get("version", ""), root.get("state", "")
    is_counted = version.isascii() and version.isdigit() and len(version) <= _MOST_VERSION_DIGITS
    if _local(root) != "dialog-info" or not is_counted or state not in ("full", "partial"):
        raise BadMessage("the state of an extension is no dialog-info")
    found = [each for each in root if _local(each) == "dialog"]
    if len(found) > _MOST_DIALOGS:
        raise BadMessage("the state of an extension has too many dialogs")
    return Document(int(version), state == "full", tuple(dialog for each in found if (dialog := _dialog(each))))


def _dialog(element: Element) -> Dialog | None:
    """A dialog; `None` for one without an id, or in a state that is not known."""
    parts = {_local(each): each for each in element}
    said = parts.get("state")
    word = (said.text or "").strip().lower() if said is not None else ""
    dialog_id = element.get("id", "")[:_LONGEST_TEXT]
    if said is None or not dialog_id or word not in set(DialogState):
        return None
    number, name = _identity(parts.get("remote"))
    return Dialog(
        dialog_id,
        element.get("call-id", "")[:_LONGEST_TEXT],
        DialogState(word),
        said.get("event", "").strip().lower(),
        _DIRECTIONS.get(element.get("direction", "").strip().lower()),
        number,
        name,
    )


def _identity(remote: Element | None) -> tuple[str, str]:
    """Number and name of the other side."""
    identity = next((each for each in remote if _local(each) == "identity"), None) if remote is not None else None
    if identity is None:
        return "", ""
    address = re.sub(r"^(?:sips?|tel):", "", (identity.text or "").strip()[:_LONGEST_TEXT], flags=re.IGNORECASE)
    return unquote(address.partition("@")[0].partition(";")[0]), identity.get("display", "").strip()[:_LONGEST_TEXT]


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a document."""

    events: tuple[PhoneEvent, ...] = ()
    """The events."""
    is_old: bool = False
    """Whether a later document was read before, so that nothing was taken from this one."""
    has_gap: bool = False
    """Whether a document before this one was lost, so that the full state has to be asked for."""


@dataclass(slots=True)
class _Known:
    """A dialog as it was told last."""

    call: str
    leg: str
    extension: str
    direction: Direction | None
    number: str
    name: str
    began_at: datetime
    is_answered: bool = False
    ended_at: datetime | None = None


class DialogCalls:
    """Documents of several extensions to events."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], _Known] = {}
        self._versions: dict[str, int] = {}

    def begin(self, extension: str) -> None:
        """The exchange was asked for the full state: the next document may have any version."""
        self._versions.pop(extension, None)

    def take(self, extension: str, document: Document, now: datetime) -> Reading:
        """The events of a document that arrived at `now`.

        A full document says everything, also after a loss. An exchange that does not count its full documents tells the
        same version again.
        """
        last = self._versions.get(extension, -1)
        if document.version < last or (document.version == last >= 0 and not document.is_full):
            return Reading(is_old=True)
        is_first = extension not in self._versions
        has_gap = not document.is_full and (is_first or document.version != last + 1)
        self._versions[extension] = document.version
        events = [event for dialog in document.dialogs for event in self._one(extension, dialog, now)]
        if document.is_full:
            events += self._absent(extension, {dialog.dialog_id for dialog in document.dialogs}, now)
        return Reading(tuple(events), has_gap=has_gap)

    def _one(self, extension: str, dialog: Dialog, now: datetime) -> Iterator[PhoneEvent]:
        known = self._known.get((extension, dialog.dialog_id))
        is_open = known is not None and known.ended_at is None
        if dialog.state is DialogState.TERMINATED:
            if known is not None and is_open:
                yield self._ended(known, dialog.event, now)
            return
        is_confirmed = dialog.state is DialogState.CONFIRMED
        if known is None or not is_open:
            # Some exchanges tell of a call that the phone makes only that the line is in use: there is no number to look up.
            if is_confirmed and not dialog.number and dialog.direction is None:
                return
            known = self._begun(extension, dialog, now)
            if not is_confirmed:
                yield self._event(EventKind.RING, known, now)
        known.number, known.name = dialog.number or known.number, dialog.name or known.name
        known.direction = dialog.direction or known.direction
        if is_confirmed and not known.is_answered:
            known.is_answered = True
            yield self._event(EventKind.ANSWER, known, now)

    def _absent(self, extension: str, present: set[str], now: datetime) -> list[PhoneEvent]:
        """The ends of dialogs that a full document no longer has. They are forgotten some time after their end."""
        events = []
        for key, known in list(self._known.items()):
            if key[0] != extension or key[1] in present:
                continue
            if known.ended_at is None:
                events.append(self._ended(known, "", now))
            elif now - known.ended_at > _AT_ONCE:
                del self._known[key]
        return events

    def _begun(self, extension: str, dialog: Dialog, now: datetime) -> _Known:
        mine = [key for key in self._known if key[0] == extension]
        if len(mine) >= _MOST_DIALOGS:
            over = (key for key in mine if self._known[key].ended_at is not None)
            del self._known[next(over, mine[0])]
        leg = f"{extension}/{dialog.dialog_id}"
        own = leg if len(dialog.dialog_id) >= _LONGEST_REUSED_ID else f"{leg}/{now.timestamp():.3f}"
        known = _Known(
            self._call_of_another(extension, dialog, now) or dialog.call or own,
            own,
            extension,
            dialog.direction,
            dialog.number,
            dialog.name,
            now,
        )
        self._known[extension, dialog.dialog_id] = known
        return known

    def _call_of_another(self, extension: str, dialog: Dialog, now: datetime) -> str:
        """The call of another extension that this dialog is a part of; empty for none.

        That is one with its number that rings, or that ended just now: a group, or a call that was transferred.
        """
        if not dialog.number or dialog.direction is Direction.OUT:
            return ""
        for known in self._known.values():
            is_near = not known.is_answered if known.ended_at is None else now - known.ended_at <= _AT_ONCE
            if (
                known.extension != extension
                and known.number == dialog.number
                and known.direction is not Direction.OUT
                and (is_near or now - known.began_at <= _AT_ONCE)
            ):
                return known.call
        return ""

    def _ended(self, known: _Known, event: str, now: datetime) -> PhoneEvent:
        known.ended_at = now
        kind = EventKind.MISSED if event == "timeout" and not known.is_answered else EventKind.END
        ended = self._event(kind, known, now)
        # Another phone took the call over.
        return replace(ended, is_elsewhere=event == "replaced" and not known.is_answered)

    def _event(self, kind: EventKind, known: _Known, now: datetime) -> PhoneEvent:
        return PhoneEvent(
            kind,
            SOURCE,
            now,
            known.call,
            known.leg,
            known.number,
            known.name,
            known.extension,
            known.direction,
            now,
        )
