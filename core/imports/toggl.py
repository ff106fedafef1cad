"""Toggl Track's detailed export (CSV), in English and Italian.

It has the headers of before (`User`, `End date`) or of today (`Member`, `Stop date`). Its times are the account's local
ones, without a zone. `Billable` is not read: Toggl's free plan writes No everywhere.
"""

from core.imports.sheets import Column, TimeSheet

TOGGL = TimeSheet(
    program="Toggl",
    key="toggl",
    signs=(
        frozenset({"project", "description", "start date", "start time", "duration", "end date"}),
        frozenset({"project", "description", "start date", "start time", "duration", "stop date"}),
        frozenset({"user", "client", "project", "description", "start date", "start time", "duration", "tags"}),
        frozenset({"progetto", "descrizione", "data di inizio", "ora di inizio", "durata"}),
        frozenset({"progetto", "descrizione", "data inizio", "ora inizio", "durata"}),
    ),
    columns={
        Column.USER: ("user", "member", "utente", "membro"),
        Column.DAY: ("start date", "data di inizio", "data inizio"),
        Column.CLOCK: ("start time", "ora di inizio", "ora inizio"),
        Column.END_DAY: ("end date", "stop date", "data di fine", "data fine"),
        Column.END_CLOCK: ("end time", "stop time", "ora di fine", "ora fine"),
        Column.DURATION: ("duration", "durata"),
        Column.CLIENT: ("client", "cliente"),
        Column.PROJECT: ("project", "progetto"),
        Column.NOTE: ("description", "descrizione"),
        Column.TAGS: ("tags", "tag", "etichette"),
        Column.TASK: ("task", "attività"),
        Column.EMAIL: ("email", "e-mail"),
    },
    clock_needed=True,
    # Not the task: a repeated import must find the rows that were imported when the task was not read.
    key_columns=(
        Column.USER,
        Column.DAY,
        Column.CLOCK,
        Column.END_DAY,
        Column.END_CLOCK,
        Column.DURATION,
        Column.CLIENT,
        Column.PROJECT,
        Column.NOTE,
        Column.TAGS,
    ),
)
