"""What each event does to the kept tables. SQL only: what to record was decided before."""

import json

from core.journal.codec import canonical, plain
from core.journal.events import (
    AccountAdded,
    AccountArchived,
    AccountBroughtBack,
    AccountChosen,
    AccountRenamed,
    AccountShared,
    AccountUnshared,
    AgreementSet,
    AgreementWithdrawn,
    BlockAdded,
    BlockEndMoved,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    CardGiven,
    CardMissing,
    CatalogueItemDropped,
    CatalogueItemSet,
    ClientAdded,
    ClientArchived,
    ClientBroughtBack,
    ClientEdited,
    ClientErased,
    ClientMerged,
    ClientsImported,
    DrawsReplayed,
    EntryContested,
    EntryPosted,
    EntryVoided,
    Event,
    FeeAdded,
    FiscalSet,
    HoursCorrected,
    ImportPart,
    ImportUndone,
    KeyUsed,
    LineAdded,
    LineMarked,
    LinesExported,
    LineUnmarked,
    LockReopened,
    LockSet,
    MailSwitched,
    OverdraftSettled,
    ProposalAdded,
    ProposalChanged,
    RenewalAsked,
    RenewalClosed,
    SettingSet,
    StatementIssued,
    WaitingCharge,
    WaitingCharged,
    account_of,
)
from core.store.sql.projection import accounts, blocks, clients, entries, lines, merging, office
from core.store.sql.session import Session


def apply(connection: Session, seq: int, recorded_at: str, event: Event) -> None:
    """Bring the kept tables up to date with one journal row, inside the open write."""
    match event:
        case EntryPosted():
            _entry_posted(connection, seq, recorded_at, event)
        case WaitingCharged():
            for entry in event.entries:
                _entry_charged(connection, seq, event, entry)
        case DrawsReplayed():
            _draws_replayed(connection, seq, event)
        case EntryVoided():
            _entry_voided(connection, seq, event)
        case EntryContested():
            office.apply(connection, seq, recorded_at, event)
        case BlockAdded():
            blocks.add(connection, seq, event)
        case OverdraftSettled():
            blocks.settle(connection, seq, event)
        case HoursCorrected():
            row = plain(event) | {"account_id": account_of(event), "seq": seq}
            connection.insert("correction", row)
        case BlockVoided():
            blocks.void(connection, seq, event)
        case BlockForfeited():
            blocks.forfeit(connection, seq, event)
        case BlockRestored():
            blocks.restore(connection, seq, event)
        case BlockEndMoved():
            connection.run(
                "UPDATE block SET expires_on = ? WHERE business_id = :business AND block_id = ?",
                (event.expires_on.isoformat(), event.block_id),
            )
        case BlockRolled():
            blocks.roll(connection, seq, event)
        case RenewalAsked() | RenewalClosed():
            blocks.renew(connection, seq, recorded_at, event)
        case ClientArchived() | ClientBroughtBack():
            archived = int(isinstance(event, ClientArchived))
            connection.run(
                "UPDATE client SET archived = ? WHERE business_id = :business AND client_id = ?",
                (archived, event.client_id),
            )
            merging.index(connection, event.client_id)
        case CardMissing() | CardGiven():
            connection.run(
                "UPDATE client SET without_card = ? WHERE business_id = :business AND client_id = ?",
                (int(isinstance(event, CardMissing)), event.client_id),
            )
        case ClientAdded() | ClientEdited():
            clients.put(connection, seq, event)
        case ClientMerged():
            merging.apply(connection, event)
        case AgreementSet():
            row = {
                "agreement_id": event.agreement_id,
                "client_id": event.client_id,
                "account_id": account_of(event),
                "from_date": plain(event.from_date),
                "terms": canonical(plain(event.terms)),
                "kind": event.terms.kind.value,
                "block_minutes": event.terms.block_minutes,
                "threshold_minutes": event.terms.threshold_minutes,
                "seq": seq,
            }
            connection.insert("agreement", row)
        case AgreementWithdrawn():
            connection.run(
                "DELETE FROM agreement WHERE business_id = :business AND agreement_id = ?", (event.agreement_id,)
            )
        case LineMarked():
            lines.mark(connection, event)
        case LineUnmarked():
            lines.unmark(connection, event)
        case FeeAdded():
            account_id, dated = account_of(event), event.dated.isoformat()
            period = {"period_from": event.period_from.isoformat(), "period_until": event.period_until.isoformat()}
            lines.add(connection, seq, event.line, event.client_id, account_id, dated, **period)
        case LineAdded():
            lines.add(connection, seq, event.line, event.client_id, account_of(event), event.dated.isoformat())
        case AccountAdded() | AccountRenamed() | AccountArchived() | AccountBroughtBack():
            accounts.apply(connection, seq, event)
        case AccountShared() | AccountUnshared() | AccountChosen():
            accounts.apply(connection, seq, event)
        case StatementIssued() | LinesExported() | MailSwitched() | FiscalSet():
            office.apply(connection, seq, recorded_at, event)
        case CatalogueItemSet() | CatalogueItemDropped() | ProposalAdded() | ProposalChanged():
            office.apply(connection, seq, recorded_at, event)
        case KeyUsed():
            row = {"key": event.key, "use_id": event.use_id, "what": event.what, "content": event.content}
            row |= {"result": json.dumps(event.result), "client_id": event.client_id}
            connection.insert("used_key", row | {"seq": seq})
        case ImportPart() | ClientsImported() | ImportUndone():
            office.apply(connection, seq, recorded_at, event)
        case LockSet() | LockReopened():
            _setting(connection, "lock_date", event.day.isoformat() if event.day else "")
        case SettingSet():
            _setting(connection, event.name, event.value)
            if event.name == "timezone":
                clients.read_phones_anew(connection)
        case ClientErased():
            from core.store.sql.projection import erasure

            erasure.apply(connection, event)


def _setting(connection: Session, name: str, value: str) -> None:
    connection.run(
        "INSERT INTO setting (business_id, name, value) VALUES (:business, ?, ?) "
        "ON CONFLICT (business_id, name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _entry_posted(connection: Session, seq: int, recorded_at: str, event: EntryPosted) -> None:
    entries.post_event(connection, seq, recorded_at, event)
    if event.line:
        account_id = account_of(event)
        payer = accounts.owner_of(connection, account_id) if event.account_id else event.client_id
        lines.add(connection, seq, event.line, payer, account_id, event.work_date.isoformat(), entry_id=event.entry_id)


def _entry_charged(connection: Session, seq: int, event: WaitingCharged, entry: WaitingCharge) -> None:
    drawn = sum(draw.minutes for draw in entry.draws)
    connection.run(
        "UPDATE entry SET waits = 0, spans = '', charged_seq = ?, charge = ?, charged_minutes = ?, "
        "overdraft_minutes = ?, billed_minutes = ?, deducted_minutes = ? WHERE business_id = :business AND entry_id = ?",
        (
            seq,
            canonical(plain(entry.charge)),
            entry.charge.minutes,
            entry.overdraft_minutes,
            entry.billed_minutes,
            drawn + entry.overdraft_minutes,
            entry.entry_id,
        ),
    )
    for draw in entry.draws:
        entries.take(connection, seq, entry.entry_id, draw.block_id, draw.minutes)
    account_id, day = account_of(event), entry.work_date.isoformat()
    entries.balance(connection, account_id, -drawn - entry.overdraft_minutes, entry.overdraft_minutes)
    if entry.line:
        lines.add(connection, seq, entry.line, event.client_id, account_id, day, entry_id=entry.entry_id)


def _draws_replayed(connection: Session, seq: int, event: DrawsReplayed) -> None:
    for entry in event.entries:
        for draw in entry.returns:
            entries.take(connection, seq, entry.entry_id, draw.block_id, -draw.minutes)
        for draw in entry.draws:
            entries.take(connection, seq, entry.entry_id, draw.block_id, draw.minutes)
        connection.run(
            "UPDATE entry SET overdraft_minutes = overdraft_minutes + ? WHERE business_id = :business AND entry_id = ?",
            (entry.opened_minutes, entry.entry_id),
        )
    entries.balance(connection, account_of(event), 0, sum(entry.opened_minutes for entry in event.entries))


def _entry_voided(connection: Session, seq: int, event: EntryVoided) -> None:
    for draw in event.returns:
        entries.take(connection, seq, event.entry_id, draw.block_id, -draw.minutes)
    connection.run(
        "UPDATE entry SET voided = 1, voided_seq = ?, overdraft_minutes = 0, replaced_by = ?, waits = 0, spans = '' "
        "WHERE business_id = :business AND entry_id = ?",
        (seq, event.replaced_by, event.entry_id),
    )
    returned = sum(draw.minutes for draw in event.returns)
    entries.balance(connection, account_of(event), returned + event.overdraft_minutes, -event.overdraft_minutes)
    if event.voided_line_id:
        connection.run(
            "UPDATE line SET status = 'void' WHERE business_id = :business AND line_id = ?", (event.voided_line_id,)
        )
