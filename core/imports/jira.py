"""Jira worklogs (CSV of Jira's, Tempo's and similar worklog reports): the project is the client, the issue key the ticket."""

from core.imports.sheets import Column, TimeSheet

JIRA = TimeSheet(
    program="Jira",
    key="jira",
    signs=(
        frozenset({"issue key", "hours", "work date"}),
        frozenset({"issue key", "time spent"}),
        frozenset({"issue key", "time spent (seconds)"}),
        frozenset({"issue key", "logged hours"}),
        frozenset({"issue key", "logged"}),
        frozenset({"key", "title", "time spent (h)"}),
    ),
    columns={
        Column.TICKET: ("issue key", "key"),
        Column.CLIENT: ("account name", "customer", "organization", "organizations"),
        Column.PROJECT: ("project name", "project", "project key"),
        Column.TASK: ("issue summary", "summary", "title"),
        Column.NOTE: ("work description", "worklog description", "worklog comment", "comment", "description"),
        Column.USER: ("full name", "author", "worklog author", "user", "username"),
        Column.EMAIL: ("author email", "email"),
        Column.START: ("work date", "started", "start date", "date started", "worklog started", "date"),
        Column.HOURS: ("hours", "logged hours", "logged", "time spent (h)"),
        Column.SECONDS: ("time spent (seconds)", "time spent seconds"),
        Column.DURATION: ("time spent",),
    },
)
