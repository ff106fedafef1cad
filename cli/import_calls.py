"""`monteore import calls`: call records of telephone systems. What can be read is kept; what cannot is counted and named."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli import declared
from cli.file_types import INPUT, STREAM
from cli.import_bad import check_bad_target, skips_bad, write_part
from cli.import_files import open_source, open_store
from cli.shell import Shell, writing_verb
from core.basics.errors import Usage
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from core.phone.records.importing import RecordPlan
    from core.phone.records.model import KeptRecords

_MOST_TOLD = 20


@declared.command()
@declared.argument("files", type=INPUT, metavar="FILE...", nargs=-1, required=True)
@declared.option("--dry-run", is_flag=True, help=_("Show what it would do and change nothing."))
@declared.option(
    "--source", default="", metavar="NAME", help=_("The telephone system, such as pbx; each has its settings.")
)
@declared.option(
    "--format", "wanted", default="", metavar="F", help=_("The format, where the content does not tell it.")
)
@declared.option(
    "--zone", default="", metavar="ZONE", help=_("The time zone of times without one; kept for the source.")
)
@declared.option(
    "--dates",
    "order",
    type=declared.Choice(["dmy", "mdy"]),
    help=_("The order of day and month, where the file does not show it; kept for the source."),
)
@declared.option(
    "--map",
    "maps",
    multiple=True,
    metavar="FIELD=COLUMN",
    help=_("Read a column as a field, such as number=Numero; kept for the source. none forgets it."),
)
@skips_bad
@writing_verb(asks_clock=False)
def calls(
    shell: Shell,
    files: tuple[str, ...],
    dry_run: bool,
    source: str,
    wanted: str,
    zone: str,
    order: str | None,
    maps: tuple[str, ...],
    skip_bad: bool,
    bad: str | None,
) -> None:
    """Call records of telephone systems; docs/calls.md names the formats. The same file again changes nothing.

    What cannot be read is left out and told, with --skip-bad or without.
    """
    from core.imports.dates import DateOrder

    check_bad_target(shell, bad, skip_bad=True)
    if bad is not None and len(set(files)) > 1:
        raise Usage(_("--bad writes the bad rows of one file; import one file at a time"))
    contents = [(Path(file).name, open_source(file)) for file in dict.fromkeys(files)]
    imports = open_store(shell, dry_run=dry_run).phone.record_imports
    plans = [
        imports.plan(
            data,
            name,
            source=source,
            wanted=wanted,
            zone=zone,
            dates=DateOrder(order) if order else None,
            maps=maps,
        )
        for name, data in contents
    ]
    kept = [None if dry_run else imports.carry_out(plan) for plan in plans]
    if shell.json:
        from cli.call_documents import CallFileDocument, CallImportDocument

        shell.document(
            CallImportDocument(
                dry_run=dry_run, files=[CallFileDocument.of(*each) for each in zip(plans, kept, strict=True)]
            )
        )
    for plan, done in zip(plans, kept, strict=True):
        _tell(shell, plan, done, on_stderr=bad == STREAM)
    if bad is not None and plans[0].read.unread_lines:
        from core.phone.records.leftovers import bad_part

        write_part(shell, bad, bad_part(contents[0][1], frozenset(plans[0].read.unread_lines)))


def _tell(shell: Shell, plan: "RecordPlan", done: "KeptRecords | None", *, on_stderr: bool) -> None:
    from core.basics.durations import format_seconds

    say = shell.warn if on_stderr else shell.say

    read, zone = plan.read, shell.opened.zone if shell.opened else None
    first, last = (f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" for instant in (plan.first_at, plan.last_at))
    say(
        _("{name}: {program}, of {source}: rows {rows}, calls {calls}, from {first} to {last}").format(
            name=plan.name,
            program=read.format.program,
            source=plan.source,
            rows=read.row_count,
            calls=read.counts.calls,
            first=first,
            last=last,
        )
    )
    if read.placed.offsets:
        offsets = ", ".join(f"{minutes // 60:+03}:{minutes % 60:02}" for minutes in read.placed.offsets)
        say(_("  times at {offsets}, as the ids of the calls tell").format(offsets=offsets))
    elif plan.zone:
        say(_("  times of {zone}").format(zone=plan.zone))
    talk = _("  {count} answered, {time} of talk").format(
        count=read.counts.answered, time=format_seconds(read.counts.seconds)
    )
    if read.counts.at_most:
        talk += "; " + ngettext(
            "of {count} at most: an announcement or a queue may be within",
            "of {count} at most: an announcement or a queue may be within",
            read.counts.at_most,
        ).format(count=read.counts.at_most)
    say(talk)
    if sentence := read.encoding.sentence:
        say(f"  {sentence}")
    if done is not None:
        say(
            _("  records: {added} new, {changed} changed, {same} there before").format(
                added=done.added, changed=done.changed, same=done.same
            )
        )
    for row in read.unread[:_MOST_TOLD]:
        shell.warn(_("{name}, line {line}: {reason}").format(name=plan.name, line=row.line, reason=row.reason))
    if read.unread_count:
        shell.warn(
            ngettext(
                "{count} row of {name} could not be read and was left out",
                "{count} rows of {name} could not be read and were left out",
                read.unread_count,
            ).format(count=read.unread_count, name=plan.name)
        )
