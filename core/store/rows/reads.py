"""The reads of clients, agreements, blocks, entries, lines and settings as one protocol."""

from typing import Protocol

from core.store.rows.accounts import AccountReads
from core.store.rows.agreements import AgreementReads
from core.store.rows.billing import BillingReads
from core.store.rows.blocks import BlockReads
from core.store.rows.clients import ClientReads
from core.store.rows.entries import EntryReads
from core.store.rows.settings import SettingReads


class Reads(ClientReads, AgreementReads, BlockReads, BillingReads, AccountReads, EntryReads, SettingReads, Protocol):
    """All reads of the ledger and the queries except long lists and sums for reports."""
