"""What becomes of the words of a call that was saved or dropped elsewhere while its sheet was open.

Words for a call that was saved go into a correction of its entry, those for a dropped one into a line of quick entry:
both wait for Enter.
"""

from itertools import takewhile

from core.basics.dataclass import replace
from core.basics.durations import looks_like_duration, parse_duration
from core.basics.i18n import _
from core.basics.patterns import Pattern
from core.entryline.labels import WrapUp as Labels
from core.entryline.labels import read_wrap_up
from core.entryline.parse import looks_like_range
from core.entryline.understand import correction, line_to_correct
from core.model.calls import CallWords
from core.model.work import Span
from core.queries.accounts import Meant, typed_for
from core.queries.queries import Queries
from core.queries.views.calls import CallView
from core.queries.views.entries import EntryView
from tui.attempt import attempt
from tui.dialogs.log_lines import LogDraft
from tui.flows.entries import correct
from tui.flows.runner import Runner

_START = Pattern(r"@[0-9]{2}:[0-9]{2}")


async def is_over(runner: Runner, call: CallView, words: CallWords) -> bool:
    """Whether a call is over; if so its words are kept, and it is said where. A store that cannot be read says nothing."""
    reader = runner.reader
    own = await runner.read(lambda: attempt(lambda: reader.calls.list(reader.technician)))
    if own.value is None or any(each.call_id == call.call_id for each in own.value):
        return False
    entry_id = await runner.read(lambda: reader.calls.entry_of(call.call_id))
    entry = await runner.read(lambda: reader.queries.entry(entry_id)) if entry_id is not None else None
    if entry is not None and not entry.voided:
        await _add(runner, entry, words)
    elif text := text_of(words):
        await _put_into_quick_entry(runner, call, words, text)
    else:
        runner.say(_("the call with {name} was dropped elsewhere").format(name=call.client.name))
    return True


async def _add(runner: Runner, entry: EntryView, words: CallWords) -> None:
    """Offer what the entry does not have of a sheet, its client and time included, as a correction of it."""
    queries = runner.reader.queries
    before = await runner.read(lambda: line_to_correct(queries, entry))
    line = await runner.read(lambda: line_with_words(queries, entry, words))
    if line == before:
        runner.say(_("saved meanwhile: the entry of {name} has your words").format(name=entry.client.name))
        return
    runner.keep_typed(f"correct {entry.entry_id}", line)
    runner.say(_("saved meanwhile; Enter adds your words to the entry of {name}").format(name=entry.client.name))
    await correct(runner, entry)


def line_with_words(queries: Queries, entry: EntryView, words: CallWords) -> str:
    """An entry as the line that corrects it by what a sheet of its call says besides; what cannot be read stays out."""
    known = queries.work_types_of(Meant(entry.client, entry.account, False), queries.terms(entry.account.account_id))
    labels = attempt(lambda: read_wrap_up(words.note, known_work_types=known)).value or Labels(note=words.note)
    typed = words.work_type.strip().lstrip("+")
    work_type = attempt(lambda: read_wrap_up(f"+{typed}", known_work_types=known)).value if typed else None
    added = added_to(entry.note, labels.note)
    told = replace(
        entry,
        note=f"{entry.note} {added}".strip(),
        ticket=words.ticket.strip().lstrip("#") or labels.ticket or entry.ticket,
        work_type=(work_type.work_type if work_type else "") or labels.work_type or entry.work_type,
        no_charge=entry.no_charge or labels.no_charge,
    )
    head, length, *rest = line_to_correct(queries, told).split(" ")
    meant = attempt(lambda: queries.resolve_account(words.client)).value if words.client.strip() else None
    if meant is not None and (meant.client, meant.account) != (entry.client, entry.account):
        head = typed_for(meant.client, meant.account)
    time = "".join(words.time.split())
    if looks_like_duration(time) and attempt(lambda: parse_duration(time)).value != entry.worked_seconds:
        length = time
    elif looks_like_range(time):
        ranged = " ".join((head, time, *(word for word in rest if not _START.fullmatch(word))))
        work = attempt(lambda: correction(queries, entry, ranged).work).value
        if work is not None and (work.worked_seconds, work.spans[:1]) != (entry.worked_seconds, _first_span(entry)):
            return ranged
    return " ".join((head, length, *rest))


def _first_span(entry: EntryView) -> tuple[Span, ...]:
    return (Span(entry.started_at, entry.worked_seconds),) if entry.started_at is not None else ()


async def _put_into_quick_entry(runner: Runner, call: CallView, words: CallWords, text: str) -> None:
    time = words.time.strip() or await runner.read(lambda: _time_of(runner, call))
    line = f"{words.client.strip() or call.client.code} {time} {text}"
    draft = runner.log_draft
    if draft is None or draft.is_empty:
        draft = LogDraft([line])
    else:
        draft.lines.append(line)
        draft.place = len(draft.lines) - 1
    runner.log_draft = draft
    runner.keep_log()
    said = _("the call with {name} was dropped elsewhere: {key} has its time and your words in a line")
    runner.say(said.format(name=call.client.name, key=runner.key_of("log")))


def _time_of(runner: Runner, call: CallView) -> str:
    """From when until when a call lasted, else its length, as quick entry reads it."""
    over = attempt(lambda: runner.reader.queries.calls.one(call.call_id)).value or call
    zone = runner.reader.session.zone_for(runner.reader.queries.terms(call.client.client_id))
    return f"{max(1, over.elapsed_seconds // 60)}m @{over.started_at.astimezone(zone):%H:%M}"


def text_of(words: CallWords) -> str:
    """Note, ticket, work type and contact of a call as quick entry takes them; empty for none."""
    ticket, work_type, contact = words.ticket.strip().lstrip("#"), words.work_type.strip(), words.contact.strip()
    parts = (
        words.note.strip(),
        f"#{ticket}" if ticket else "",
        f"+{work_type}" if work_type else "",
        f"({contact})" if contact else "",
    )
    return " ".join(part for part in parts if part)


def added_to(note: str, typed: str) -> str:
    """What of a typed note an entry's note lacks: what follows the words with which both begin."""
    has, wants = note.split(), typed.split()
    if " ".join(wants).casefold() in " ".join(has).casefold():
        return ""
    shared = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(has, wants, strict=False)))
    return " ".join(wants[shared:])
