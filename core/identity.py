"""Who works: from the operating system, and from sudo where the program runs through it; never from what is typed."""

import os
import pwd


def technician_name() -> str:
    """The login name of the person: sudo's caller where the process runs as somebody else, else the process's user."""
    uid = os.getuid()
    caller = os.environ.get("SUDO_UID", "")
    if caller.isdecimal() and int(caller) != uid:
        uid = int(caller)
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid{uid}"
