"""PostgreSQL's errors as the product's: one sentence with what happened and what to do next."""

from core.basics.errors import Duplicate, MonteoreError, OutcomeUnknown, RowRefused, StoreBusy, StoreUnavailable, Usage
from core.basics.i18n import _
from core.store.postgres.schema import unique_keys
from core.store.postgres.version import GUARD_STATE, SCHEMA_VERSION

_BUSY = ("55P03", "40P01", "40001", "25P03", "25P04", "57014")
"""Lock not available, deadlock, serialization, a transaction that idled, a statement that was cancelled."""
_NO_STORE = ("42P01", "3F000")
_UNREACHABLE = ("57P01", "57P02", "57P03")
"""The server shuts down, crashed, or starts."""
STANDBY = "25006"
_NO_RIGHT = "42501"
_REFUSALS = (
    *("pg_hba.conf", "password", "certificate", "authentication", "does not exist"),
    *("not permitted to log in", "does not support SSL"),
)
"""Words of a server, or of the library for it, that does not let a login in; a server that answers otherwise is gone."""
NOT_REPLICATED = "01000"
"""The warning with which a COMMIT answers that was cancelled while it waited for a standby."""


def state_of(error: BaseException) -> str:
    """The error's SQLSTATE; empty where the server did not speak."""
    return str(getattr(error, "sqlstate", None) or "")


def unstorable() -> MonteoreError:
    """The refusal of a text that no engine keeps."""
    return Usage(_("the text holds a character that cannot be kept (NUL or half of a pair); type it again"))


def failure_of(error: BaseException, words: str) -> MonteoreError:
    """The error to raise in an engine error's place; a statement failed and its change is rolled back."""
    state = state_of(error)
    if isinstance(error, UnicodeError) or state == "22021":
        return unstorable()
    if state == "23505":
        name = str(getattr(getattr(error, "diag", None), "constraint_name", "") or "")
        return Duplicate(unique_keys().get(name, name))
    if state == GUARD_STATE:
        return StoreUnavailable(_("{path} refused to change its history; run: monteore verify").format(path=words))
    if state in _BUSY:
        return StoreBusy(_("{path} is busy; nothing was changed, try again in a moment").format(path=words))
    if state in _NO_STORE:
        return no_store(words)
    if state == "53100":
        return StoreUnavailable(
            _("the disk of {path} is full; nothing was changed, free some space and try again").format(path=words)
        )
    if state == STANDBY:
        return StoreUnavailable(
            _("{path} is a standby server, which is only read; nothing was changed, name the primary").format(
                path=words
            )
        )
    if state == _NO_RIGHT:
        return StoreUnavailable(
            _("{path} does not let this login do it ({reason}); ask the administrator of the database").format(
                path=words, reason=_reason(error)
            )
        )
    if state[:2] in ("22", "23"):
        return RowRefused(
            _("the store {path} gave an error ({reason}); run: monteore verify").format(
                path=words, reason=_reason(error)
            )
        )
    if is_lost(error):
        return StoreUnavailable(
            _("{path} cannot be reached ({reason}); nothing was changed, try again when the server is back").format(
                path=words, reason=_reason(error)
            )
        )
    return StoreUnavailable(
        _("the store {path} gave an error ({reason}); run: monteore verify").format(path=words, reason=_reason(error))
    )


def silent(words: str) -> MonteoreError:
    """The refusal of a server that answers nobody."""
    return StoreUnavailable(
        _("{path} cannot be reached ({reason}); nothing was changed, try again when the server is back").format(
            path=words, reason=_("it does not answer")
        )
    )


def connect_failure(error: BaseException, words: str) -> MonteoreError:
    """The error to raise where no connection could be made."""
    if any(word in str(error) for word in _REFUSALS) and state_of(error) not in _UNREACHABLE:
        return StoreUnavailable(
            _(
                "{path} does not let you in ({reason}); nothing was changed, look at the login, the database, ~/.pgpass and "
                "the certificates"
            ).format(path=words, reason=_reason(error))
        )
    return failure_of(error, words)


def commit_failure(error: BaseException, words: str) -> MonteoreError:
    """The same for the round trip that holds COMMIT: without the server's own word the change may be kept."""
    state = state_of(error)
    if isinstance(error, Exception) and state and not is_lost(error):
        return failure_of(error, words)
    return outcome_unknown(words, _reason(error) or type(error).__name__)


def outcome_unknown(words: str, reason: str) -> OutcomeUnknown:
    """A change of which nobody knows whether it was kept."""
    return OutcomeUnknown(
        _(
            "{path} failed while it kept the change ({reason}), so it may be there or not: look first, "
            "or repeat the command with the same --key"
        ).format(path=words, reason=reason)
    )


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, or the server is."""
    from psycopg import InterfaceError, OperationalError

    state = state_of(error)
    if state:
        return state in _UNREACHABLE or state.startswith("08")
    return isinstance(error, OperationalError | InterfaceError)


def no_store(words: str) -> StoreUnavailable:
    """The refusal of a database or business that is not there."""
    return StoreUnavailable(
        _("there is no store at {path} yet; make one with the first client: monteore client add CODE NAME").format(
            path=words
        )
    )


def moved(words: str, to: str) -> StoreUnavailable:
    """The refusal of a business that was moved to another place."""
    return StoreUnavailable(
        _("{path} was moved to {place}; nothing was changed, name that one with --db or MONTEORE_DB").format(
            path=words, place=to
        )
    )


def newer(words: str, found: int) -> StoreUnavailable:
    """The refusal of tables that a newer version of the program made."""
    return StoreUnavailable(
        _("{path} was made by a newer Monteore (version {new}, this one knows {old}); update this one").format(
            path=words, new=found, old=SCHEMA_VERSION
        )
    )


def read_only(words: str) -> StoreUnavailable:
    """The refusal of a change in a store that was opened for reads."""
    return StoreUnavailable(_("{path} was opened to read only; nothing was changed").format(path=words))


def _reason(error: BaseException) -> str:
    """The error's first line, of a connection that failed the last part: what stands before says where it went."""
    line = (str(error).strip().splitlines() or [""])[0].strip()
    return line.rpartition(" failed: ")[2].removeprefix("FATAL:").strip()
