"""What the columns of client lists are called: by address books, CRM and PSA programs, and Italian accounting programs."""

import re
from collections.abc import Mapping
from typing import Final

from core.forms.agreement import FIELDS as TERM_FIELDS

CODE: Final = (
    "code",
    "codice",
    "client code",
    "codice cliente",
    "id",
    "cod.",
    "cod. cliente",
    "company identifier",
    "company id",
    "account number",
    "customer id",
    "record id",
    "client id",
    "externalid",
)
FIRM: Final = (
    "organization name",
    "organization 1 - name",
    "organisation name",
    "business name",
    "company name",
    "account name",
    "client name",
    "customer name",
    "associated company",
    "ragione sociale",
    "denominazione",
    "intestazione",
    "company",
    "organization",
    "società",
    "azienda",
    "ditta",
    "firma",
    "client",
    "cliente",
    "customer",
    "account",
)
NAME: Final = ("name", "nome", "display name", "nome visualizzato", "nome e cognome", "full name", "nominativo")
FIRST: Final = ("first name", "given name", "firstname", "nome")
LAST: Final = ("last name", "family name", "lastname", "cognome", "surname")
EMAIL: Final = (
    "email",
    "e-mail",
    "mail",
    "posta",
    "email address",
    "e-mail address",
    "e-mail 1 - value",
    "indirizzo posta elettronica",
    "indirizzo di posta elettronica",
    "posta elettronica",
    "email 1",
    "primary email",
)
CONTACT: Final = (
    "contact",
    "contacts",
    "referente",
    "referenti",
    "contatto",
    "contatti",
    "contact name",
    "main contact",
    "primary contact",
    "persona di riferimento",
)
PHONE: Final = re.compile(
    r"(?!.*(?:label|type|etichetta|extension$))"
    r"(?:phone \d+ - value|.*\b(?:tele?phones?|phones?|mobile|cellulare|telefono|telefoni|tel|cell)\b.*)"
)
FIRM_PHONE: Final = re.compile(r"company main phone|tel\. principale società|telefono principale società")
_NOT_PHONE: Final = ("fax", "callback", "radio", "telex", "tty", "richiamata", "date", "count", "data ")
INACTIVE: Final = (
    "archived",
    "archiviato",
    "inactive",
    "is inactive",
    "isinactive",
    "inattivo",
    "disabled",
    "disabilitato",
)
ACTIVE: Final = ("active", "is active", "status", "stato", "attivo", "account active", "company status")
GONE: Final = frozenset(
    {
        "inactive",
        "inattivo",
        "archived",
        "archiviato",
        "disabled",
        "no",
        "false",
        "0",
        "cessato",
        "closed",
        "n",
        "not active",
    }
)
HERE: Final = frozenset({"yes", "true", "1", "y", "si", "sì", "x"})

FISCAL: Final[Mapping[str, tuple[str, ...]]] = {
    "country": (
        "country",
        "nazione",
        "paese",
        "country code",
        "country/region",
        "address 1 - country",
        "business country/region",
        "paese (uff.)",
        "paese/area geografica (uff.)",
    ),
    "name": ("invoice name", "intestazione fattura"),
    "vat": (
        "vat",
        "vat number",
        "vat id",
        "vat no",
        "p.iva",
        "p. iva",
        "p.i.",
        "partita iva",
        "partita i.v.a.",
        "piva",
        "tax id",
        "tax number",
        "tax no",
        "partita_iva",
    ),
    "tax_code": ("tax code", "codice fiscale", "cod. fiscale", "c.f.", "cf", "codice_fiscale", "tax_code"),
    "street": (
        "street",
        "address",
        "indirizzo",
        "via",
        "address 1",
        "address line 1",
        "address1",
        "street address",
        "address 1 - street",
        "business street",
        "via (uff.)",
        "billing street",
    ),
    "number": ("house number", "numero civico", "civico", "n. civico"),
    "zip": (
        "zip",
        "cap",
        "postal code",
        "postcode",
        "zip code",
        "zip/postal code",
        "c.a.p.",
        "address 1 - postal code",
        "business postal code",
        "cap (uff.)",
        "billing zip",
    ),
    "city": (
        "city",
        "town",
        "città",
        "citta",
        "comune",
        "località",
        "address 1 - city",
        "business city",
        "città (uff.)",
        "billing city",
    ),
    "province": ("province", "provincia", "prov.", "prov", "pr.", "provincia (uff.)"),
    "sdi": (
        "sdi",
        "codice sdi",
        "codice destinatario",
        "cod. destinatario",
        "cod. destinatario fatt. elettr.",
        "codice univoco",
        "cod. univoco",
        "codice sdi/univoco",
    ),
    "pec": ("pec", "e-mail pec", "indirizzo pec", "email pec"),
    "contract": ("contract", "contratto"),
    "cig": ("cig",),
    "cup": ("cup",),
    "vat_rate": ("vat rate", "vat_rate", "aliquota", "aliquota iva"),
    "nature": ("nature", "natura"),
    "split_payment": ("split payment", "split_payment", "scissione dei pagamenti"),
    "payment": ("payment", "pagamento", "payment terms", "termini di pagamento"),
}

TERMS: Final[Mapping[str, tuple[str, ...]]] = {
    name: (name, name.replace("_", "-"), name.replace("_", " ")) for name in sorted(TERM_FIELDS)
}
FROM: Final = ("from", "agreement from")
SOLD: Final = ("sold", "sold on", "block sold on")
SIZE: Final = ("size", "first block")
LEFT: Final = ("left", "block left", "hours left", "opening balance", "residuo", "ore residue", "saldo iniziale")
EXPIRES: Final = ("expires", "expires on", "scadenza", "scade il")
"""The columns of an agreement are called as the flags of `agreement set`; these five say more of its first hours."""

PROGRAMS: Final[tuple[tuple[str, tuple[frozenset[str], ...]], ...]] = (
    ("Google Contacts", (frozenset({"phone 1 - value"}), frozenset({"e-mail 1 - value"}))),
    (
        "Outlook",
        (
            frozenset({"first name", "last name", "business phone"}),
            frozenset({"nome", "cognome", "telefono (uff.)"}),
            frozenset({"nome", "cognome", "società", "cellulare"}),
            frozenset({"nome", "cognome", "società", "telefono cellulare"}),
        ),
    ),
    ("HubSpot", (frozenset({"record id", "company name"}), frozenset({"record id", "first name"}))),
    ("Syncro", (frozenset({"business name", "firstname", "lastname"}), frozenset({"business name", "first name"}))),
    (
        "ConnectWise",
        (frozenset({"company name", "company identifier"}), frozenset({"company name", "company id", "status"})),
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
    ("Toggl", (frozenset({"name", "archived", "notes"}),)),
)
"""Programs and sets of column names: a header that contains one is that program's; the narrower sign stands first."""

COUNTRIES: Final = {
    "italia": "IT",
    "italy": "IT",
    "svizzera": "CH",
    "switzerland": "CH",
    "san marino": "SM",
    "germania": "DE",
    "germany": "DE",
    "deutschland": "DE",
    "francia": "FR",
    "france": "FR",
    "austria": "AT",
    "spagna": "ES",
    "spain": "ES",
    "españa": "ES",
    "regno unito": "GB",
    "united kingdom": "GB",
    "uk": "GB",
    "stati uniti": "US",
    "united states": "US",
    "united states of america": "US",
    "usa": "US",
    "u.s.a.": "US",
    "belgio": "BE",
    "belgium": "BE",
    "paesi bassi": "NL",
    "netherlands": "NL",
    "portogallo": "PT",
    "portugal": "PT",
    "polonia": "PL",
    "poland": "PL",
    "irlanda": "IE",
    "ireland": "IE",
    "slovenia": "SI",
    "croazia": "HR",
    "croatia": "HR",
    "malta": "MT",
    "canada": "CA",
    "australia": "AU",
    "città del vaticano": "VA",
    "lussemburgo": "LU",
    "luxembourg": "LU",
}


def is_phone(column: str) -> bool:
    """Whether a column holds telephone numbers."""
    base = re.sub(r"[ .]\d+$", "", column)
    return PHONE.fullmatch(base) is not None and not any(word in column for word in _NOT_PHONE)


def program_of(header: tuple[str, ...]) -> str:
    """The program that a header is recognised to be of; empty for none."""
    columns = set(header)
    return next((name for name, signs in PROGRAMS if any(sign <= columns for sign in signs)), "")
