"""Clockify's detailed report (CSV) in English, German and Italian.

Dates and times are as the user's settings write them; decimal hours stand beside H:MM:SS.
"""

from core.imports.sheets import Column, TimeSheet

CLOCKIFY = TimeSheet(
    program="Clockify",
    key="clockify",
    signs=(
        frozenset({"start date", "start time", "duration (h)"}),
        frozenset({"start date", "start time", "duration (decimal)"}),
        frozenset({"startdatum", "startzeit", "dauer (h)"}),
        frozenset({"startdatum", "startzeit", "dauer (dezimal)"}),
        frozenset({"data di inizio", "ora di inizio", "durata (h)"}),
        frozenset({"data di inizio", "ora di inizio", "durata (decimale)"}),
        frozenset({"data inizio", "ora inizio", "durata (h)"}),
        frozenset({"data inizio", "ora inizio", "durata (decimale)"}),
    ),
    columns={
        Column.CLIENT: ("client", "kunde", "cliente"),
        Column.PROJECT: ("project", "projekt", "progetto"),
        Column.TASK: ("task", "activity", "aufgabe", "attività"),
        Column.NOTE: ("description", "beschreibung", "descrizione"),
        Column.USER: ("user", "benutzer", "utente"),
        Column.EMAIL: ("email", "e-mail"),
        Column.TAGS: ("tags", "tag", "etichette"),
        Column.BILLABLE: ("billable", "abrechenbar", "fatturabile"),
        Column.DAY: ("start date", "startdatum", "data di inizio", "data inizio"),
        Column.CLOCK: ("start time", "startzeit", "ora di inizio", "ora inizio"),
        Column.END_DAY: ("end date", "enddatum", "data di fine", "data fine"),
        Column.END_CLOCK: ("end time", "endzeit", "ora di fine", "ora fine"),
        Column.DURATION: (
            "duration (h)",
            "dauer (h)",
            "durata (h)",
            "duration (decimal)",
            "dauer (dezimal)",
            "durata (decimale)",
        ),
    },
    ignored=frozenset({"duration (decimal)", "dauer (dezimal)", "durata (decimale)"}),
    not_billable=frozenset({"nein"}),
)
