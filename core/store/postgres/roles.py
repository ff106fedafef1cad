"""Roles in the database: who owns the tables, what each group of logins may do, and which login works for which business.

The rights of a login are those of the groups that `ROLES` names, on the businesses of which the table `member` knows it.
Whoever owns the tables, and the server's superuser, may do everything.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from core.basics.dataclass import dataclass
from core.basics.errors import MonteoreError, Refused, Usage
from core.basics.i18n import _
from core.basics.identity import EVERY_RIGHT, SYSTEM, SYSTEM_RIGHTS, Right, Who
from core.store.place import Place
from core.store.postgres.connection import Connection
from core.store.postgres.failures import no_store
from core.store.postgres.role_checks import CHECKS, LOCKS, POLICY, ROLES, TRIGGERS
from core.store.postgres.tables import TABLES

RIGHTS = {
    "owner": EVERY_RIGHT,
    "manager": EVERY_RIGHT,
    # The daily run takes minutes and adds fees, which a stolen login must not: managers' and service's logins make it.
    "technician": frozenset({Right.READ, Right.WORK}),
    "service": SYSTEM_RIGHTS,
    "reader": frozenset({Right.READ}),
    "": frozenset[Right](),
}
GIVEN = tuple(name for name in ROLES if name != "owner")
"""The roles that `grant` gives."""
HAS_ROLES = "SELECT to_regprocedure('monteore_role()') IS NOT NULL"

_MEMBERS = 'CREATE TABLE IF NOT EXISTS member (business_id TEXT COLLATE "C" NOT NULL REFERENCES business, '
_MEMBERS += 'login TEXT COLLATE "C" NOT NULL, PRIMARY KEY (business_id, login))'
_NAMES = tuple(re.findall(r"CREATE TABLE (\w+)", TABLES))
_APPENDED = ("journal", "draw")
_WORK = (
    *("client", "client_search", "client_phone", "entry_words", "call", "call_span", "call_words", "call_change"),
    *("phone_call", "phone_event", "call_verdict", "unsent", "mail", "proposal", "contest", "extension"),
)
"""Tables in which a technician's work and calls write rows of every kind."""
_COLUMNS = {
    "entry": "charge, charged_minutes, overdraft_minutes, billed_minutes, deducted_minutes, replaced_by, voided, "
    "voided_seq, waits, spans, charged_seq",
    "block": "remaining_minutes, carried_minutes, forfeited_minutes, expires_on, voided, voided_seq",
    "line": "status",
    "account": "remaining_minutes, overdraft_minutes",
    "renewal": "outcome",
    "setting": "value",
    "change_count": "number",
    "refusal": "number, last_at",
}
"""Tables into which technicians and services insert, with the only columns that they change afterwards."""
_OF_SERVICES = ("forfeiture", "statement")
_SECURED = tuple(name for name in _NAMES if name != "business")


@dataclass(frozen=True)
class Person:
    """A login that works for a business."""

    login: str
    """The name of the login in the database."""
    role: str
    """What it may do, as `ROLES` names it; empty where it lost its group."""


def statements(schema: str) -> str:
    """Everything that gives the tables of a schema, whose name is quoted, to the roles; run again it changes nothing."""
    groups = ", ".join(name for role, name in ROLES.items() if role != "owner")
    workers = f"{ROLES['technician']}, {ROLES['service']}"
    made = [_make_role(name) for name in ROLES.values()]
    made += [
        f"GRANT USAGE ON SCHEMA {schema} TO {ROLES['owner']}, {groups}",
        # Functions that run as the owner look here: nobody else may put a function of a better fitting type beside them.
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {groups}",
        f"GRANT CREATE ON SCHEMA {schema} TO {ROLES['owner']}",
        _MEMBERS,
        CHECKS.replace("@SCHEMA@", schema),
        *(f"REVOKE ALL ON {name} FROM PUBLIC, {groups}" for name in (*_NAMES, "member", "store_version")),
        f"GRANT SELECT ON {', '.join((*_NAMES, 'member', 'store_version'))} TO {groups}",
        f"GRANT INSERT, UPDATE, DELETE ON {', '.join(n for n in _SECURED if n not in _APPENDED)} TO {ROLES['manager']}",
        f"GRANT INSERT ON journal, draw TO {ROLES['manager']}, {workers}",
        f"GRANT UPDATE (texts, salt) ON journal TO {ROLES['manager']}",
        f"GRANT INSERT, UPDATE, DELETE ON {', '.join(_WORK)} TO {workers}",
        f"GRANT INSERT ON {', '.join(_COLUMNS)}, used_key TO {workers}",
        *(f"GRANT UPDATE ({columns}) ON {name} TO {workers}" for name, columns in _COLUMNS.items()),
        f"GRANT INSERT ON {', '.join(_OF_SERVICES)} TO {ROLES['service']}",
        f"GRANT INSERT, UPDATE, DELETE ON call_record, call_record_file TO {ROLES['service']}",
        f"GRANT INSERT ON refusal TO {ROLES['reader']}",
        f"GRANT UPDATE ({_COLUMNS['refusal']}) ON refusal TO {ROLES['reader']}",
        # A lock on the row of the business needs the right to change a column; the policy refuses the change itself.
        f"GRANT UPDATE (moved_to) ON business TO {ROLES['manager']}, {workers}",
        *(_secured(name) for name in (*_SECURED, "member")),
        f"ALTER TABLE business ENABLE ROW LEVEL SECURITY; DROP POLICY IF EXISTS {POLICY} ON business; "
        f"CREATE POLICY {POLICY} ON business FOR SELECT USING (business_id = (SELECT monteore_business())); "
        f"DROP POLICY IF EXISTS {LOCKS} ON business; CREATE POLICY {LOCKS} ON business FOR UPDATE "
        "USING (business_id = (SELECT monteore_business())) WITH CHECK (false)",
        "DROP POLICY IF EXISTS monteore_setting ON setting; CREATE POLICY monteore_setting ON setting AS RESTRICTIVE "
        f"FOR ALL TO {workers} USING (true) WITH CHECK (name IN ('working_hours', 'statements_through'))",
        *(
            f"DROP TRIGGER IF EXISTS {trigger} ON {table}; CREATE TRIGGER {trigger} BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            for table, trigger in TRIGGERS.items()
        ),
        *(
            f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC; ALTER FUNCTION {function} OWNER TO {ROLES['owner']}"
            for function in ("monteore_check_block(text, json)", "monteore_check_kind(text, text, json, text)")
        ),
        *(
            f"ALTER FUNCTION {function}() OWNER TO {ROLES['owner']}"
            for function in ("monteore_role", "monteore_business", "monteore_append_only", *TRIGGERS.values())
        ),
        *(
            f"ALTER FUNCTION {function} OWNER TO {ROLES['owner']}"
            for function in (
                *("monteore_refuse(text)", "monteore_clients(tsquery)", "monteore_first_clients(tsquery, bigint)"),
                *("monteore_entries(tsquery)", "monteore_tickets(text)"),
            )
        ),
        *(f"ALTER TABLE {name} OWNER TO {ROLES['owner']}" for name in (*_NAMES, "member", "store_version")),
    ]
    return ";\n".join(each.strip().rstrip(";") for each in made) + ";"


def _make_role(name: str) -> str:
    return (
        f"DO $body$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{name}') THEN "
        f"CREATE ROLE {name} NOLOGIN; END IF; END $body$"
    )


def _secured(name: str) -> str:
    return (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY; DROP POLICY IF EXISTS {POLICY} ON {name}; "
        f"CREATE POLICY {POLICY} ON {name} USING (business_id = (SELECT monteore_business()))"
    )


MISSING = (
    "SELECT relname FROM pg_class WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = "
    "to_regclass('store_version')) AND relkind = 'r' AND relname <> 'store_version' AND NOT (relrowsecurity AND EXISTS "
    f"(SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = '{POLICY}')) ORDER BY 1"
)
"""The tables that no policy secures; of interest where there are roles."""
TRIGGERS_THERE = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid IN (to_regclass('journal'), to_regclass('block')) "
    "AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
)


def has_roles(connection: Connection) -> bool:
    """Whether the database has roles for the tables."""
    row = connection.row(HAS_ROLES)
    return bool(row and row[0])


def schema_of(connection: Connection) -> str:
    """The quoted name of the schema that holds the tables."""
    row = connection.row(
        "SELECT quote_ident(nspname) FROM pg_namespace WHERE oid = "
        "(SELECT relnamespace FROM pg_class WHERE oid = to_regclass('store_version'))"
    )
    return str(row[0]) if row else "public"


def who(connection: Connection) -> Who:
    """The login and its rights: all of them in a database without roles."""
    row = connection.row("SELECT session_user")
    login = str(row[0]) if row else ""
    if not has_roles(connection):
        return Who(login, EVERY_RIGHT)
    row = connection.row("SELECT monteore_role()")
    role = str(row[0]) if row else ""
    if role == "service":
        return Who(SYSTEM, RIGHTS[role], is_unattended=True)
    return Who(login, RIGHTS[role])


def not_a_member(connection: Connection) -> MonteoreError:
    """The refusal of a login that does not work for the business, or of a business that is not there."""
    row = connection.row("SELECT session_user")
    login = str(row[0]) if row else ""
    return Refused(
        _(
            "{login} does not work for {path}, or it is not there; the owner of the database runs: "
            "monteore store grant {login} technician"
        ).format(login=login, path=connection.place.words)
    )


def _own_the_owner() -> str:
    """Make the owners' role, and this login a member of it, as it could not give the tables away otherwise."""
    owner = ROLES["owner"]
    return (
        f"{_make_role(owner)}; DO $body$ BEGIN IF NOT pg_catalog.pg_has_role(session_user, '{owner}', 'USAGE') THEN "
        f"EXECUTE pg_catalog.format('GRANT {owner} TO %I', session_user); END IF; END $body$"
    )


class Roles:
    """The roles of one database, and the logins that work for one business of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def of(cls, place: Place) -> Iterator["Roles"]:
        """Those of the database at a place. Errors: `StoreUnavailable`."""
        with closing(Connection(place)) as connection:
            row = connection.row("SELECT to_regclass('store_version') IS NOT NULL")
            if not (row and row[0]):
                raise no_store(place.words)
            yield cls(connection)

    def statements(self) -> str:
        """The SQL of `make`, for an administrator who runs it otherwise."""
        return f"BEGIN;\n{_own_the_owner()};\n{statements(schema_of(self._connection))}\nCOMMIT;"

    def make(self) -> None:
        """Make the roles and give them the tables, in one change; again it sets right what was altered."""
        schema = schema_of(self._connection)
        with self._connection.whole():
            for statement in (_own_the_owner(), statements(schema)):
                self._connection.run(statement)

    def grant(self, login: str, role: str) -> None:
        """Let a login work for the business in a role; it had another one before, or none.

        Errors: `Usage` for an unknown role; `Refused` for a login that the server does not know, and without roles.
        """
        if role not in GIVEN:
            raise Usage(_("there is no role {role}; name one of {roles}").format(role=role, roles=", ".join(GIVEN)))
        self._check(login)
        others = [name for each, name in ROLES.items() if each in GIVEN and each != role]
        with self._connection.whole():
            self._connection.run(f"REVOKE {', '.join(others)} FROM {_quoted(login)}")
            self._connection.run(f"GRANT {ROLES[role]} TO {_quoted(login)}")
            self._connection.run(
                "INSERT INTO member (business_id, login) VALUES (:business, ?) "
                "ON CONFLICT (business_id, login) DO NOTHING",
                (login,),
            )

    def revoke(self, login: str) -> None:
        """Take the business from a login, and its role where it works for no other one of the database.

        Errors: `Refused` for a login that does not work for it.
        """
        self._check(login)
        with self._connection.whole():
            if not self._connection.run("DELETE FROM member WHERE business_id = :business AND login = ?", (login,)):
                raise Refused(_("{login} does not work for this business; nothing was changed").format(login=login))
            # The businesses of the whole database count here.
            if not self._connection.rows("SELECT 1 FROM member WHERE login = ? LIMIT 1", (login,)):
                self._connection.run(f"REVOKE {', '.join(ROLES[each] for each in GIVEN)} FROM {_quoted(login)}")

    def people(self) -> Sequence[Person]:
        """The logins that work for the business, by name; none without roles."""
        if not has_roles(self._connection):
            return ()
        known = " ".join(
            f"WHEN pg_has_role(rolname, '{group}', 'USAGE') THEN '{name}'" for name, group in ROLES.items()
        )
        rows = self._connection.rows(
            f"SELECT login, coalesce(CASE {known} END, '') FROM member LEFT JOIN pg_roles ON rolname = login "
            "WHERE business_id = :business ORDER BY login"
        )
        return [Person(*row) for row in rows]

    def _check(self, login: str) -> None:
        if not has_roles(self._connection):
            raise Refused(_("the database has no roles yet; its owner runs: monteore store roles"))
        if login == SYSTEM:
            raise Refused(_("{login} is the name of what rules do; use another login").format(login=login))
        if not self._connection.rows("SELECT 1 FROM pg_roles WHERE rolname = ?", (login,)):
            raise Refused(
                _("the server knows no login {login}; its administrator runs: CREATE ROLE {login} LOGIN").format(
                    login=login
                )
            )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
