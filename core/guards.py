"""Idempotency keys: a change that is asked for twice under one key is made once."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.basics.dataclass import dataclass
from core.basics.errors import Refused
from core.basics.i18n import _

if TYPE_CHECKING:
    from core.journal.events import KeyUsed
    from core.store.rows.reads import Reads


@dataclass(frozen=True)
class Guard:
    """An idempotency key for one change: what kind of change it is, and the SHA-256 of what is asked for.

    Without `keeps_ids` the ids that come of it are not kept: those of an import would fill a journal row.
    """

    key: str
    what: str
    content: str
    keeps_ids: bool = True


class DoneBefore(Exception):
    """The change was made before under the same key; nothing was changed. `result` are the ids of then."""

    def __init__(self, result: tuple[str, ...]) -> None:
        super().__init__(*result)
        self.result = result


def check_unused(reads: "Reads", guard: Guard) -> None:
    """Errors: `DoneBefore` where the change was made under the key; `Refused` where the key was used for another one."""
    used = reads.used_key(guard.key)
    if used is not None and used.what == guard.what and used.content in ("", guard.content):
        raise DoneBefore(used.result)
    if used is not None or reads.entry_by_key(guard.key) is not None:
        raise Refused(
            _("the key {key} was used for another change ({what}); use a new key").format(
                key=guard.key, what=used.what if used else "log"
            )
        )


def use_of(guard: Guard, key_id: str, touched: Iterable[str], client_id: str | None) -> "KeyUsed":
    """The event that ends a change under a key: what it `touched`, each a kind and an id, and the client concerned."""
    from core.journal.events import KeyUsed

    ids = tuple(dict.fromkeys(touched))
    result = ids if guard.keeps_ids else ()
    if client_id and guard.keeps_ids:
        result += (f"client {client_id}",)
    # A digest of what named an erased client would outlive the erasure.
    content = "" if any(word.startswith("client.erased ") for word in ids) else guard.content
    return KeyUsed(key_id, guard.key, guard.what, content, result, client_id)
