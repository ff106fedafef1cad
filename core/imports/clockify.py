"""Clockify's detailed report (CSV): dates and times as the user's settings write them, decimal hours beside H:MM:SS."""

from core.imports.sheets import Column, TimeSheet

CLOCKIFY = TimeSheet(
    program="Clockify",
    key="clockify",
    signs=(
        frozenset({"start date", "start time", "duration (h)"}),
        frozenset({"start date", "start time", "duration (decimal)"}),
        frozenset({"data di inizio", "ora di inizio", "durata (h)"}),
        frozenset({"data di inizio", "ora di inizio", "durata (decimale)"}),
    ),
    columns={
        Column.CLIENT: ("client", "cliente"),
        Column.PROJECT: ("project", "progetto"),
        Column.TASK: ("task", "activity", "attività"),
        Column.NOTE: ("description", "descrizione"),
        Column.USER: ("user", "utente"),
        Column.EMAIL: ("email", "e-mail"),
        Column.TAGS: ("tags", "tag", "etichette"),
        Column.BILLABLE: ("billable", "fatturabile"),
        Column.DAY: ("start date", "data di inizio"),
        Column.CLOCK: ("start time", "ora di inizio"),
        Column.END_DAY: ("end date", "data di fine"),
        Column.END_CLOCK: ("end time", "ora di fine"),
        Column.DURATION: ("duration (h)", "durata (h)", "duration (decimal)", "durata (decimale)"),
    },
    ignored=frozenset({"duration (decimal)", "durata (decimale)"}),
)
