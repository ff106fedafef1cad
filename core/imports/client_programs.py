"""Which program wrote a list of clients, told by its header."""

from typing import Final

PROGRAMS: Final[tuple[tuple[str, tuple[frozenset[str], ...]], ...]] = (
    ("Google Contacts", (frozenset({"phone 1 - value"}), frozenset({"e-mail 1 - value"}))),
    (
        "Outlook",
        (
            frozenset({"first name", "last name", "business phone"}),
            frozenset({"nome", "cognome", "telefono (uff.)"}),
            frozenset({"nome", "cognome", "società", "cellulare"}),
            frozenset({"nome", "cognome", "società", "telefono cellulare"}),
            frozenset({"nome", "cognome", "ufficio", "fax (uff.)"}),
        ),
    ),
    (
        "HubSpot",
        (
            frozenset({"record id", "company name"}),
            frozenset({"record id", "first name"}),
            frozenset({"record id - contact"}),
            frozenset({"record id - company"}),
        ),
    ),
    ("Syncro", (frozenset({"business name", "firstname", "lastname"}), frozenset({"business name", "first name"}))),
    (
        "ConnectWise",
        (
            frozenset({"company name", "company identifier"}),
            frozenset({"company name", "company id", "status"}),
            frozenset({"company", "company id", "status"}),
        ),
    ),
    (
        "Autotask",
        (
            frozenset({"account name", "account number"}),
            frozenset({"account name", "account active"}),
            frozenset({"company name", "company number", "active"}),
        ),
    ),
    (
        "HaloPSA",
        (
            frozenset({"client name", "site"}),
            frozenset({"client name", "inactive"}),
            frozenset({"customer", "site", "inactive"}),
        ),
    ),
    ("Harvest", (frozenset({"client name", "currency"}), frozenset({"client", "office phone", "mobile phone"}))),
    (
        "Danea Easyfatt",
        (frozenset({"cod.", "denominazione"}), frozenset({"denominazione", "cod. destinatario fatt. elettr."})),
    ),
    (
        "Fatture in Cloud",
        (frozenset({"denominazione", "p.iva/tax id"}), frozenset({"nome", "p.iva/tax id", "codice sdi"})),
    ),
    ("Toggl", (frozenset({"name", "archived", "notes"}),)),
)
"""Programs and sets of column names: a header that contains one is that program's; the narrower sign stands first."""


def program_of(header: tuple[str, ...]) -> str:
    """The program that a header is recognised to be of; empty for none."""
    columns = set(header)
    return next((name for name, signs in PROGRAMS if any(sign <= columns for sign in signs)), "")
