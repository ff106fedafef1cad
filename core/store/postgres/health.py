"""What an administrator should know of the server: its version, how safely it keeps changes, its clock, the login."""

from collections.abc import Sequence
from datetime import datetime

from core.basics.i18n import _, ngettext
from core.model.health import Finding, Health
from core.store.postgres import parts
from core.store.postgres.connection import Connection

_LEAST = 150_000
"""PostgreSQL 15, as the server counts versions."""
_MOST_SECONDS_APART = 2
_SAFE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply", "remote_write")}
"""The settings by which an acknowledged change survives, with the values by which it does."""


def findings(connection: Connection, now: datetime) -> Sequence[Finding]:
    """Everything that was looked at, in a fixed order."""
    version, settings, standbys, clock, login, looked_up = (
        answer.rows
        for answer in connection.ask(
            ("SELECT current_setting('server_version'), CAST(current_setting('server_version_num') AS BIGINT)", ()),
            (
                "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')",
                (),
            ),
            (
                "SELECT current_setting('synchronous_standby_names'), count(*), CAST(coalesce(sum(CASE WHEN sync_state "
                "IN ('sync', 'quorum') THEN 1 ELSE 0 END), 0) AS BIGINT), pg_has_role('pg_read_all_stats', 'USAGE') "
                "FROM pg_stat_replication",
                (),
            ),
            ("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)", ()),
            (
                "SELECT rolname, rolsuper, pg_has_role(relowner, 'USAGE') FROM pg_roles, pg_class "
                "WHERE rolname = session_user AND pg_class.oid = to_regclass('journal')",
                (),
            ),
            (parts.ARE_THERE, ()),
        )
    )
    return (
        _version(*version[0]),
        _safety(dict(settings)),
        of_standbys(*standbys[0]),
        _clock(clock[0][0] / 1000 - now.timestamp()),
        _login(*login[0]),
        _search(are_there=looked_up[0][0]),
    )


def _version(name: str, number: int) -> Finding:
    if number < _LEAST:
        return Finding(
            Health.BAD, _("server"), _("PostgreSQL {version} is too old; update it to 15").format(version=name)
        )
    return Finding(Health.GOOD, _("server"), f"PostgreSQL {name}")


def _safety(settings: dict[str, str]) -> Finding:
    off = sorted(name for name, values in _SAFE.items() if settings.get(name) not in values)
    if off:
        return Finding(
            Health.BAD,
            _("commits"),
            _("an acknowledged change can be lost when the server stops: set {names} to on").format(
                names=", ".join(off)
            ),
        )
    return Finding(Health.GOOD, _("commits"), ", ".join(f"{name} {settings[name]}" for name in sorted(_SAFE)))


def of_standbys(names: str, count: int, confirming: int, sees_them: bool) -> Finding:
    """What the server says of its standbys: how many are connected, and how many of them confirm changes."""
    if not names:
        return Finding(
            Health.LOOK,
            _("standbys"),
            _(
                "no standby confirms changes, so the last ones are lost with this server's disk; see synchronous_standby_names"
            ),
        )
    if not sees_them:
        # The server shows the state of its standbys to few, and none of them to others.
        return Finding(
            Health.GOOD,
            _("standbys"),
            _("changes wait for {names}; who is connected is shown to members of pg_monitor").format(names=names),
        )
    if not confirming:
        return Finding(
            Health.BAD,
            _("standbys"),
            _("no standby of {names} is connected, so every change waits").format(names=names),
        )
    told = ngettext("{count} standby, {names}", "{count} standbys, {names}", count).format(count=count, names=names)
    return Finding(Health.GOOD, _("standbys"), told)


def _clock(apart: float) -> Finding:
    if abs(apart) > _MOST_SECONDS_APART:
        return Finding(
            Health.LOOK,
            _("clocks"),
            _("the server's clock and this machine's are {seconds} s apart; set the one that is wrong").format(
                seconds=round(abs(apart))
            ),
        )
    return Finding(Health.GOOD, _("clocks"), _("the server's clock is this machine's"))


def _login(name: str, is_super: bool, owns: bool) -> Finding:
    if is_super:
        return Finding(
            Health.LOOK,
            _("login"),
            _("{name} may do everything on the server; use a login of its own").format(name=name),
        )
    if owns:
        return Finding(
            Health.LOOK,
            _("login"),
            _(
                "{name} owns the tables, so it can take their guards away; work with another: monteore store roles"
            ).format(name=name),
        )
    return Finding(Health.GOOD, _("login"), name)


def _search(*, are_there: bool) -> Finding:
    if are_there:
        return Finding(Health.GOOD, _("search"), _("parts of tickets are looked up (pg_trgm)"))
    return Finding(
        Health.LOOK,
        _("search"),
        _(
            "each ticket is looked at for a part of it: the owner of the database runs CREATE EXTENSION pg_trgm, "
            "and the owner of the tables opens the store"
        ),
    )
