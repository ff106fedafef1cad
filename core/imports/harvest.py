"""Harvest's detailed time report (CSV): a day and decimal hours, no times of day. The German one has semicolons and commas."""

from core.imports.sheets import Column, TimeSheet

HARVEST = TimeSheet(
    program="Harvest",
    key="harvest",
    signs=(
        frozenset({"date", "client", "project", "task", "notes", "hours", "first name", "last name"}),
        frozenset({"date", "client", "project", "hours", "employee?"}),
        frozenset({"datum", "kunde", "projekt", "aufgabe", "stunden"}),
    ),
    columns={
        Column.DAY: ("date", "datum"),
        Column.CLIENT: ("client", "kunde"),
        Column.PROJECT: ("project", "projekt"),
        Column.TASK: ("task", "aufgabe"),
        Column.NOTE: ("notes", "notizen"),
        Column.HOURS: ("hours", "stunden"),
        Column.BILLABLE: ("billable?", "abrechenbar?"),
        Column.USER: ("first name", "vorname"),
        Column.LAST_NAME: ("last name", "nachname"),
    },
    ignored=frozenset({"hours rounded"}),
    not_billable=frozenset({"nein"}),
)
