"""Harvest's detailed time report (CSV): a day and decimal hours, times of day where the account records them.

The German one has semicolons and commas."""

from core.imports.sheets import Column, TimeSheet

HARVEST = TimeSheet(
    program="Harvest",
    key="harvest",
    signs=(
        frozenset({"date", "client", "project", "task", "notes", "hours", "first name", "last name"}),
        frozenset({"date", "client", "project", "hours", "employee?"}),
        frozenset({"datum", "kunde", "projekt", "aufgabe", "stunden"}),
        frozenset({"date", "client", "projet", "tâche", "heures"}),
    ),
    columns={
        Column.DAY: ("date", "datum"),
        Column.CLIENT: ("client", "kunde"),
        Column.PROJECT: ("project", "projekt", "projet"),
        Column.TASK: ("task", "aufgabe", "tâche"),
        Column.NOTE: ("notes", "notizen"),
        Column.HOURS: ("hours", "stunden", "heures"),
        Column.BILLABLE: ("billable?", "abrechenbar?", "facturable ?"),
        Column.USER: ("first name", "vorname", "prénom"),
        Column.LAST_NAME: ("last name", "nachname", "nom"),
        Column.CLOCK: ("started at", "start time"),
        Column.END_CLOCK: ("ended at", "end time"),
    },
    # Not the times: a repeated import must find the rows that were imported when they were not read.
    key_columns=(
        Column.DAY,
        Column.CLIENT,
        Column.PROJECT,
        Column.TASK,
        Column.NOTE,
        Column.HOURS,
        Column.BILLABLE,
        Column.USER,
        Column.LAST_NAME,
    ),
    ignored=frozenset({"hours rounded"}),
    not_billable=frozenset({"nein", "non"}),
)
