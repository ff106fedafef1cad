"""The reads of clients, agreements, blocks, entries, lines and settings as one protocol."""

from typing import Protocol

from core.store.rows.accounts import AccountReads
from core.store.rows.agreements import AgreementReads
from core.store.rows.billing import BillingReads
from core.store.rows.blocks import BlockReads
from core.store.rows.clients import ClientReads
from core.store.rows.entries import EntryReads
from core.store.rows.keys import KeyReads
from core.store.rows.settings import SettingReads


class Reads(
    ClientReads,
    AgreementReads,
    BlockReads,
    BillingReads,
    AccountReads,
    EntryReads,
    KeyReads,
    SettingReads,
    Protocol,
):
    """What the ledger and the queries read, but for the long lists and the reports."""
