"""The user's configuration: one TOML file, read at start. A wrong setting is reported and its default is used."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.basics.dataclass import dataclass
from core.basics.i18n import _
from core.basics.places import DESK_SETTINGS
from core.basics.toml import read_toml
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


MOST_BYTES = 64 * 1024
"""The longest settings that a person may have on a shared host."""


def wanted_language() -> str:
    """The language that the settings name; empty for none, and where they cannot be read, which `read_settings` says."""
    with contextlib.suppress(OSError, ValueError):
        return _text(read_toml(settings_path().read_text(encoding="utf-8")), "language", [])
    return ""


def read_settings(path: Path | None = None) -> Settings:
    """Read the settings. Without a file the defaults are used; with an unreadable one too, and `troubles` says so."""
    place = path or settings_path()
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        content = b""
    except OSError as error:
        return _settings_of({}, place, [_unreadable(error, place)])
    return read_settings_text(content, place)


def read_settings_text(content: bytes, place: Path) -> Settings:
    """The same from the content of a file."""
    try:
        return _settings_of(read_toml(content.decode("utf-8")), place, [])
    except ValueError as error:
        return _settings_of({}, place, [_unreadable(error, place)])


def _unreadable(error: Exception, place: Path) -> str:
    reason = " ".join(str(error).split())
    return _("the settings cannot be read ({reason}); mend {path}").format(reason=reason, path=place)


def _settings_of(written: Mapping[str, Any], place: Path, troubles: list[str]) -> Settings:
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
