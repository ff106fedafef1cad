"""Clockify's detailed report (CSV): dates and times as the user's settings write them, decimal hours beside H:MM:SS."""

from core.imports.sheets import Column, TimeSheet

CLOCKIFY = TimeSheet(
    program="Clockify",
    key="clockify",
    signs=(
        frozenset({"start date", "start time", "duration (h)"}),
        frozenset({"start date", "start time", "duration (decimal)"}),
    ),
    columns={
        Column.CLIENT: ("client",),
        Column.PROJECT: ("project",),
        Column.TASK: ("task", "activity"),
        Column.NOTE: ("description",),
        Column.USER: ("user",),
        Column.EMAIL: ("email",),
        Column.TAGS: ("tags", "tag"),
        Column.BILLABLE: ("billable",),
        Column.DAY: ("start date",),
        Column.CLOCK: ("start time",),
        Column.END_DAY: ("end date",),
        Column.END_CLOCK: ("end time",),
        Column.DURATION: ("duration (h)", "duration (decimal)"),
    },
    ignored=frozenset({"duration (decimal)"}),
)
