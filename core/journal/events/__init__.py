"""The event classes of the journal, one noun a file.

An event holds a whole decision, so that balances follow from the journal alone.
"""

from core.journal.events.accounts import (
    AccountAdded,
    AccountArchived,
    AccountBroughtBack,
    AccountChosen,
    AccountRenamed,
    AccountShared,
    AccountUnshared,
)
from core.journal.events.agreements import AgreementSet, AgreementWithdrawn
from core.journal.events.blocks import (
    BlockAdded,
    BlockDraw,
    BlockEndMoved,
    BlockForfeited,
    BlockRestored,
    BlockRolled,
    BlockVoided,
    Extension,
    OverdraftSettled,
    Settlement,
)
from core.journal.events.books import (
    ClockConfirmed,
    HeadAccepted,
    JournalRechained,
    KeyUsed,
    LockReopened,
    LockSet,
    SettingSet,
    StoreRestored,
)
from core.journal.events.clients import (
    CardGiven,
    CardMissing,
    ClientAdded,
    ClientArchived,
    ClientBroughtBack,
    ClientEdited,
    ClientErased,
    ClientMerged,
    FiscalSet,
    MailSwitched,
)
from core.journal.events.corrections import HoursCorrected
from core.journal.events.entries import (
    DrawsReplayed,
    EntryContested,
    EntryPosted,
    EntryVoided,
    ReplayedDraws,
    WaitingCharge,
    WaitingCharged,
)
from core.journal.events.imports import ClientsImported, ImportPart, ImportUndone
from core.journal.events.lines import FeeAdded, LineAdded, LineDraft, LineMarked, LinesExported, LineUnmarked
from core.journal.events.owners import OfAccount, account_of
from core.journal.events.proposals import CatalogueItemDropped, CatalogueItemSet, ProposalAdded, ProposalChanged
from core.journal.events.renewals import RenewalAsked, RenewalClosed
from core.journal.events.statements import StatementIssued
from core.journal.registry import Event

__all__ = [
    "AccountAdded",
    "AccountArchived",
    "AccountBroughtBack",
    "AccountChosen",
    "AccountRenamed",
    "AccountShared",
    "AccountUnshared",
    "AgreementSet",
    "AgreementWithdrawn",
    "BlockAdded",
    "BlockDraw",
    "BlockEndMoved",
    "BlockForfeited",
    "BlockRestored",
    "BlockRolled",
    "BlockVoided",
    "CardGiven",
    "CardMissing",
    "CatalogueItemDropped",
    "CatalogueItemSet",
    "ClientAdded",
    "ClientArchived",
    "ClientBroughtBack",
    "ClientEdited",
    "ClientErased",
    "ClientMerged",
    "ClientsImported",
    "ClockConfirmed",
    "DrawsReplayed",
    "EntryContested",
    "EntryPosted",
    "EntryVoided",
    "Event",
    "Extension",
    "FeeAdded",
    "FiscalSet",
    "HeadAccepted",
    "HoursCorrected",
    "ImportPart",
    "ImportUndone",
    "JournalRechained",
    "KeyUsed",
    "LineAdded",
    "LineDraft",
    "LineMarked",
    "LineUnmarked",
    "LinesExported",
    "LockReopened",
    "LockSet",
    "MailSwitched",
    "OfAccount",
    "OverdraftSettled",
    "ProposalAdded",
    "ProposalChanged",
    "RenewalAsked",
    "RenewalClosed",
    "ReplayedDraws",
    "SettingSet",
    "Settlement",
    "StatementIssued",
    "StoreRestored",
    "WaitingCharge",
    "WaitingCharged",
    "account_of",
]
