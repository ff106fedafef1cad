"""Look at a store, its folder and its machine, and say what to do about each thing that is not well."""

import os
import pwd
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from core.audit.advice import advised
from core.basics.clock import SystemClock
from core.basics.errors import TextUnreadable
from core.basics.i18n import _, ngettext
from core.model.health import Finding, Health
from core.model.mail import MailState
from core.session import Session
from core.store import engines

LEAST_FREE = 200 * 1024 * 1024
"""Bytes that should be free beside the store: with less, doctor warns before anything fails."""
MOST_LOG = 64 * 1024 * 1024
"""Bytes of a write-ahead log that is larger than it should ever be."""
_BESIDE = ("-wal", "-shm", ".lock")
"""How the names end of the files beside a store that each change writes."""
_OLD_BACKUP = timedelta(days=2)
_LONG_WAIT = timedelta(days=2)
_MONTH, _SILENCE = timedelta(days=30), timedelta(days=7)
_IN_MEMORY = ("tmpfs", "ramfs")


def findings(session: Session, backups_folder: str) -> Iterator[Finding]:
    """Everything that was looked at, in a fixed order. It changes nothing.

    A text of the store that cannot be read is a finding, the last one.
    """
    try:
        yield from _looked_at(session, backups_folder)
    except TextUnreadable as fault:
        yield Finding(Health.BAD, _("file"), str(fault))


def _looked_at(session: Session, backups_folder: str) -> Iterator[Finding]:
    place = session.store.place
    if place.is_file:
        yield from _of_file(place.path)
    yield from session.store.findings(SystemClock().now())
    named = _("file") if place.is_file else _("database")
    yield from (
        Finding(Health.BAD, named, advised(problem, session.store.place)) for problem in session.store.problems()
    )
    yield _journal(session)
    yield _clock(session)
    yield from _country(session)
    if session.store.makes_backups:
        yield _backups(session, backups_folder)
    yield _mail(session)
    yield _telephone(session)
    yield from _machine()


def _of_file(path: Path) -> Iterator[Finding]:
    unwritable = list(_unwritable(path))
    told = {each.about for each in unwritable}
    found = (_file(path), _folder(path.parent))
    yield from (each for each in found if each.health is not Health.GOOD or each.about not in told)
    yield from unwritable
    yield _file_system(path)
    yield _space(path)
    yield _log(path)


def _file(path: Path) -> Finding:
    status = path.stat()
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o007:
        return Finding(
            Health.BAD,
            _("rights"),
            _("everybody on this machine can read {path} (mode {mode}); run: chmod o-rwx {path}").format(
                path=path, mode=f"{mode:03o}"
            ),
        )
    if status.st_nlink > 1:
        return Finding(
            Health.LOOK,
            _("rights"),
            _("{path} has a second name (a hard link); remove the other one").format(path=path),
        )
    return Finding(Health.GOOD, _("rights"), _("{path}, mode {mode}").format(path=path, mode=f"{mode:03o}"))


def _unwritable(path: Path) -> Iterator[Finding]:
    """A finding for each of the store, the files beside it and their folder that this user cannot write."""
    beside = [path.with_name(path.name + end) for end in _BESIDE]
    for each in (path, *(side for side in beside if side.exists()), path.parent):
        is_folder = each == path.parent
        if os.access(each, os.R_OK | os.W_OK | (os.X_OK if is_folder else 0), effective_ids=True):
            continue
        status = each.stat()
        about = _("folder") if is_folder else _("rights")
        if status.st_uid == os.geteuid():
            told = _("you cannot write {path}, so nothing can be logged; run: chmod u+rw{also} {path}")
            yield Finding(Health.BAD, about, told.format(path=each, also="x" if is_folder else ""))
        else:
            told = (
                _("{user} cannot write in {path}, so nothing can be logged; put the store into a folder of {user}")
                if is_folder
                else _(
                    "{user} cannot write {path}, so nothing can be logged; work as {owner}, or the administrator runs: "
                    "chown {user} {path}"
                )
            )
            yield Finding(
                Health.BAD, about, told.format(user=_login_of(os.geteuid()), path=each, owner=_login_of(status.st_uid))
            )


def _login_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _folder(folder: Path) -> Finding:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o002 and not mode & stat.S_ISVTX:
        return Finding(
            Health.BAD,
            _("folder"),
            _("everybody can replace files in {path}; run: chmod o-w {path}").format(path=folder),
        )
    return Finding(Health.GOOD, _("folder"), str(folder))


def _file_system(path: Path) -> Finding:
    kind, about = engines.file_system_of(path), _("file system")
    if os.statvfs(path.parent).f_flag & os.ST_RDONLY:
        return Finding(
            Health.BAD,
            about,
            _(
                "{path} lies on a file system that is mounted to be read only, so nothing can be logged; mount it anew"
            ).format(path=path),
        )
    if kind in _IN_MEMORY:
        return Finding(
            Health.BAD,
            about,
            _("{path} lies in memory ({kind}) and is gone when the machine starts again; move it to a disk").format(
                path=path, kind=kind
            ),
        )
    return Finding(Health.GOOD, about, kind or "-")


def _space(path: Path) -> Finding:
    free = shutil.disk_usage(path.parent).free
    needed = max(LEAST_FREE, 2 * path.stat().st_size)
    megabytes = free // (1024 * 1024)
    if free < needed:
        return Finding(
            Health.LOOK if free > needed // 10 else Health.BAD,
            _("space"),
            _("{free} MB are free beside the store, {needed} MB would be safe; free some space").format(
                free=megabytes, needed=needed // (1024 * 1024)
            ),
        )
    return Finding(Health.GOOD, _("space"), _("{free} MB free").format(free=megabytes))


def _log(path: Path) -> Finding:
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > MOST_LOG:
        return Finding(
            Health.LOOK,
            _("log"),
            _("the write-ahead log has {size} MB: a session reads for very long; quit desks that hang").format(
                size=size // (1024 * 1024)
            ),
        )
    return Finding(Health.GOOD, _("log"), _("{size} kB").format(size=size // 1024))


def _journal(session: Session) -> Finding:
    missing = session.store.taken_back()
    if missing is not None:
        return Finding(
            Health.BAD,
            _("journal"),
            _(
                "acknowledged changes up to row {seq} are not in this store; put the right file back, "
                "or run: monteore store accept"
            ).format(seq=missing),
        )
    head = session.store.head()
    told = _("{rows} rows, head {head}; monteore verify checks each").format(
        rows=head.seq if head else 0, head=head.digest[:12] if head else "-"
    )
    return Finding(Health.GOOD, _("journal"), told)


def _clock(session: Session) -> Finding:
    doubt = session.clock_doubt()
    if doubt is not None:
        return Finding(
            Health.LOOK,
            _("clock"),
            _("{question} If not, set the machine's clock; if it is, run: monteore daily --yes").format(
                question=session.clock_question(doubt)
            ),
        )
    now = session.clock.now().astimezone(session.zone)
    return Finding(Health.GOOD, _("clock"), f"{now:%Y-%m-%d %H:%M} {session.zone.key}")


def _country(session: Session) -> Iterator[Finding]:
    """Where the time zone is that of no country: what is not known for that."""
    if not session.country:
        told = _(
            "the time zone {zone} is that of no country: no public holidays are known, and telephone numbers only with "
            "their country code; if another is meant, run: monteore business --timezone Europe/Rome"
        )
        yield Finding(Health.LOOK, _("country"), told.format(zone=session.zone.key))


def _backups(session: Session, folder: str) -> Finding:
    made = session.store.made_backups(folder)
    if not made:
        return Finding(Health.LOOK, _("backups"), _("there is none yet; run: monteore backup"))
    newest = made[0]
    if session.clock.now() - newest.made_at > _OLD_BACKUP:
        return Finding(
            Health.LOOK,
            _("backups"),
            _("the last is of {day:%Y-%m-%d}; put monteore daily into cron, or run: monteore backup").format(
                day=newest.made_at.astimezone(session.zone)
            ),
        )
    count = ngettext("{count} backup, the last of {when}", "{count} backups, the last of {when}", len(made))
    when = newest.made_at.astimezone(session.zone).strftime("%Y-%m-%d %H:%M")
    return Finding(Health.GOOD, _("backups"), count.format(count=len(made), when=when))


def _mail(session: Session) -> Finding:
    outbox = session.store.outbox.everything()
    stuck = [mail for mail in outbox if mail.state in (MailState.UNSURE, MailState.FAILED)]
    if stuck:
        told = ngettext(
            "{count} message failed or is unsure; see: monteore mail list",
            "{count} messages failed or are unsure; see: monteore mail list",
            len(stuck),
        )
        return Finding(Health.LOOK, _("mail"), told.format(count=len(stuck)))
    since = min((mail.created_at for mail in outbox if mail.state is MailState.QUEUED), default=None)
    if since is not None and session.clock.now() - since > _LONG_WAIT:
        told = _("messages wait since {day:%Y-%m-%d}; put monteore mail send into cron, or run it")
        return Finding(Health.LOOK, _("mail"), told.format(day=since.astimezone(session.zone)))
    return Finding(Health.GOOD, _("mail"), _("nothing failed"))


def _telephone(session: Session) -> Finding:
    """Whether a telephone that rang in the last month has gone silent."""
    now, about = session.clock.now(), _("telephone")
    rang = [call.rang_at for call in session.store.phone.between(now - _MONTH, now + _SILENCE)]
    if rang and now - max(rang) > _SILENCE:
        told = _("no call came since {day:%Y-%m-%d}; look whether the listener runs: monteore phone listen")
        return Finding(Health.LOOK, about, told.format(day=max(rang).astimezone(session.zone)))
    if rang:
        return Finding(Health.GOOD, about, f"{max(rang).astimezone(session.zone):%Y-%m-%d %H:%M}")
    return Finding(Health.GOOD, about, _("no calls in the last month"))


def _machine() -> Iterator[Finding]:
    encoding = sys.stdout.encoding or "?"
    if encoding.lower().replace("-", "") != "utf8":
        yield Finding(
            Health.LOOK,
            _("locale"),
            _(
                "the terminal's encoding is {encoding}; with UTF-8 every name can be shown: export LC_ALL=C.UTF-8"
            ).format(encoding=encoding),
        )
    else:
        yield Finding(Health.GOOD, _("locale"), encoding)
    term = os.environ.get("TERM", "")
    if term in ("", "dumb", "unknown") and sys.stdout.isatty():
        yield Finding(
            Health.LOOK,
            _("terminal"),
            _("TERM is {term}; set it, such as TERM=xterm-256color").format(term=term or "-"),
        )
    else:
        size = shutil.get_terminal_size()
        yield Finding(Health.GOOD, _("terminal"), f"{term or '-'} {size.columns}x{size.lines}")
    engine, makes_wait = engines.engine_version()
    versions = f"{_versions()}, {engine}"
    if makes_wait:
        told = _(
            "{versions}: calls wait for each other with this SQLite; a newer one comes with: pip install pysqlite3"
        )
        yield Finding(Health.LOOK, _("versions"), told.format(versions=versions))
    else:
        yield Finding(Health.GOOD, _("versions"), versions)


def _versions() -> str:
    from importlib.metadata import PackageNotFoundError, version

    names = ("monteore", "textual", "sqlite-utils", "pydantic")
    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} -")
    return ", ".join([f"Python {sys.version.split()[0]}", *found])
