"""Every read of clients, agreements, blocks, entries, lines and settings under one name."""

from core.store.sql.accounts import AccountReads
from core.store.sql.entries import EntryReads
from core.store.sql.keys import KeyReads
from core.store.sql.settings import SettingReads


class Reading(AccountReads, EntryReads, KeyReads, SettingReads):
    """What the ledger and the queries read, but for the long lists and the reports; one file a noun."""
