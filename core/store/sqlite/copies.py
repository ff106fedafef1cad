"""The backups of a store that a folder holds, and the newest head that they know."""

import contextlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from core.model.backups import Backup

STAMP = "%Y%m%dT%H%M%S%fZ"
"""How the name of a backup writes the instant at which it was made."""
_NAME = re.compile(r"(?P<stem>.+)-(?P<stamp>[0-9]{8}T[0-9]{12}Z)\.backup")


class Known(NamedTuple):
    """The head of a backup, the digest of its first journal row, and when it was made."""

    seq: int
    digest: str
    origin: str
    made_at: datetime


def listed(path: Path, folder: Path) -> tuple[Backup, ...]:
    """The backups of the store at `path` in a folder, the newest first."""
    found = []
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            match = _NAME.fullmatch(each.name)
            if match and match["stem"] == path.name:
                made = datetime.strptime(match["stamp"], STAMP).replace(tzinfo=UTC)
                found.append(Backup(str(each), made, each.stat().st_size, _head_of(each)[0]))
    return tuple(sorted(found, key=lambda backup: backup.made_at, reverse=True))


def newest(path: Path, folder: Path) -> Known | None:
    """What the newest backup of the store at `path` in a folder knows; `None` without one that tells."""
    names = list[tuple[str, str]]()
    with contextlib.suppress(OSError):
        for each in folder.iterdir():
            match = _NAME.fullmatch(each.name)
            if match and match["stem"] == path.name:
                names.append((match["stamp"], each.name))
    if not names:
        return None
    stamp, name = max(names)
    head, origin = _head_of(folder / name)
    with contextlib.suppress(ValueError):
        seq, digest = head.split(" ")
        return Known(int(seq), digest, origin, datetime.strptime(stamp, STAMP).replace(tzinfo=UTC))
    return None


def _head_of(copy: Path) -> tuple[str, str]:
    """The head that stands beside a copy, and the digest of its first row; empty where they do not."""
    try:
        lines = copy.with_name(copy.name + ".head").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return "", ""
    return (lines[0].strip() if lines else ""), (lines[1].strip() if len(lines) > 1 else "")
