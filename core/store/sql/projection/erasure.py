"""What the erasure of a client's personal texts does to the tables made from the journal. SQL only.

The journal rows are emptied beside this; a replay of emptied rows and this projection give the same tables.
"""

import json

from core.basics.errors import RowRefused
from core.basics.i18n import _
from core.journal.codec import canonical
from core.journal.events import ClientErased, StatementIssued
from core.journal.registry import ERASED, ERASED_CODE, name_by_type, texts_by_name
from core.journal.texts import join_erased
from core.store.sql.projection import merging
from core.store.sql.session import Session


def apply(connection: Session, event: ClientErased) -> None:
    """Put neutral values in the place of the client's texts, and archive the client."""
    client_id = event.client_id
    fields = {"client_id": client_id}
    code = ERASED_CODE.format_map(fields)
    connection.dialect.forget_words(connection, client_id)
    for sql, values in (
        (
            "UPDATE client SET code = ?, name = ?, email = '', phones = '[]', contacts = '[]', archived = 1, without_card = 0 "
            "WHERE business_id = :business AND client_id = ?",
            (code, ERASED),
        ),
        (
            "UPDATE account SET name = 'erased-' || account_id WHERE business_id = :business AND name <> '' "
            "AND client_id = ?",
            (),
        ),
        ("DELETE FROM client_phone WHERE business_id = :business AND client_id = ?", ()),
        ("DELETE FROM client_fiscal WHERE business_id = :business AND client_id = ?", ()),
        ("DELETE FROM mail_switch WHERE business_id = :business AND client_id = ?", ()),
        (
            "UPDATE entry SET note = ?, contact = ?, content = '', key = 'erased-' || entry_id "
            "WHERE business_id = :business AND client_id = ?",
            (ERASED, ERASED),
        ),
        (
            "UPDATE used_key SET key = 'erased-' || use_id, content = '' "
            "WHERE business_id = :business AND client_id = ?",
            (),
        ),
        ("UPDATE contest SET answer = ? WHERE business_id = :business AND client_id = ?", (ERASED,)),
        ("UPDATE correction SET reason = ? WHERE business_id = :business AND client_id = ?", (ERASED,)),
        ("UPDATE proposal SET title = ?, reason = ? WHERE business_id = :business AND client_id = ?", (ERASED, ERASED)),
    ):
        connection.run(sql, (*values, client_id))
    connection.dialect.index_words(connection, "client_id", client_id)
    merging.index(connection, client_id)
    for (into_id,) in connection.rows(
        "SELECT merged_into FROM client WHERE business_id = :business AND client_id = ? AND merged_into IS NOT NULL",
        (client_id,),
    ):
        merging.index(connection, into_id)
    for agreement_id, terms in connection.rows(
        "SELECT agreement_id, terms FROM agreement WHERE business_id = :business AND client_id = ?", (client_id,)
    ):
        told = canonical(json.loads(terms) | {"reference": ERASED})
        connection.run(
            "UPDATE agreement SET terms = ? WHERE business_id = :business AND agreement_id = ?", (told, agreement_id)
        )
    tree = texts_by_name[name_by_type[StatementIssued]]
    for statement_id, document in connection.rows(
        "SELECT statement_id, document FROM statement WHERE business_id = :business AND client_id = ?", (client_id,)
    ):
        try:
            rest = join_erased({"document": document}, tree, fields)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise RowRefused(_("statement {name} holds no document").format(name=statement_id)) from error
        connection.run(
            "UPDATE statement SET document = ? WHERE business_id = :business AND statement_id = ?",
            (rest["document"], statement_id),
        )
