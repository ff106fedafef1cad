"""Kimai's CSV export: its header is in the user's language; here English, German, Italian, French and Spanish."""

from itertools import product

from core.imports.sheets import Column, TimeSheet

_BEGIN = ("begin", "from", "beginn", "von", "inizio", "da", "début", "de", "inicio", "desde")
_CUSTOMER = ("customer", "customer.name", "kunde", "cliente", "client")
_ACTIVITY = ("activity", "activity.name", "tätigkeit", "attività", "activité", "actividad")
_PROJECT = ("project", "project.name", "projekt", "progetto", "projet", "proyecto")

KIMAI = TimeSheet(
    program="Kimai",
    key="kimai",
    # With the project: our own Italian columns hold the other three.
    signs=tuple(frozenset(sign) for sign in product(_BEGIN, _CUSTOMER, _ACTIVITY, _PROJECT)),
    columns={
        Column.DAY: ("date", "datum", "data", "fecha"),
        Column.START: _BEGIN,
        Column.END: ("end", "to", "ende", "bis", "fine", "a", "fin", "à", "hasta"),
        Column.DURATION: ("duration", "dauer", "durata", "durée", "duración"),
        Column.CLIENT: _CUSTOMER,
        Column.PROJECT: _PROJECT,
        Column.TASK: _ACTIVITY,
        Column.NOTE: ("description", "beschreibung", "descrizione", "descripción"),
        Column.USER: (
            "name",
            "user.alias",
            "user",
            "username",
            "user.username",
            "benutzer",
            "benutzername",
            "utente",
            "nome utente",
            "utilisateur",
            "usuario",
            "nome",
            "nom",
            "nombre",
        ),
        Column.EMAIL: ("user.email", "email", "e-mail", "courriel"),
        Column.BILLABLE: ("billable", "abrechenbar", "fatturabile", "facturable"),
        Column.TAGS: ("tags", "schlagworte", "etichette", "étiquettes", "mots-clés", "etiquetas", "tag", "mot-clé"),
    },
    not_billable=frozenset({"nein", "non"}),
)
