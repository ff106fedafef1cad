"""Read a typed line as a draft: first find the client, then read the rest with its time zone and work types."""

import re
from typing import Final

from core.basics.clock import local_date
from core.basics.dataclass import dataclass, replace
from core.basics.durations import format_units, parse_duration, shown_word
from core.basics.errors import AmbiguousClient, MonteoreError, UnknownClient, UnreadableLine
from core.basics.i18n import _, language
from core.basics.patterns import Pattern
from core.entryline.parse import (
    DAY_WORDS_BY_LANGUAGE,
    EntryLine,
    TokenKind,
    begins_with_time_or_label,
    client_text_of,
    looks_like_range,
    read_line,
    said_when,
    says_time,
)
from core.model.clients import Client
from core.model.terms import Terms
from core.model.work import Draft, Span
from core.queries.accounts import Meant
from core.queries.queries import Queries
from core.queries.views.entries import EntryView

_TICKET: Final = "#none"
_NOTE: Final = "note=none"
_NO_CHARGE: Final = "nc=none"
_CONTACT: Final = "contact=none"
_CLOCK: Final = Pattern(r"[0-9]{1,2}[:.][0-9]{2}")
_MOST_NAME_WORDS: Final = 8
_REMOVALS: Final = frozenset({_TICKET, _NOTE, _NO_CHARGE, _CONTACT})


@dataclass(frozen=True)
class ReadLine:
    """A line that was read: its client and account, its parsed words, the draft to post, and the line as typed.

    `has_default`: a line that began with no client would have been another client's.
    """

    meant: Meant
    words: EntryLine
    draft: Draft
    line: str
    has_default: bool = False

    @property
    def client(self) -> Client:
        """The client that the work is for."""
        return self.meant.client


def understand(
    queries: Queries,
    line: str,
    *,
    client: Client | None = None,
    key: str | None = None,
    doubts: bool = False,
    default: Client | Meant | None = None,
    is_strict: bool = False,
) -> ReadLine:
    """Read a line. Errors: `UnreadableLine` with offsets, `UnknownClient`, `AmbiguousClient`.

    If the line does not begin with a client, `default` is used, if given, and `words.default_used` is true. With
    `is_strict` an unknown word directly before a time (`zanot 5 toner`) is an unknown client, never a note. With `doubts`
    an H:MM that can be a clock time is returned as `words.doubt`, for a caller that can ask; else it is refused.
    """
    text, start, end = client_text_of(line)
    if not text:
        sentence = _("the line is empty; write a client and a duration, such as: acme 15 printer jams #4821")
        raise UnreadableLine(sentence, start, end)
    if isinstance(default, Client):
        default = queries.meant(default)
    named = None if client else _named_in_words(queries, line, text, start)
    if named is not None:
        found, end = named
        meant = queries.meant(found)
    else:
        meant = (
            queries.meant(client) if client else _client_or_default(queries, line, text, default, is_strict=is_strict)
        )
    if default is not None and meant is default:
        # Somebody may have archived the client since it was chosen. Errors: `UnknownClient`.
        queries.resolve_client(meant.client.code)
    terms: Terms = queries.terms(meant.account_id)
    words = read_line(
        line,
        now=queries.session.clock.now(),
        zone=queries.session.zone_for(terms),
        known_work_types=queries.work_types_of(meant, terms),
        day_words=DAY_WORDS_BY_LANGUAGE.get(language()),
        doubts=doubts,
        client_end=end if named else None,
        default_client=meant.client.code if default else "",
        is_client=(lambda first: meant is not default or _names(queries, first, meant.client)) if default else None,
    )
    draft = Draft(
        meant.client.client_id,
        words.work,
        # A ticket that says the client is the entry's ticket, too.
        words.ticket or (text[1:] if named is None and words.client_text == text and text.startswith("#") else ""),
        words.note,
        key=key,
        content=line.strip() if key else "",
        account_id=meant.said_account_id,
    )
    return ReadLine(meant, words, draft, line, default is not None)


def _named_in_words(queries: Queries, line: str, first: str, start: int) -> tuple[Client, int] | None:
    """The client whose name stands in several words before the time or a label (`Acme Plastics 15`), and where it ends."""
    ends = [word.end() for word in re.finditer(r"\S+", line[start:])][:_MOST_NAME_WORDS]
    places = [place for place, end in enumerate(ends) if begins_with_time_or_label(line[start + end :])]
    # The longest name with something behind it first: of `Radio 105 20 toner` the first number is the name's.
    longer = [place for place in places[1:] if line[start + ends[place] :].strip()]
    if longer and _is_code_alone(queries, first, line[start:]):
        return None
    for place in [*reversed(longer), *places[:1]]:
        end = start + ends[place]
        if place > 0 and (client := _of_whole_name(queries, " ".join(line[start:end].split()))) is not None:
            break
    else:
        return None
    try:
        # A first word that is another client's code is that client, and the rest a note.
        return (client, end) if queries.resolve_client(first) == client else None
    except (AmbiguousClient, UnknownClient):
        return client, end


def _is_code_alone(queries: Queries, first: str, text: str) -> bool:
    """Whether a first word is the code of a client whose name does not begin with the line's first two words.

    Such a line means this client and no longer name: nothing has to be searched for.
    """
    coded = queries.client_coded(first)
    words = text.casefold().split()[:2]
    return coded is not None and not coded.archived and coded.name.casefold().split()[:2] != words


def _of_whole_name(queries: Queries, text: str) -> Client | None:
    """The one client whose name begins with these words."""
    if '"' in text:
        return None
    client = queries.client_named(text)
    words = text.casefold().split()
    return client if client is not None and client.name.casefold().split()[: len(words)] == words else None


def _client_or_default(
    queries: Queries, line: str, text: str, default: Meant | None, *, is_strict: bool = False
) -> Meant:
    """The client at the start of a line; the default one if the line begins with a time, a label or no known name.

    A name spelt similarly to a client's is refused as unknown, so that a typing error never means the default client.
    """
    if default is None:
        return _client_alone(queries, line, text)
    try:
        found = queries.resolve_account(text)
    except UnknownClient as unknown:
        if begins_with_time_or_label(line):
            return default
        if unknown.suggestions or unknown.archived or _is_archived(queries, text):
            raise
        if is_strict and begins_with_time_or_label(line[client_text_of(line)[2] :]):
            sentence = _("there is no client {text}; for {code} write the time first").format(
                text=text, code=default.client.code
            )
            raise UnknownClient(sentence) from None
        return default
    except AmbiguousClient:
        if begins_with_time_or_label(line):
            return default
        raise
    if begins_with_time_or_label(line) and found.client.code != text.casefold():
        return default
    return found


def _client_alone(queries: Queries, line: str, text: str) -> Meant:
    """The client at the start of a line for which nobody is chosen. Errors: also `UnknownClient` for a time there.

    A first word such as `15` or `20` is a length that forgot its client, not part of a name or a ticket's number.
    """
    said = _("the line begins with the time '{text}' and says no client; begin with one, as in: acme {text}")
    is_time = begins_with_time_or_label(line) and looks_like_time(text)
    try:
        found = queries.resolve_account(text)
    except UnknownClient as unknown:
        if not is_time:
            raise
        raise UnknownClient(said.format(text=shown_word(text)), unknown.suggestions) from None
    if is_time and text.casefold() not in (found.client.code, f"{found.client.code}/{found.account.name}".casefold()):
        raise UnknownClient(said.format(text=shown_word(text)))
    return found


def looks_like_time(text: str) -> bool:
    """Whether a word is a length that an entry can have, or a clock time or a range."""
    try:
        return looks_like_range(text) or parse_duration(text) > 0
    except MonteoreError:
        return bool(_CLOCK.fullmatch(text))


def _is_archived(queries: Queries, text: str) -> bool:
    try:
        meant = queries.resolve_account(text, archived=True)
    except MonteoreError:
        return False
    return meant.client.archived or meant.account.archived


def _names(queries: Queries, text: str, client: Client) -> bool:
    """Whether a text identifies this client and no other."""
    if begins_with_time_or_label(text) and client.code != text.casefold():
        return False
    try:
        return queries.resolve_client(text.strip('"')) == client
    except MonteoreError:
        return False


def line_to_correct(queries: Queries, entry: EntryView) -> str:
    """An entry as the line that would log it again, day and start included."""
    from core.entryline.complete import line_of

    day = f"@{entry.work_date.isoformat()}"
    start = ""
    if entry.started_at is not None:
        zone = queries.session.zone_for(queries.terms(entry.account.account_id, entry.work_date))
        start = f"@{entry.started_at.astimezone(zone):%H:%M}"
    head, *rest = line_of(entry).split(" ")
    if queries.chosen_account(entry.client, entry.work_type) != entry.account:
        head = f"{entry.client.code}/{entry.account.typed_name}"
    return " ".join(word for word in (head, rest[0], day, start, *rest[1:]) if word)


def correction(queries: Queries, entry: EntryView, line: str) -> Draft:
    """The draft of a corrected line that replaces an entry. Errors: as `understand`.

    What the line does not say stays: client and account, day, start, length, ticket, work type, note, contact, no charge.
    `#none`, `note=none`, `nc=none` and `contact=none` take one away.
    """
    from core.entryline.kept_times import begins_like, with_spans

    line, taken = _without_removals(line)
    said, said_words = line, line.split()
    if not says_time(line) and not (said_words and says_time(line[client_text_of(line)[2] :])):
        said += f" {format_units(entry.worked_seconds)}"
    says_day, says_start = said_when(line)
    if not says_day:
        said += f" @{entry.work_date.isoformat()}"
    try:
        read = understand(
            queries, said if said_words else said.strip(), default=Meant(entry.client, entry.account, True)
        )
    except UnreadableLine as error:
        # What was added for the entry's day and length is no place in the typed line.
        raise UnreadableLine(str(error), min(error.start, len(line)), min(error.end, len(line)), error.reason) from None
    kinds = {token.kind for token in read.words.tokens}
    work, draft = read.draft.work, read.draft
    zone = queries.session.zone_for(queries.terms(read.meant.account_id, work.work_date))
    before = _spans_of(queries, entry)
    is_kept = not says_start and not work.spans
    is_other_client = read.meant.client.client_id != entry.client.client_id
    if before and is_kept and is_other_client and not says_day:
        # The instant stays; another client's zone may call its day by another date.
        work = replace(work, work_date=local_date(before[0].started_at, zone))
    if before and (is_kept or (begins_like(work, before) and TokenKind.RANGE not in kinds)):
        same_day = work.work_date in (entry.work_date, local_date(before[0].started_at, zone))
        work = with_spans(work, same_day, before, zone, queries.session.clock.now(), moves=not says_day)
    elif len(before) == 1 and begins_like(work, before) and work.worked_seconds == entry.worked_seconds:
        work = replace(work, spans=before)
    if TokenKind.WORK_TYPE not in kinds:
        work = replace(work, work_type=entry.work_type)
    no_charge = work.no_charge or (entry.no_charge and _NO_CHARGE not in taken)
    return replace(
        draft,
        work=replace(work, no_charge=no_charge),
        ticket=draft.ticket or ("" if _TICKET in taken else entry.ticket),
        note=draft.note or ("" if _NOTE in taken else entry.note),
        contact="" if _CONTACT in taken else entry.contact,
    )


def _without_removals(line: str) -> tuple[str, frozenset[str]]:
    """The line with blanks in the place of the words that take something away, and those words."""
    taken = set()

    def blank(word: re.Match[str]) -> str:
        found = word[0].casefold()
        if found not in _REMOVALS:
            return word[0]
        taken.add(found)
        return " " * len(word[0])

    return re.sub(r"\S+", blank, line), frozenset(taken)


def _spans_of(queries: Queries, entry: EntryView) -> tuple[Span, ...]:
    """The times at which an entry was worked on; several for a call that was held, none where only the day is known."""
    if entry.started_at is None:
        return ()
    stored = queries.session.store.reads.spans([entry.entry_id])
    return stored.get(entry.entry_id) or (Span(entry.started_at, entry.worked_seconds),)
