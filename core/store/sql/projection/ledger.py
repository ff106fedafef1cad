"""What each event does to the kept tables. SQL only: what to record was decided before."""

import json
from collections.abc import Sequence
from typing import Any

from core.basics.numbers import plan_for
from core.basics.phone import Phone
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
    LineDraft,
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
    Settlement,
    StatementIssued,
    WaitingCharge,
    WaitingCharged,
    account_of,
)
from core.model.billing import LineStatus
from core.model.blocks import LapseCause
from core.store.sql.phone_keys import phone_rows
from core.store.sql.projection import accounts, entries, merging, office
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
            _block_added(connection, seq, event)
        case OverdraftSettled():
            settled = _settle(connection, seq, event.block_id, event.settles)
            entries.balance(connection, account_of(event), 0, -settled)
        case HoursCorrected():
            row = plain(event) | {"account_id": account_of(event), "seq": seq}
            connection.insert("correction", row)
        case BlockVoided():
            _block_voided(connection, seq, event)
        case BlockForfeited():
            connection.run(
                "UPDATE block SET remaining_minutes = remaining_minutes - ?, forfeited_minutes = forfeited_minutes + ? "
                "WHERE business_id = :business AND block_id = ?",
                (event.minutes, event.minutes, event.block_id),
            )
            entries.balance(connection, account_of(event), -event.minutes, 0)
            _lapsed(connection, seq, event, event.into_block_id)
        case BlockRestored():
            _block_restored(connection, seq, event)
        case BlockEndMoved():
            connection.run(
                "UPDATE block SET expires_on = ? WHERE business_id = :business AND block_id = ?",
                (event.expires_on.isoformat(), event.block_id),
            )
        case BlockRolled():
            connection.run(
                "UPDATE block SET remaining_minutes = remaining_minutes - ?, carried_minutes = carried_minutes - ? "
                "WHERE business_id = :business AND block_id = ?",
                (event.minutes, event.minutes, event.block_id),
            )
            connection.run(
                "UPDATE block SET carried_minutes = carried_minutes + ?, remaining_minutes = remaining_minutes + ? "
                "WHERE business_id = :business AND block_id = ?",
                (event.minutes, event.minutes, event.into_block_id),
            )
            _lapsed(connection, seq, event, event.into_block_id)
        case RenewalAsked() | RenewalClosed():
            _renewal(connection, seq, recorded_at, event)
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
            _client(connection, seq, event)
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
            column = "paid_on" if event.status is LineStatus.PAID else "invoiced_on"
            connection.run(
                f"UPDATE line SET status = ?, number = ?, {column} = ? WHERE business_id = :business AND line_id = ?",
                (event.status.value, event.number, event.dated.isoformat(), event.line_id),
            )
        case LineUnmarked():
            _line_unmarked(connection, event)
        case FeeAdded():
            account_id, dated = account_of(event), event.dated.isoformat()
            period = {"period_from": event.period_from.isoformat(), "period_until": event.period_until.isoformat()}
            _line(connection, seq, event.line, event.client_id, account_id, dated, **period)
        case LineAdded():
            _line(connection, seq, event.line, event.client_id, account_of(event), event.dated.isoformat())
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
                _all_phones(connection)
        case ClientErased():
            from core.store.sql.projection import erasure

            erasure.apply(connection, event)


def _setting(connection: Session, name: str, value: str) -> None:
    connection.run(
        "INSERT INTO setting (business_id, name, value) VALUES (:business, ?, ?) "
        "ON CONFLICT (business_id, name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def _lapsed(connection: Session, seq: int, event: BlockForfeited | BlockRolled, into_block_id: str | None) -> None:
    row: dict[str, Any] = {
        "block_id": event.block_id,
        "client_id": event.client_id,
        "account_id": account_of(event),
        "minutes": event.minutes,
        "day": event.day.isoformat(),
        "into_block_id": into_block_id,
        "seq": seq,
    }
    if isinstance(event, BlockForfeited):
        row |= {"cause": event.cause.value, "credit_minor": event.credit_minor, "correction_id": event.correction_id}
    connection.insert("forfeiture", row)


def _line(
    connection: Session, seq: int, line: LineDraft, client_id: str, account_id: str, dated: str, **owner: str
) -> None:
    row: dict[str, Any] = {
        "line_id": line.line_id,
        "client_id": client_id,
        "account_id": account_id,
        "kind": line.kind.value,
        "minutes": line.minutes,
        "amount_minor": line.amount_minor,
        "currency": line.currency,
        "status": "to-invoice",
        "dated": dated,
        "corrects": line.corrects,
        "list_minor": line.list_minor,
        "seq": seq,
        **owner,
    }
    connection.insert("line", row)


def _line_unmarked(connection: Session, event: LineUnmarked) -> None:
    cleared = "paid_on = NULL"
    if event.status is not LineStatus.INVOICED:
        cleared += ", invoiced_on = NULL, number = ''"
    connection.run(
        f"UPDATE line SET status = ?, {cleared} WHERE business_id = :business AND line_id = ?",
        (event.status.value, event.line_id),
    )
    for line_id in event.voids:
        connection.run("UPDATE line SET status = 'void' WHERE business_id = :business AND line_id = ?", (line_id,))


def _entry_posted(connection: Session, seq: int, recorded_at: str, event: EntryPosted) -> None:
    entries.post_event(connection, seq, recorded_at, event)
    if event.line:
        account_id = account_of(event)
        payer = accounts.owner_of(connection, account_id) if event.account_id else event.client_id
        _line(connection, seq, event.line, payer, account_id, event.work_date.isoformat(), entry_id=event.entry_id)


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
        _line(connection, seq, entry.line, event.client_id, account_id, day, entry_id=entry.entry_id)


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


def _settle(connection: Session, seq: int, block_id: str, settlements: Sequence[Settlement]) -> int:
    """Draw the overdrafts that a block pays from it; returns their minutes."""
    for settlement in settlements:
        entries.take(connection, seq, settlement.entry_id, block_id, settlement.minutes)
        entries.settle(connection, settlement.entry_id, settlement.minutes)
    return sum(settlement.minutes for settlement in settlements)


def _block_added(connection: Session, seq: int, event: BlockAdded) -> None:
    connection.insert(
        "block",
        {
            "block_id": event.block_id,
            "client_id": event.client_id,
            "account_id": account_of(event),
            "size_minutes": event.size_minutes,
            "remaining_minutes": event.size_minutes,
            "price_minor": event.price_minor,
            "currency": event.currency,
            "sold_on": event.sold_on.isoformat(),
            "available_from": event.available_from.isoformat(),
            "expires_on": plain(event.expires_on),
            "own_expires_on": plain(event.expires_on),
            "origin": event.origin.value,
            "cause_entry_id": event.cause_entry_id,
            "serves": event.serves.value,
            "period_from": plain(event.period_from),
            "period_until": plain(event.period_until),
            "correction_id": event.correction_id,
            "from_block_id": event.from_block_id,
            "seq": seq,
        },
    )
    settled = _settle(connection, seq, event.block_id, event.settles)
    entries.balance(connection, account_of(event), event.size_minutes, -settled)
    for extension in event.extends:
        connection.insert(
            "extension",
            {
                "block_id": extension.block_id,
                "by_block_id": event.block_id,
                "expires_on": plain(extension.expires_on),
            },
        )
        connection.run(
            "UPDATE block SET expires_on = ? WHERE business_id = :business AND block_id = ?",
            (plain(extension.expires_on), extension.block_id),
        )
    sold_on, account_id = event.sold_on.isoformat(), account_of(event)
    if event.line:
        _line(connection, seq, event.line, event.client_id, account_id, sold_on, block_id=event.block_id)
    if event.renewal_id:
        connection.run(
            "UPDATE renewal SET outcome = 'approved' WHERE business_id = :business AND renewal_id = ?",
            (event.renewal_id,),
        )


def _block_voided(connection: Session, seq: int, event: BlockVoided) -> None:
    connection.run(
        "UPDATE block SET voided = 1, voided_seq = ?, remaining_minutes = 0 WHERE business_id = :business "
        "AND block_id = ?",
        (seq, event.block_id),
    )
    connection.run(
        "UPDATE line SET status = 'void' WHERE business_id = :business AND block_id = ? AND status = 'to-invoice'",
        (event.block_id,),
    )
    connection.run("DELETE FROM extension WHERE business_id = :business AND by_block_id = ?", (event.block_id,))
    for restored in event.restores:
        connection.run(
            "UPDATE block SET expires_on = ? WHERE business_id = :business AND block_id = ?",
            (plain(restored.expires_on), restored.block_id),
        )
    entries.balance(connection, account_of(event), -event.minutes, 0)


def _block_restored(connection: Session, seq: int, event: BlockRestored) -> None:
    expires_on = plain(event.expires_on)
    connection.run(
        "UPDATE block SET remaining_minutes = remaining_minutes + ?, forfeited_minutes = forfeited_minutes - ?, "
        "expires_on = ?, own_expires_on = ? WHERE business_id = :business AND block_id = ?",
        (event.minutes, event.minutes, expires_on, expires_on, event.block_id),
    )
    entries.balance(connection, account_of(event), event.minutes, 0)
    # A lapse of minutes below zero: the forfeiture's own row stays as it was told.
    connection.insert(
        "forfeiture",
        {
            "block_id": event.block_id,
            "client_id": event.client_id,
            "account_id": account_of(event),
            "minutes": -event.minutes,
            "day": event.day.isoformat(),
            "into_block_id": None,
            "seq": seq,
            "cause": LapseCause.EXPIRED.value,
        },
    )


def _renewal(connection: Session, seq: int, recorded_at: str, event: RenewalAsked | RenewalClosed) -> None:
    if isinstance(event, RenewalClosed):
        connection.run(
            "UPDATE renewal SET outcome = ? WHERE business_id = :business AND renewal_id = ?",
            (event.outcome, event.renewal_id),
        )
        return
    connection.insert(
        "renewal",
        {
            "renewal_id": event.renewal_id,
            "client_id": event.client_id,
            "account_id": account_of(event),
            "minutes": event.minutes,
            "price_minor": event.price_minor,
            "currency": event.currency,
            "asked_at": recorded_at,
            "cause_entry_id": event.cause_entry_id,
            "seq": seq,
        },
    )


def _client(connection: Session, seq: int, event: ClientAdded | ClientEdited) -> None:
    card = {
        "code": event.code,
        "name": event.name,
        "email": event.email,
        "phones": json.dumps(plain(event.phones), ensure_ascii=False),
        "contacts": json.dumps(list(event.contacts), ensure_ascii=False),
    }
    if isinstance(event, ClientAdded):
        connection.insert("client", {"client_id": event.client_id, **card, "seq": seq})
        accounts.add(connection, seq, event.client_id, event.client_id)
    else:
        assignments = ", ".join(f"{name} = ?" for name in card)
        connection.run(
            f"UPDATE client SET {assignments} WHERE business_id = :business AND client_id = ?",
            (*card.values(), event.client_id),
        )
    _phones(connection, event)
    merging.index(connection, event.client_id)


def _phones(connection: Session, event: ClientAdded | ClientEdited) -> None:
    connection.run("DELETE FROM client_phone WHERE business_id = :business AND client_id = ?", (event.client_id,))
    _keep_phones(connection, event.client_id, event.phones)


def _all_phones(connection: Session) -> None:
    """Derive every number anew: the time zone says the country of numbers without a country code."""
    connection.run("DELETE FROM client_phone WHERE business_id = :business")
    for client_id, phones in connection.rows(
        "SELECT client_id, phones FROM client WHERE business_id = :business ORDER BY seq"
    ):
        if phones != "[]":
            _keep_phones(connection, client_id, [Phone(**phone) for phone in json.loads(phones)])
            merging.index(connection, client_id)


def _keep_phones(connection: Session, client_id: str, phones: Sequence[Phone]) -> None:
    if phones:
        zone = connection.row("SELECT value FROM setting WHERE business_id = :business AND name = 'timezone'")
        for row in phone_rows(client_id, phones, plan_for(zone[0] if zone else "UTC")):
            connection.insert("client_phone", row)
