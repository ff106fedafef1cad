"""Toggl Track's detailed export (CSV), with the headers of before (`User`, `End date`) and of today (`Member`, `Stop date`).

Its times are the account's local ones, without a zone. `Billable` is not read: Toggl's free plan writes No everywhere.
"""

from core.imports.sheets import Column, TimeSheet

TOGGL = TimeSheet(
    program="Toggl",
    key="toggl",
    signs=(
        frozenset({"project", "description", "start date", "start time", "duration", "end date"}),
        frozenset({"project", "description", "start date", "start time", "duration", "stop date"}),
        frozenset({"user", "client", "project", "description", "start date", "start time", "duration", "tags"}),
    ),
    columns={
        Column.USER: ("user", "member"),
        Column.DAY: ("start date",),
        Column.CLOCK: ("start time",),
        Column.END_DAY: ("end date", "stop date"),
        Column.END_CLOCK: ("end time", "stop time"),
        Column.DURATION: ("duration",),
        Column.CLIENT: ("client",),
        Column.PROJECT: ("project",),
        Column.NOTE: ("description",),
        Column.TAGS: ("tags",),
        Column.TASK: ("task",),
        Column.EMAIL: ("email",),
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
