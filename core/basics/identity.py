"""Rights, and the name of a person who uses a store of his own: from the operating system, never from input."""

import os
import pwd
from enum import StrEnum
from typing import Final


def login_name(uid: int | None = None) -> str:
    """The login name of a user id; without one, of the user who runs the program."""
    found = os.getuid() if uid is None else uid
    try:
        return pwd.getpwuid(found).pw_name
    except (KeyError, OverflowError):
        return f"uid{found}"


SYSTEM: Final = "system"
"""The name of what rules do, and of the service account that works unattended."""


class Right(StrEnum):
    """A right that a service method needs.

    To read; to log own work; to manage (sell, void others' work, lock); to run what rules do by themselves, which every
    session may; to serve (backups, sending mail, the telephone's listeners), which the service account does unattended.
    """

    READ = "read"
    WORK = "work"
    MANAGE = "manage"
    RUN = "run"
    SERVE = "serve"


EVERY_RIGHT: Final = frozenset(Right)
READER: Final = frozenset({Right.READ, Right.RUN})
TECHNICIAN: Final = READER | {Right.WORK}
MANAGER: Final = EVERY_RIGHT
SYSTEM_RIGHTS: Final = frozenset({Right.READ, Right.RUN, Right.SERVE})
"""What the service account may unattended, and root on a store of somebody else."""
