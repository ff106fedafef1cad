"""The sentence that refuses a person without a right, and its line in the system log."""

from contextlib import suppress

from core.basics.i18n import _
from core.basics.identity import MANAGERS, TECHNICIANS, Right, current
from core.basics.text import visible_text


def why_not(technician: str, right: Right) -> str:
    """The sentence for one who lacks a right."""
    if right is Right.WORK:
        return _("{technician} may read, and no more; ask a manager, who adds technicians to {group}").format(
            technician=technician, group=TECHNICIANS
        )
    return _("{technician} may not do this; ask a manager ({group})").format(technician=technician, group=MANAGERS)


def tell_system(technician: str, what: str) -> None:
    """Write a refusal of a shared store into the system's log for authorizations."""
    if current() is None:
        return
    with suppress(ImportError, OSError):
        import syslog

        syslog.openlog("monteore", syslog.LOG_PID, syslog.LOG_AUTHPRIV)
        syslog.syslog(syslog.LOG_WARNING, visible_text(f"refused: {technician}: {what}"[:400]))
