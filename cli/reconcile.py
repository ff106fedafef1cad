"""`monteore reconcile`: answered calls of known clients against entries."""

from typing import TYPE_CHECKING

from cli import declared
from cli.shell import Shell, table, verb
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from core.queries.views.entries import EntryView
    from core.queries.views.unlogged import ReconcileView, UnloggedCall


@declared.command()
@declared.option("--since", metavar="DATE", help=_("The first day; default: 31 days until the last."))
@declared.option("--until", metavar="DATE", help=_("The last day; default: today."))
@declared.option("--client", "who", metavar="CLIENT", help=_("Only what is left of this client."))
@declared.option("--mine", is_flag=True, help=_("Only what is left of you."))
@verb
def reconcile(shell: Shell, since: str | None, until: str | None, who: str | None, mine: bool) -> None:
    """Hold answered calls against entries: calls that nobody logged, and entries without a call."""
    from core.basics.errors import Usage
    from core.entryline.filter import parse_since, parse_until

    business = shell.business(read_only=True)
    first = parse_since(since, today=business.today) if since else None
    last = parse_until(until, today=business.today) if until else None
    if first and first > (last or business.today):
        raise Usage(_("the period ends before it begins; write --since and --until in order"))
    view = business.phone.reconciliation.view(
        first,
        last,
        client_id=business.queries.resolve_client(who, archived=True).client_id if who else None,
        technician=business.technician if mine else None,
    )
    if shell.json:
        from cli.call_documents import ReconcileDocument

        shell.document(ReconcileDocument.of(view))
    for line in _told(view, business.zone):
        shell.say(line)


def _told(view: "ReconcileView", zone: "ZoneInfo") -> "list[str]":
    from core.basics.durations import format_minutes, format_seconds
    from core.language.formats import money_text
    from core.queries.reconcile_words import NO_RECORDS_STEP, covers_text, doubts, result_text

    lines = [
        _("answered calls from {first} to {last}").format(first=view.since.isoformat(), last=view.until.isoformat()),
        *(f"  {line}" for line in (covers_text(view.coverage, zone), *doubts(view.coverage, zone)) if line),
    ]
    if view.has_records:
        counts = _("  {logged} logged, {dismissed} dismissed, {going_on} not wrapped up yet").format(
            logged=view.logged, dismissed=view.dismissed, going_on=view.going_on
        )
        if view.unknown:
            counts += ngettext(
                "; {count} of a number that no client owns ({time})",
                "; {count} of numbers that no client owns ({time})",
                view.unknown,
            ).format(count=view.unknown, time=format_seconds(view.unknown_seconds))
        lines.append(counts)
    result = result_text(view.coverage, len(view.unlogged))
    lines.append(
        result if view.has_records else f"{result}; " + _("see: monteore {verb} --help").format(verb=NO_RECORDS_STEP)
    )
    if view.unlogged:
        money = ", ".join(money_text(amount, currency) for currency, amount in view.amounts.items())
        lines.append(
            _("  {talk} of talk would have cost {minutes} h").format(
                talk=format_seconds(view.seconds), minutes=format_minutes(view.minutes)
            )
            + (f" ({money})" if money else "")
        )
        lines.append(_calls(view.unlogged, zone))
        lines += _slips_of_client(view.unlogged)
        lines.append(_("to log one: monteore phone log ID NOTE; it is no work: monteore phone dismiss ID --reason WHY"))
    if view.entries:
        lines.append(
            ngettext(
                "{count} entry of the telephone without a call:",
                "{count} entries of the telephone without a call:",
                len(view.entries),
            ).format(count=len(view.entries))
        )
        lines.append(_entries(view.entries, zone))
        lines += _other_clients(view)
    return lines


def _slips_of_client(calls: "Sequence[UnloggedCall]") -> "list[str]":
    """One line for each call that was perhaps logged for another client, with the verb that moves the entry."""
    from core.queries.reconcile_words import perhaps_text

    return [
        _("{call_id} is {perhaps}; if so: monteore entry edit {entry_id} {client}").format(
            call_id=call.call_id,
            perhaps=perhaps_text(call),
            entry_id=call.perhaps.entry_id,
            client=call.client.code if call.client else "CLIENT",
        )
        for call in calls
        if call.perhaps is not None
    ]


def _other_clients(view: "ReconcileView") -> "list[str]":
    """One line for each entry that is perhaps that of a call of another client."""
    from core.queries.reconcile_words import clients_text

    return [
        _("{entry_id} is perhaps the call {call_id} of {client}").format(
            entry_id=entry.entry_id, call_id=call.call_id, client=clients_text(call)
        )
        for entry in view.entries
        if (call := view.perhaps.get(entry.entry_id)) is not None
    ]


def call_rows(calls: "Sequence[UnloggedCall]", zone: "ZoneInfo") -> "list[tuple[str, ...]]":
    """Calls as rows of a table, under their header."""
    from core.basics.durations import format_minutes, format_seconds
    from core.language.formats import money_text
    from core.language.labels import word_label
    from core.queries.reconcile_words import clients_text

    head = (_("day"), _("time"), _("way"), _("client"), _("number"), _("technician"), _("talk"), _("cost"), _("id"))
    rows = []
    for call in calls:
        client = clients_text(call)
        cost = format_minutes(call.charged_minutes) if call.charged_minutes is not None else ""
        if call.amount_minor:
            cost += f" {money_text(call.amount_minor, call.currency)}"
        talk = format_seconds(call.seconds)
        rows.append(
            (
                *_when(call.began_at, zone),
                word_label(call.direction.value),
                client + ("" if call.is_exact_number else "?"),
                call.number or _("withheld"),
                ", ".join(call.technicians) or call.extension,
                talk if call.is_exact else _("at most {time}").format(time=talk),
                cost,
                call.call_id,
            )
        )
    return [head, *rows]


def _calls(calls: "Sequence[UnloggedCall]", zone: "ZoneInfo") -> str:
    return table(call_rows(calls, zone), right=frozenset({6, 7}))


def _entries(entries: "Sequence[EntryView]", zone: "ZoneInfo") -> str:
    from core.basics.durations import format_seconds

    head = (_("day"), _("time"), _("client"), _("technician"), _("worked"), _("note"), _("id"))
    rows = [
        (
            *(_when(entry.started_at, zone) if entry.started_at else (entry.work_date.isoformat(), "")),
            entry.client.code,
            entry.technician,
            format_seconds(entry.worked_seconds),
            entry.note,
            entry.entry_id,
        )
        for entry in entries
    ]
    return table([head, *rows], right=frozenset({4}))


def _when(instant: "datetime", zone: "ZoneInfo") -> tuple[str, str]:
    local = instant.astimezone(zone)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"
