"""The files that no output of this process may replace: its store, the default one, the settings files and their secrets."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cli.shell import Shell
from core.basics.errors import MonteoreError
from core.basics.files import Spared
from core.basics.places import SETTINGS_FILES
from core.basics.toml import read_toml


def spared_by(shell: Shell) -> Spared:
    """What the process works with."""
    return Spared(tuple(_stores(shell)), tuple(_settings()))


def _stores(shell: Shell) -> Iterator[Path]:
    from core.store.place import Place, default_place

    yield default_place().path
    for named in (shell.db, os.environ.get("MONTEORE_DB")):
        if named:
            with suppress(MonteoreError, RuntimeError):
                place = Place.parse(named)
                if place.is_file:
                    yield place.path.expanduser()


def _settings() -> Iterator[Path]:
    for each in SETTINGS_FILES:
        with suppress(RuntimeError):
            path = each.path()
            yield path
            yield from _secrets_of(path)


def _secrets_of(path: Path) -> Iterator[Path]:
    """The files of passwords that a settings file names."""
    with suppress(OSError, ValueError):
        tables = [read_toml(path.read_text(encoding="utf-8"))]
        while tables:
            for name, value in tables.pop().items():
                if isinstance(value, dict):
                    tables.append(value)
                elif isinstance(value, str) and name.endswith("_file"):
                    with suppress(RuntimeError):
                        yield Path(value).expanduser()
