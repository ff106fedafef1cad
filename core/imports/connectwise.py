"""ConnectWise Manage's time entries (CSV): `Bill` holds B, NB or NC; the last two are no charge."""

from core.imports.sheets import Column, TimeSheet

CONNECTWISE = TimeSheet(
    program="ConnectWise",
    key="connectwise",
    signs=(
        frozenset({"member", "hours", "company"}),
        frozenset({"member", "hours", "work role"}),
        frozenset({"member", "actual hours"}),
        frozenset({"time recid", "hours"}),
    ),
    columns={
        Column.CLIENT: ("company", "company name"),
        Column.PROJECT: ("project", "project name"),
        Column.TICKET: ("ticket", "ticket #", "service id", "charge to", "charge to id"),
        Column.TASK: ("summary", "ticket summary"),
        Column.NOTE: ("notes", "note", "time notes"),
        Column.USER: ("member", "member name"),
        Column.EMAIL: ("member email",),
        Column.DAY: ("date", "date start", "work date"),
        Column.START: ("time start", "start time", "start"),
        Column.END: ("time end", "end time", "end"),
        Column.HOURS: ("actual hours", "actual hrs", "hours"),
        Column.TYPE: ("work type",),
        Column.BILLABLE: ("bill", "billable", "billable option"),
    },
    not_billable=frozenset({"nb", "nc", "do not bill", "donotbill", "no charge", "nocharge"}),
)
