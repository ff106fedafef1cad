"""One connection to a server: each message in one place, and a new connection where the old one was lost.

Statements that need no answer wait until the next message, and go with it: values are put into the statements here
(psycopg's client cursor), so that any number of them is one message. Every message is counted in `trips`.
"""

import contextlib
from functools import lru_cache
from typing import Any, NamedTuple

import psycopg
from psycopg import ClientCursor

from core.basics.errors import StoreUnavailable
from core.basics.i18n import _
from core.store.place import Place
from core.store.postgres.failures import NOT_REPLICATED, connect_failure, failure_of, silent, unstorable
from core.store.postgres.silence import ANSWER_SECONDS, Silence
from core.store.sql.session import Row, Values, bound

_REACH = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""Seconds and milliseconds after which a server that does not answer counts as gone."""


class Answer(NamedTuple):
    """What one statement gave: its rows, how many rows it concerned, and the command as the server names it."""

    rows: list[Row]
    changed: int
    command: str


class Link:
    """The way to the server for the rows of one business."""

    def __init__(self, place: Place) -> None:
        """Connect. Errors: `StoreUnavailable`."""
        self.place = place
        # For the policies of the database. It ends with the transaction, so that a session of a pool does not keep it.
        self._named = f"SET LOCAL monteore.business = '{place.business}'"
        self.silence: Silence | None = None
        """What ends the wait for a server that answers nobody; `None` where nobody waits in front of a screen."""
        self.trips = 0
        """How many messages were sent and answered."""
        self.is_held = False
        """Whether a change or a reading is open on the connection, so that a lost one is not made anew."""
        self.has_changed = False
        """Whether a statement that waited has altered a row since this was set to `False`."""
        self.warnings: list[str] = []
        """The server's warnings that a COMMIT was not replicated."""
        self._ends_silence = False
        self._waiting: list[str] = []
        self._raw: psycopg.Connection[Any] | None = None
        self._open()

    def _open(self) -> "psycopg.Connection[Any]":
        """The connection; a new one where there is none any more and no change is open."""
        if self._raw is not None and not self._raw.closed:
            return self._raw
        if self._raw is not None and self.is_held:
            raise StoreUnavailable(
                _("the connection to {path} was lost; nothing was changed, try again").format(path=self.place.short)
            )
        if self.silence is not None and self.silence.is_there:
            raise silent(self.place.short)
        try:
            self._raw = _connected(self.place)
        except psycopg.Error as error:
            raise connect_failure(error, self.place.short) from None
        self._raw.add_notice_handler(self._note)
        return self._raw

    def _note(self, told: psycopg.errors.Diagnostic) -> None:
        if told.sqlstate == NOT_REPLICATED:
            self.warnings.append(told.message_primary or "")

    def merged(self, sql: str, values: Values) -> str:
        """A statement with its values in their places. Errors: `Usage` for a text that cannot be kept."""
        text, all_values = bound(sql, values, self.place.business)
        if not all_values:
            return text
        # Truth is kept as 0 and 1, as in SQLite, which takes it for numbers.
        all_values = tuple(int(value) if isinstance(value, bool) else value for value in all_values)
        if any(isinstance(value, str) and "\0" in value for value in all_values):
            raise unstorable()
        try:
            merged: str = ClientCursor(self._open()).mogrify(_formatted(text).encode(), all_values)
        except (psycopg.Error, UnicodeError) as error:
            raise failure_of(error, self.place.short) from None
        return merged

    def send(self, *statements: str) -> list[Answer]:
        """Send statements in one message, after those that wait, and read their answers. Errors: psycopg's own."""
        raw = self._open()
        waiting, self._waiting = self._waiting, []
        self.trips += 1
        answers: list[Answer] = []
        is_first = raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        before = (self._named,) if is_first else ()
        waits = self.silence.during(raw.fileno()) if self.silence is not None else contextlib.nullcontext()
        with waits, contextlib.closing(raw.cursor()) as cursor:
            cursor.execute("; ".join((*before, *waiting, *statements)).encode())
            while True:
                rows = cursor.fetchall() if cursor.description else []
                answers.append(Answer(rows, cursor.rowcount, cursor.statusmessage or ""))
                if not cursor.nextset():
                    break
        del answers[: len(before)]
        if any(answer.changed for answer in answers[: len(waiting)]):
            self.has_changed = True
        return answers[len(waiting) :]

    def maintain(self, statement: str) -> None:
        """Run a statement that stands alone in its message, as VACUUM does. Errors: psycopg's own."""
        self._open().execute(statement.encode())

    def later(self, statement: str) -> None:
        """Send a statement with the next message."""
        self._waiting.append(statement)

    @property
    def has_waiting(self) -> bool:
        """Whether statements wait for the next message."""
        return bool(self._waiting)

    def forget_waiting(self) -> None:
        """Send none of the statements that wait."""
        self._waiting.clear()

    def roll_back(self) -> None:
        """End the open transaction, or the connection where that fails."""
        self.forget_waiting()
        if self._raw is None or self._raw.closed:
            return
        if self._raw.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
            return
        try:
            self.send("ROLLBACK")
        except psycopg.Error:
            self.drop()

    def drop(self) -> None:
        """Give up the connection; the next use makes a new one, if no change is open."""
        self.forget_waiting()
        if self._raw is not None:
            with contextlib.suppress(psycopg.Error):
                self._raw.close()

    def bound_waits(self) -> None:
        """From now on until this connection is closed, a server that answers nobody raises an error after some seconds."""
        if self.silence is None:
            self.silence = Silence(self._knock)
            self._ends_silence = True

    def _knock(self) -> None:
        """Make a connection and give it up. A refusal of the server, which has too many, is an answer, too."""
        try:
            _connected(self.place, connect_timeout=ANSWER_SECONDS).close()
        except psycopg.Error as error:
            if "FATAL" not in str(error):
                raise

    def close(self) -> None:
        """Close the connection."""
        if self._ends_silence and self.silence is not None:
            self.silence.end()
        if self._raw is not None:
            self._raw.close()


def _connected(place: Place, **options: Any) -> "psycopg.Connection[Any]":
    """A new connection to the server of a place. Errors: psycopg's own."""
    usual: dict[str, Any] = dict(_REACH)
    if "," in place.address:
        usual["target_session_attrs"] = "primary"
    return psycopg.connect(
        place.server,
        autocommit=True,
        cursor_factory=ClientCursor,
        prepare_threshold=None,
        client_encoding="UTF8",
        application_name="monteore",
        **{name: value for name, value in usual.items() if f"{name}=" not in place.address} | options,
    )


@lru_cache(maxsize=1024)
def _formatted(sql: str) -> str:
    """A statement with psycopg's marks; no shared SQL holds a question mark or a percent sign of another meaning."""
    return sql.replace("%", "%%").replace("?", "%s")
