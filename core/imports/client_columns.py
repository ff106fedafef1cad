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
    "record id - company",
    "codice interno",
    "cod. cli.",
    "cod. cliente/fornitore",
    "codice cliente/fornitore",
    "kundennummer",
    "kunden-nr.",
)
RECORD_ID: Final = ("id", "record id", "customer id", "externalid")
"""The codes that are those of a row, so of a person where the row is about one."""
FIRM_REST: Final = (
    "ragione sociale 2",
    "ragione sociale (2)",
    "denominazione 2",
    "rag. soc. 2",
    "seguito ragione sociale",
)
"""The second half of a name that did not fit into one column."""
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
    "ragione sociale 1",
    "ragione sociale (1)",
    "denominazione 1",
    "denominazione sociale",
    "denominazione/ragione sociale",
    "ragione sociale/denominazione",
    "nome/ragione sociale",
    "ragione sociale/nome",
    "ragione sociale o cognome e nome",
    "rag. soc.",
    "rag. soc. 1",
    "rag. sociale",
    "nome azienda",
    "nome cliente",
    "nome ditta",
    "intestatario",
    "intestazione",
    "firmenname",
    "unternehmen",
    "kunde",
    "raison sociale",
    "société",
    "entreprise",
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
FIRST: Final = ("first name", "given name", "firstname", "nome", "vorname", "prénom")
LAST: Final = (
    "last name",
    "family name",
    "lastname",
    "cognome",
    "surname",
    "denominazione/cognome",
    "cognome/denominazione",
    "ragione sociale/cognome",
    "cognome/ragione sociale",
    "cognome o denominazione",
    "nachname",
    "familienname",
    "nom",
    "nom de famille",
)
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
    "indirizzo e-mail",
    "indirizzo email",
    "e-mail 1",
    "e-mail 1 address",
    "e-mail-adresse",
    "contact email",
    "courriel",
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
    "contact person",
    "ansprechpartner",
)
PHONE: Final = re.compile(
    r"(?!.*(?:label|type|etichetta|extension$))"
    r"(?:phone \d+ - value|.*\b(?:tele?phones?|phones?|mobile|cellulare|telefono|telefoni|tel|cell|abitazione"
    r"|telefon|telefonnummer|rufnummer|mobil|mobiltelefon|handy|téléphone|portable)\b.*)"
)
_LABEL: Final = re.compile(r"phone \d+ - (?:label|type)")
_FAX: Final = re.compile(r"(?:.*\b)?(?:fax|telefax|pager)\b.*", re.IGNORECASE)
FIRM_PHONE: Final = re.compile(r"company main phone|tel\. principale società|telefono principale società")
_NOT_PHONE: Final = re.compile(
    r"fax|callback|telex|tty|richiamata|assistant|assistente|\b(?:radio|date|count|data)\b|radiotele|radiophone"
)
INACTIVE: Final = (
    "archived",
    "archiviato",
    "inactive",
    "is inactive",
    "inactive flag",
    "isinactive",
    "inattivo",
    "disabled",
    "disabilitato",
)
ACTIVE: Final = (
    "active",
    "active?",
    "aktiv",
    "is active",
    "status",
    "stato",
    "attivo",
    "account active",
    "company status",
)
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
        "naz.",
        "land",
        "pays",
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
        "p.iva/tax id",
        "partita iva/tax id",
        "partita iva/codice iva",
        "p.iva/cod. iva",
        "p.iva/c.f.",
        "partita iva/codice fiscale",
        "codice iva",
        "num. partita iva",
        "cod. fisc./p. iva",
        "numero partita iva",
        "vat code",
        "ust-idnr.",
        "ust-id",
        "ust-id-nr.",
        "mwst-nr.",
    ),
    "tax_code": (
        "tax code",
        "codice fiscale",
        "cod. fiscale",
        "cod. fisc.",
        "c.f.",
        "cf",
        "steuernummer",
        "codice_fiscale",
        "tax_code",
    ),
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
        "straße",
        "strasse",
        "anschrift",
        "adresse",
        "rue",
        "indirizzo sede",
        "address street",
        "indirizzo sede legale",
        "sede legale",
    ),
    "number": ("house number", "numero civico", "civico", "n. civico"),
    "zip": (
        "zip",
        "cap",
        "postal code",
        "postcode",
        "zip code",
        "zip/postal code",
        "postal/zip code",
        "c.a.p.",
        "address 1 - postal code",
        "business postal code",
        "cap (uff.)",
        "billing zip",
        "address postal code",
        "plz",
        "postleitzahl",
        "code postal",
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
        "address city",
        "ort",
        "stadt",
        "ville",
    ),
    "province": (
        "province",
        "provincia",
        "prov.",
        "prov",
        "pr.",
        "provincia (uff.)",
        "state",
        "state/region",
        "state/province",
        "province/state",
        "business state",
        "billing state",
        "address province",
        "address 1 - region",
    ),
    "sdi": (
        "sdi",
        "codice sdi",
        "codice destinatario",
        "cod. destinatario",
        "cod. destinatario fatt. elettr.",
        "codice univoco",
        "cod. univoco",
        "codice sdi/univoco",
        "codice univoco/sdi",
        "codice destinatario/pec",
        "codice destinatario sdi",
        "codice ufficio",
        "cod. dest.",
        "ei code",
        "cod. sdi",
    ),
    "pec": ("pec", "e-mail pec", "indirizzo pec", "email pec", "certified email"),
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


def is_phone(column: str) -> bool:
    """Whether a column holds telephone numbers."""
    base = re.sub(r"[ .]+\d+$", "", column.replace("_", " "))
    return PHONE.fullmatch(base) is not None and _NOT_PHONE.search(column) is None


def is_label(column: str) -> bool:
    """Whether a column says of which kind the number beside it is."""
    return _LABEL.fullmatch(column) is not None


def is_fax(text: str) -> bool:
    """Whether a label, or a number with its label, is of a fax or a pager."""
    return _FAX.fullmatch(text) is not None
