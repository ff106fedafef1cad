"""solidtime's detailed export (CSV): start and end with their dates, no offset."""

from core.imports.sheets import Column, TimeSheet

SOLIDTIME = TimeSheet(
    program="solidtime",
    key="solidtime",
    signs=(frozenset({"description", "task", "project", "client", "user", "start", "end", "duration (decimal)"}),),
    columns={
        Column.NOTE: ("description",),
        Column.TASK: ("task",),
        Column.PROJECT: ("project",),
        Column.CLIENT: ("client",),
        Column.USER: ("user",),
        Column.START: ("start",),
        Column.END: ("end",),
        Column.DURATION: ("duration", "duration (decimal)"),
        Column.TAGS: ("tags",),
    },
)
