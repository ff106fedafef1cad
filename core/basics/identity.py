"""Who works: from the operating system, and from sudo where the program runs through it; never from what is typed."""

import os
import pwd
from enum import StrEnum
from typing import Final


def technician_name(store_owner: int) -> str:
    """The login name of the person at work on a store whose file belongs to the user id `store_owner`.

    Sudo's caller is believed only where the process runs as root or as the store's owner, which is what sudo does: anybody
    else could have set SUDO_UID himself to name a colleague.
    """
    uid = os.getuid()
    caller = os.environ.get("SUDO_UID", "")
    if uid in (0, store_owner) and caller.isascii() and caller.isdecimal():
        uid = int(caller)
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return f"uid{uid}"


class Right(StrEnum):
    """What a service method needs: to read, to log work of one's own, or to manage (sell, void others' work, lock)."""

    READ = "read"
    WORK = "work"
    MANAGE = "manage"


EVERY_RIGHT: Final = frozenset(Right)
