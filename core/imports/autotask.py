"""Autotask's time entries (CSV export or import template): the account is the client, the resource the technician."""

from core.imports.sheets import Column, TimeSheet

AUTOTASK = TimeSheet(
    program="Autotask",
    key="autotask",
    signs=(
        frozenset({"resource", "hours worked", "ticket number"}),
        frozenset({"resource", "hours worked", "account"}),
        frozenset({"resource name", "hours worked"}),
        frozenset({"resource", "hours worked", "summary notes"}),
        frozenset({"resource", "hours worked", "autotask ticket number"}),
    ),
    columns={
        Column.CLIENT: (
            "account",
            "account name",
            "organization",
            "organization name",
            "company",
            "company name",
            "company: name",
            "customer",
        ),
        Column.PROJECT: ("project", "project name"),
        Column.TICKET: (
            "ticket number",
            "task/ticket number",
            "task or ticket number",
            "autotask ticket number",
            "external (legacy) ticket id",
        ),
        Column.TASK: ("title", "task or ticket title", "task/ticket title", "ticket title", "task title"),
        Column.NOTE: ("summary notes", "notes"),
        Column.USER: ("resource", "resource name"),
        Column.EMAIL: ("resource email",),
        Column.DAY: ("date worked", "worked date", "entry date", "date"),
        Column.START: ("start date/time", "start date time", "start time"),
        Column.END: ("end date/time", "end date time", "end time", "stop time"),
        Column.HOURS: ("hours worked",),
        Column.TYPE: ("work type", "work type name"),
        Column.BILLABLE: ("billable",),
    },
    not_billable=frozenset({"non-billable", "not billable"}),
)
