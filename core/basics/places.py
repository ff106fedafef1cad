"""Where the settings files are: as named, else in an environment variable, else in the platform's configuration folder."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.identity import current


@dataclass(frozen=True)
class SettingsFile:
    """A settings file by its name in the configuration folder, and the variable that can name another."""

    name: str
    variable: str

    def path(self, named: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
        """The path: in the home of a shared store's account; else as named, that of the variable, or the default one."""
        frame = current()
        if frame is not None:
            return frame.home / self.name
        chosen = named or environment.get(self.variable)
        if chosen:
            return Path(chosen).expanduser()
        from platformdirs import user_config_path

        return user_config_path("monteore", appauthor=False) / self.name


DESK_SETTINGS: Final = SettingsFile("config.toml", "MONTEORE_CONFIG")
MAIL_SETTINGS: Final = SettingsFile("mail.toml", "MONTEORE_MAIL")
PHONE_SETTINGS: Final = SettingsFile("phone.toml", "MONTEORE_PHONE")
SETTINGS_FILES: Final = (DESK_SETTINGS, MAIL_SETTINGS, PHONE_SETTINGS)
