"""The technician's name: from the operating system, or from sudo; never from input."""

import os
import pwd
from enum import StrEnum
from typing import Final


def technician_name(store_owner: int) -> str:
    """The login name of the person who uses a store; `store_owner` is the user id that owns its file.

    SUDO_UID is used only if the process runs as root or as the store's owner, as it does under sudo: any other user
    could set SUDO_UID to a colleague's id.
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
    """A right that a service method needs: to read, to log own work, or to manage (sell, void others' work, lock)."""

    READ = "read"
    WORK = "work"
    MANAGE = "manage"


EVERY_RIGHT: Final = frozenset(Right)
