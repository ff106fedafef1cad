"""Where the settings files are: as named, else in an environment variable, else in the platform's configuration folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.identity import Frame, current
from core.basics.patterns import Pattern


@dataclass(frozen=True)
class SettingsFile:
    """A settings file by its name in the configuration folder, and the variable that can name another."""

    name: str
    variable: str
    is_personal: bool = False
    """Whether each person of a shared store can have a file of his own."""

    def path(self, named: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
        """The path: in the home of a shared store's account; else as named, that of the variable, or the default one."""
        frame = current()
        if frame is not None:
            return self._own(frame) or frame.home / self.name
        chosen = named or environment.get(self.variable)
        if chosen:
            return Path(chosen).expanduser()
        from platformdirs import user_config_path

        return user_config_path("monteore", appauthor=False) / self.name

    def own_path(self, frame: Frame) -> Path | None:
        """Where the person of a shared store has a file of his own, in the account's home; `None` for nobody."""
        if self.is_personal and _NAME.fullmatch(frame.person):
            return frame.home / PEOPLE / f"{frame.person}.{self.name}"
        return None

    def keep_own(self, frame: Frame, content: bytes) -> None:
        """Keep a file of the person's own, in one step. Errors: `OSError`."""
        path = self.own_path(frame)
        assert path is not None
        path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_bytes(content)
        draft.replace(path)

    def _own(self, frame: Frame) -> Path | None:
        path = self.own_path(frame)
        return path if path is not None and path.is_file() else None


_NAME = Pattern(r"[A-Za-z0-9_][A-Za-z0-9_.@-]*")
PEOPLE: Final = "people"
"""The folder of personal settings in the home of a shared store's account."""
DESK_SETTINGS: Final = SettingsFile("config.toml", "MONTEORE_CONFIG", is_personal=True)
MAIL_SETTINGS: Final = SettingsFile("mail.toml", "MONTEORE_MAIL")
PHONE_SETTINGS: Final = SettingsFile("phone.toml", "MONTEORE_PHONE")
SETTINGS_FILES: Final = (DESK_SETTINGS, MAIL_SETTINGS, PHONE_SETTINGS)
