"""Rights, who works, and the frame of a shared store: the program runs as a service account, for the person whom sudo names.

An account whose login shell refuses every login is a service account. Only sudo, cron or systemd start a program as it, so
SUDO_UID can be believed there and nowhere else. Inside the frame the caller chooses no file: the store and the settings are
those of the account's home, and the environment keeps what a terminal and a language need.
"""

import os
import pwd
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from core.basics.dataclass import dataclass
from core.basics.errors import Refused, reason_of
from core.basics.i18n import _
from core.basics.patterns import Pattern


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

NO_LOGIN: Final = frozenset({"nologin", "false"})
"""Names of the shells that refuse every login."""
READERS: Final = "monteore-readers"
TECHNICIANS: Final = "monteore-technicians"
MANAGERS: Final = "monteore-managers"
GROUPS: Final = {MANAGERS: MANAGER, TECHNICIANS: TECHNICIAN, READERS: READER}
"""The Unix groups and the rights of their members, the most rights first."""
_FIRST_PERSON = 1000
"""Debian gives smaller user ids to services."""
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_KEPT = Pattern(r"TERM|COLORTERM|NO_COLOR|COLORFGBG|LANG|LANGUAGE|LC_[A-Z]+|MONTEORE_LANG|MONTEORE_THEME|COLUMNS|LINES")
_PLAIN = Pattern(r"[A-Za-z0-9._:;@+-]{0,80}")
"""A value that names no file: without slash, and no `..` alone."""


@dataclass(frozen=True)
class Frame:
    """The service account, its home, and the person for whom it acts; an empty `person` is the account itself."""

    account: str
    uid: int
    home: Path
    person: str = ""
    rights: frozenset[Right] = SYSTEM_RIGHTS

    @property
    def store(self) -> Path:
        """The one store of the frame."""
        return self.home / "ledger.db"


@dataclass(frozen=True)
class Who:
    """The name that a session records, its rights, and whether no person stands behind it."""

    name: str
    rights: frozenset[Right]
    is_unattended: bool = False


def who(store_owner: int) -> Who:
    """Who uses a store that `store_owner`, a user id, owns. Errors: `Refused` for another account's store in a frame.

    Root has the rights of the service account on a store that is not root's own.
    """
    frame = _current
    if frame is not None:
        if store_owner != frame.uid:
            raise Refused(
                _("{path} belongs to another account; the administrator runs: monteore setup shared").format(
                    path=frame.store
                )
            )
        return Who(frame.person or SYSTEM, frame.rights, is_unattended=not frame.person)
    if os.getuid() == 0 != store_owner:
        return Who(login_name(), SYSTEM_RIGHTS, is_unattended=True)
    return Who(login_name(), EVERY_RIGHT)


_current: Frame | None = None


def current() -> Frame | None:
    """The frame in which the process runs; `None` for a user of his own store."""
    return _current


@contextmanager
def framed(frame: Frame | None) -> Iterator[None]:
    """Run in a frame: the environment is scrubbed, files are made for the account alone, and the folder is its home."""
    global _current
    if frame is None:
        yield
        return
    before, environment, folder = _current, dict(os.environ), Path.cwd() if _is_there() else frame.home
    _current = frame
    scrub(os.environ, frame)
    mask = os.umask(0o077)
    try:
        try:
            os.chdir(frame.home)
        except OSError as error:
            raise Refused(
                _("{path} cannot be used ({reason}); the administrator runs: monteore setup shared").format(
                    path=frame.home, reason=reason_of(error)
                )
            ) from None
        yield
    finally:
        _current = before
        os.umask(mask)
        os.environ.clear()
        os.environ.update(environment)
        with suppress(OSError):
            os.chdir(folder)


def _is_there() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def find(environment: Mapping[str, str] = os.environ) -> Frame | None:
    """The frame of this process. Errors: `Refused` where sudo's word cannot be believed, or the person has no right."""
    uid = os.getuid()
    if uid == 0:
        return None
    try:
        own = pwd.getpwuid(uid)
    except KeyError:
        return None
    caller = environment.get("SUDO_UID", "")
    if own.pw_shell.rpartition("/")[2] not in NO_LOGIN:
        if caller and uid < _FIRST_PERSON and caller != str(uid):
            raise Refused(
                _(
                    "{account} is an account that people can log in as, so sudo's word for who you are cannot be believed; "
                    "the administrator runs: usermod --shell /usr/sbin/nologin {account}"
                ).format(account=own.pw_name)
            )
        return None
    home = Path(own.pw_dir)
    if not caller or caller in ("0", str(uid)):
        return Frame(own.pw_name, uid, home)
    try:
        if not (caller.isascii() and caller.isdecimal()):
            raise ValueError(caller)
        person = pwd.getpwuid(int(caller))
    except (KeyError, ValueError, OverflowError):
        raise Refused(_("nobody has the user id that sudo names; run it with sudo as yourself")) from None
    return Frame(own.pw_name, uid, home, person.pw_name, rights_of(person.pw_name, person.pw_gid))


def rights_of(name: str, group: int) -> frozenset[Right]:
    """The rights of a person by Unix groups. Errors: `Refused` for one in none of them."""
    import grp

    members = set(os.getgrouplist(name, group))
    for title, rights in GROUPS.items():
        try:
            if grp.getgrnam(title).gr_gid in members:
                return rights
        except KeyError:
            continue
    raise Refused(
        _("{person} is in none of the groups {groups}; the administrator runs: usermod -aG GROUP {person}").format(
            person=name, groups=", ".join(sorted(GROUPS))
        )
    )


def scrub(environment: MutableMapping[str, str], frame: Frame) -> None:
    """Leave in the environment what a terminal and a language need, where it names no file; the rest is the account's."""
    for name in list(environment):
        value = environment[name]
        is_kept = _KEPT.fullmatch(name) and _PLAIN.fullmatch(value) and ".." not in value
        if not is_kept:
            del environment[name]
    environment.update(HOME=str(frame.home), USER=frame.account, LOGNAME=frame.account, PATH=_PATH)
