"""The user's configuration: one TOML file, read at start. A wrong setting is reported and its default is used."""

import contextlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.places import DESK_SETTINGS
from tui.commands.keymap import KeymapWish, make_keymap
from tui.keys import Keymap

_KNOWN = ("language", "theme", "preset", "keys", "letters")


@dataclass(frozen=True)
class Settings:
    """The settings; `troubles` holds one sentence for each setting that is wrong."""

    path: Path
    keymap: Keymap
    language: str = ""
    theme: str = ""
    troubles: tuple[str, ...] = ()


def settings_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The path of the configuration: MONTEORE_CONFIG, else a file in the platform's configuration folder."""
    return DESK_SETTINGS.path(environment=environment)


def wanted_language() -> str:
    """The language that the settings name; empty for none, and where they cannot be read, which `read_settings` says."""
    with contextlib.suppress(OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return _text(tomllib.loads(settings_path().read_text(encoding="utf-8")), "language", [])
    return ""


def read_settings(path: Path | None = None) -> Settings:
    """Read the settings. Without a file the defaults are used; with an unreadable one too, and `troubles` says so."""
    place = path or settings_path()
    troubles: list[str] = []
    written: dict[str, Any] = {}
    try:
        written = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = " ".join(str(error).split())
        troubles.append(_("the settings cannot be read ({reason}); mend {path}").format(reason=reason, path=place))
    for name in written:
        if name not in _KNOWN:
            troubles.append(
                _("the settings name {name}, which means nothing; write one of: {known}").format(
                    name=name, known=", ".join(_KNOWN)
                )
            )
    wish = KeymapWish(
        _text(written, "preset", troubles), _table(written, "keys", troubles), _table(written, "letters", troubles)
    )
    keymap, key_troubles = make_keymap(wish)
    return Settings(
        place,
        keymap,
        _text(written, "language", troubles),
        _text(written, "theme", troubles),
        (*troubles, *key_troubles),
    )


def _text(written: Mapping[str, Any], name: str, troubles: list[str]) -> str:
    value = written.get(name, "")
    if not isinstance(value, str):
        troubles.append(_('in the settings {name} must be a text, such as {name} = "…"').format(name=name))
        return ""
    return value.strip()


def _table(written: Mapping[str, Any], name: str, troubles: list[str]) -> dict[str, str]:
    value = written.get(name, {})
    if not isinstance(value, dict):
        troubles.append(_("in the settings [{name}] must be a table of commands and keys").format(name=name))
        return {}
    table: dict[str, str] = {}
    for command_id, keys in _flat(value):
        if isinstance(keys, str):
            table[command_id] = keys
        else:
            troubles.append(
                _('in the settings [{name}] {command} must be a text, such as "f5" or "f5,ctrl+s"').format(
                    name=name, command=command_id
                )
            )
    return table


def _flat(table: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    # `client.edit = "e"` is a dotted key: TOML reads it as a table in a table.
    found: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{name}.")
        else:
            found.append((before + name, value))
    return found
