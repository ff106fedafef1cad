"""The notices that a change causes: events and mail switches in, notices out. See docs/mail.md."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum

from core.basics.dataclass import dataclass
from core.journal.events import (
    BlockAdded,
    BlockDraw,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    EntryPosted,
    EntryVoided,
    Event,
    OverdraftSettled,
    StatementIssued,
    WaitingCharged,
)
from core.model.blocks import Block, LapseCause, Origin
from core.model.mail import MailSwitches
from core.model.terms import Kind


class NoticeKind(StrEnum):
    """The subject matter of a message."""

    BALANCE = "balance"
    THRESHOLD = "threshold"
    RENEWAL = "renewal"
    RENEWAL_VOIDED = "renewal-voided"
    EXPIRY = "expiry"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Notice:
    """One piece of news for a client. It is sent once per `key`. Only the fields of its kind are set.

    `minutes` are those that expire, or that expired unused in the same change.
    """

    kind: NoticeKind
    key: str
    entries: tuple[EntryPosted, ...] = ()
    charged_entry_ids: tuple[str, ...] = ()
    voided_entry_ids: tuple[str, ...] = ()
    replaced_entry_ids: tuple[str, ...] = ()
    thresholds: tuple[int, ...] = ()
    blocks: tuple[BlockAdded, ...] = ()
    voided_blocks: tuple[BlockVoided, ...] = ()
    minutes: int = 0
    expires_on: date | None = None
    month: str = ""


def balance_change(event: Event, expired: Collection[str] = ()) -> int:
    """The minutes by which an event changes what counts for a threshold; below zero if it lowers them.

    `expired` are the ids of blocks whose last day is over: what they hold never counts.
    """

    def counted(draws: Iterable[BlockDraw]) -> int:
        return sum(draw.minutes for draw in draws if draw.block_id not in expired)

    match event:
        case EntryPosted():
            return -counted(event.draws) - event.overdraft_minutes
        case WaitingCharged():
            drawn = sum(counted(entry.draws) for entry in event.entries)
            return -drawn - sum(entry.overdraft_minutes for entry in event.entries)
        case EntryVoided():
            return counted(event.returns) + event.overdraft_minutes
        case BlockAdded():
            settled = sum(settlement.minutes for settlement in event.settles)
            return settled if event.block_id in expired else event.size_minutes
        case OverdraftSettled():
            settled = sum(settlement.minutes for settlement in event.settles)
            return settled if event.block_id in expired else 0
        case BlockRestored():
            return 0 if event.block_id in expired else event.minutes
        case BlockVoided() | BlockForfeited():
            return 0 if event.block_id in expired else -event.minutes
        case BlockRolled():
            return (event.block_id in expired) * event.minutes - (event.into_block_id in expired) * event.minutes
        case _:
            return 0


def moved_blocks(events: Iterable[Event]) -> frozenset[str]:
    """The ids of the blocks whose minutes the events change."""
    found: set[str] = set()
    for event in events:
        match event:
            case EntryPosted():
                found.update(draw.block_id for draw in event.draws)
            case WaitingCharged():
                found.update(draw.block_id for entry in event.entries for draw in entry.draws)
            case EntryVoided():
                found.update(draw.block_id for draw in event.returns)
            case BlockRolled():
                found.update((event.block_id, event.into_block_id))
            case BlockAdded() | OverdraftSettled() | BlockRestored() | BlockVoided() | BlockForfeited():
                found.add(event.block_id)
            case _:
                pass
    return frozenset(found)


def crossed(before_minutes: int, after_minutes: int, thresholds: Iterable[int]) -> tuple[int, ...]:
    """The thresholds that one change crossed downwards, highest first; strictly below counts, as for renewals."""
    return tuple(sorted((line for line in thresholds if before_minutes >= line > after_minutes), reverse=True))


def place_of(client_id: str, account: str) -> str:
    """What tells an account's keys apart: the client, and the account's id where it is not the client's own."""
    return f"{client_id}:{account}" if account else client_id


def is_key_of(key: str, kind: NoticeKind, place: str) -> bool:
    """Whether a key is of a notice of a kind about exactly that account: the place of a client's own one begins those of
    its others.
    """
    head = f"{kind.value}:{place}:"
    rest = key.removeprefix(head)
    return rest != key and (rest.isdigit() or rest.startswith("expired:"))


def of_change(
    client_id: str,
    events: Sequence[Event],
    switches: MailSwitches,
    kind: Kind | None,
    counted_minutes: int,
    seq: int,
    account: str = "",
    expired: Collection[str] = (),
) -> tuple[Notice, ...]:
    """The notices of one change of one account for one client. `counted_minutes` is what counts for a threshold after the
    change, `seq` its last row; `expired` are the ids of its blocks whose last day is over.

    `kind` is `None` without an agreement: there is no threshold then. `account` tells the keys of a client's accounts
    apart; empty for its own one. A client reads about its own work only, whoever else draws on the account.

    Work that waits for an agreement makes no message until it is charged. A change is treated as a whole: many entries
    make one message, and a threshold that was crossed in both directions within it (by an entry and its renewal) is not
    mentioned.
    """
    notices: list[Notice] = []
    own = [event for event in events if getattr(event, "client_id", client_id) == client_id]
    renewed, taken_back = _renewed(own)
    forfeited = sum(
        event.minutes for event in own if isinstance(event, BlockForfeited) and event.cause is LapseCause.EXPIRED
    )
    place = place_of(client_id, account)
    posted = tuple(event for event in own if isinstance(event, EntryPosted) and not event.waits)
    charged = tuple(entry.entry_id for event in events if isinstance(event, WaitingCharged) for entry in event.entries)
    replaced = {entry.replaces for entry in posted}
    voided = tuple(event.entry_id for event in own if isinstance(event, EntryVoided) and not event.waited)
    if switches.after_entry and (posted or charged or voided):
        gone = tuple(entry_id for entry_id in voided if entry_id not in replaced)
        notices.append(
            Notice(
                NoticeKind.BALANCE,
                f"balance:{place}:{seq}",
                entries=posted,
                charged_entry_ids=charged,
                voided_entry_ids=gone,
                replaced_entry_ids=tuple(entry_id for entry_id in voided if entry_id in replaced),
                blocks=renewed,
            )
        )
    if kind is Kind.PREPAID:
        before = counted_minutes - sum(balance_change(event, expired) for event in events)
        under = crossed(before, counted_minutes, switches.threshold_minutes)
        if under:
            notices.append(Notice(NoticeKind.THRESHOLD, f"threshold:{place}:{seq}", thresholds=under))
    if switches.renewal and taken_back:
        key = f"renewal-voided:{taken_back[0].block_id}"
        notices.append(Notice(NoticeKind.RENEWAL_VOIDED, key, voided_blocks=taken_back))
    if switches.renewal and renewed:
        notices.append(Notice(NoticeKind.RENEWAL, f"renewal:{renewed[0].block_id}", blocks=renewed, minutes=forfeited))
    if switches.statement:
        notices += [
            Notice(NoticeKind.STATEMENT, f"statement:{place}:{event.month}", month=event.month)
            for event in events
            if isinstance(event, StatementIssued)
        ]
    return tuple(notices)


def lapsed(
    place: str,
    counted_minutes: int,
    expired_days: Sequence[tuple[date, int]],
    switches: MailSwitches,
    is_told: Callable[[date], bool],
) -> tuple[Notice, ...]:
    """The notice of a threshold that the end of a block crossed, which no event records; at most one for each last day.

    `is_told` says whether a message about a threshold was written after a day.
    """
    notices = []
    for day, minutes in expired_days:
        under = crossed(counted_minutes + minutes, counted_minutes, switches.threshold_minutes)
        if under and not is_told(day):
            key = f"threshold:{place}:expired:{day.isoformat()}"
            notices.append(Notice(NoticeKind.THRESHOLD, key, thresholds=under))
    return tuple(notices[-1:])


def _renewed(events: Sequence[Event]) -> tuple[tuple[BlockAdded, ...], tuple[BlockVoided, ...]]:
    """The blocks that the change renewed and did not void, and blocks of earlier changes that it voided."""
    added = {e.block_id: e for e in events if isinstance(e, BlockAdded) and e.origin is Origin.RENEWED}
    taken = {
        e.block_id: e for e in events if isinstance(e, BlockVoided) and (e.renewed or e.cause_entry_id is not None)
    }
    kept = tuple(block for block_id, block in added.items() if block_id not in taken)
    gone = tuple(block for block_id, block in taken.items() if block_id not in added)
    return kept, gone


def expiring(
    client_id: str,
    blocks: Iterable[Block],
    switches: MailSwitches,
    day: date,
    is_told: Callable[[str], bool],
    account: str = "",
) -> tuple[Notice, ...]:
    """Notices of hours that expire within one of the agreed numbers of days; one for each number reached.

    If several numbers are reached at once (the first run, or missed runs), only the smallest makes a notice.
    `is_told` says whether a key was used before; `account` is as in `of_change`.
    """
    place = place_of(client_id, account)
    minutes_by_day: dict[date, int] = {}
    for block in blocks:
        if block.expires_on is not None and block.expires_on >= day and block.remaining_minutes > 0:
            minutes_by_day[block.expires_on] = minutes_by_day.get(block.expires_on, 0) + block.remaining_minutes
    notices = []
    for expires_on, minutes in sorted(minutes_by_day.items()):
        reached = [days for days in switches.expiry_days if (expires_on - day).days <= days]
        if not reached:
            continue
        key = f"expiry:{place}:{expires_on.isoformat()}:{min(reached)}"
        if not is_told(key):
            notices.append(Notice(NoticeKind.EXPIRY, key, minutes=minutes, expires_on=expires_on))
    return tuple(notices)
