"""Backups of the store, and the decision on one that lacks acknowledged changes."""

from core.basics.clock import local_date
from core.basics.errors import Refused
from core.basics.i18n import _
from core.basics.identity import Right
from core.journal.events import HeadAccepted, SettingSet
from core.model.backups import Backup
from core.session import Session, needs

_FOLDER = "backup_folder"


class Recovery:
    """Backups of one store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def folder(self) -> str:
        """The folder of backups that the settings name; empty: `backups` beside the store."""
        return self._session.store.reads.setting(_FOLDER) or ""

    @needs(Right.MANAGE)
    def set_folder(self, folder: str) -> None:
        """Set the folder of backups; empty: `backups` beside the store."""
        with self._session.changing():
            if folder != self.folder:
                self._session.append([SettingSet(_FOLDER, folder)])

    @needs(Right.MANAGE, Right.SERVE)
    def back_up(self, folder: str | None = None) -> Backup:
        """Make a checked backup in a folder (`None`: that of the settings). Errors: `StoreUnavailable`."""
        return self._session.store.make_backup(self.folder if folder is None else folder, self._session.clock.now())

    @needs(Right.RUN)
    def back_up_daily(self) -> Backup | None:
        """Make today's backup as part of the daily run; `None` if there is one already, or where the server makes them.

        Errors: `StoreUnavailable`.
        """
        if not self._session.store.makes_backups:
            return None
        made = self._session.store.made_backups(self.folder)
        if made and local_date(made[0].made_at, self._session.zone) >= self._session.today:
            return None
        return self._session.store.make_backup(self.folder, self._session.clock.now())

    @needs(Right.READ)
    def backups(self) -> tuple[Backup, ...]:
        """The backups in the folder of the settings, the newest first."""
        return self._session.store.made_backups(self.folder)

    @needs(Right.MANAGE)
    def accept(self) -> int:
        """Accept a store that lacks acknowledged changes. Returns the last of them. Errors: `Refused` if it lacks none."""
        session = self._session
        missing = session.store.taken_back()
        if missing is None:
            raise Refused(_("this store lacks no acknowledged change; there is nothing to accept"))
        session.store.trust_file()
        with session.changing():
            session.append([HeadAccepted(missing)])
        return missing
