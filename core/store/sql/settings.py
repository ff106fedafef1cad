"""Reads of settings. SQL only."""

from datetime import date

from core.store.sql.session import Reader, day


class SettingReads(Reader):
    """Settings by name."""

    def setting(self, name: str) -> str | None:
        """A setting of the store."""
        row = self._row("SELECT value FROM setting WHERE business_id = :business AND name = ?", (name,))
        return str(row[0]) if row else None

    def lock_date(self) -> date | None:
        """Nothing dated on or before it may change."""
        return day(self.setting("lock_date"))
