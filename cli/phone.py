"""`monteore phone`: what the telephone told, whose extension is whose, and calls out. Listeners are in `phone_listen`."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli import declared
from cli.file_types import OWN
from cli.phone_calls import show_calls, warn_of_archived
from cli.shell import Done, Shell, verb, writing_verb
from core.basics.i18n import _, ngettext

if TYPE_CHECKING:
    from core.business import Business
    from core.model.phone import PhoneOptions

_EVENTS = ("ring", "answer", "end", "missed")


@declared.group()
def phone() -> None:
    """The telephone: pop, listen, list, take, dismiss, log, extension, settings, dial."""


phone.add_later("listen", "cli.phone_listen:listen")
for _name in ("take", "dismiss", "log"):
    phone.add_later(_name, f"cli.phone_desk:{_name}")


@phone.command()
@declared.argument("number")
@declared.option("--name", default="", metavar="TEXT", help=_("The name that the telephone shows."))
@declared.option("--to", default="", metavar="EXT", help=_("The extension that rings; default: your own."))
@declared.option("--id", "call", default="", metavar="ID", help=_("The call's id in the telephone system."))
@declared.option("--event", type=declared.Choice(_EVENTS), default="ring", show_default=True)
@verb
def pop(shell: Shell, number: str, name: str, to: str, call: str, event: str) -> int:
    """Tell what a phone does: NUMBER rings, is answered, or ends; '-' reads one JSON object a line from stdin."""
    from core.phone.adapters.own import event_of

    business = shell.business()
    if number == "-":
        return _pop_lines(shell, business)
    fields = {"number": number, "name": name, "to": to, "id": call, "event": event}
    if not to and event == "ring":
        fields["to"] = _own_extension(business)
    touched = business.phone.record([event_of(fields, business.clock.now(), business.zone)])
    views = tuple(business.phone.one(phone_call_id) for phone_call_id in touched)
    show_calls(shell, views)
    warn_of_archived(shell, views)
    return 0


def _own_extension(business: "Business") -> str:
    """The extension of a ring that names none: whoever has all others, else the person at the shell."""
    from core.phone.settings import EVERYBODY_ELSE

    return "" if EVERYBODY_ELSE in business.phone.settings.extensions else f"@{business.technician}"


def _pop_lines(shell: Shell, business: "Business") -> int:
    import json

    from core.phone.adapters.own import event_of
    from core.phone.adapters.request import BadMessage
    from core.phone.inbox import Inbox

    touched: dict[str, None] = {}
    inbox = Inbox(lambda events: touched.update(dict.fromkeys(business.phone.record(events))), shell.warn)
    failed = False
    for count, line in enumerate(_lines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            if not isinstance(fields, dict):
                raise BadMessage(_("a line is one JSON object, such as {example}").format(example='{"number": "201"}'))
            stored = inbox.put([event_of(fields, business.clock.now(), business.zone)])
            if stored is None:
                raise BadMessage(_("too many events wait for the store"))
        except (ValueError, RecursionError) as error:
            reason = error if isinstance(error, BadMessage) else _("this is no JSON")
            shell.warn(_("line {count}: {reason}; the line is left out").format(count=count, reason=reason))
            failed = True
    left = inbox.close()
    if left:
        shell.warn(
            ngettext("{count} event could not be stored", "{count} events could not be stored", left).format(count=left)
        )
    show_calls(shell, tuple(business.phone.one(phone_call_id) for phone_call_id in touched))
    return 1 if failed or left else 0


_LONGEST_LINE = 65_536


def _lines() -> Iterator[bytes]:
    while line := sys.stdin.buffer.readline(_LONGEST_LINE):
        yield line
        while line and not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
            line = sys.stdin.buffer.readline(_LONGEST_LINE)


@phone.command("list")
@declared.option("--date", "date_", metavar="DATE", help=_("The day; default: today."))
@verb
def list_(shell: Shell, date_: str | None) -> None:
    """The phone calls of a day, one line for each technician whom a call concerns."""
    from core.entryline.parse import parse_day

    business = shell.business(read_only=True)
    views = business.phone.of_day(parse_day(date_, today=business.today) if date_ else None)
    if not views:
        shell.say(_("no phone call on this day"))
    show_calls(shell, views)


def _extensions_again(shell: Shell, business: "Business", _done: Done) -> None:
    _show_extensions(shell, business)


@phone.command()
@declared.argument("extension", metavar="[EXT]", required=False)
@declared.argument("technicians", metavar="[TECHNICIAN]...", nargs=-1)
@declared.option("--remove", is_flag=True, help=_("The extension belongs to nobody any more."))
@writing_verb(_extensions_again)
def extension(shell: Shell, extension: str | None, technicians: tuple[str, ...], remove: bool) -> None:
    """Give an extension, a queue (several technicians) or an own number to technicians; without EXT list them.

    '*' stands for all extensions of nobody.
    """
    from core.basics.errors import Usage

    if remove and (technicians or extension is None):
        raise Usage(_("--remove takes an extension and no technician"))
    if extension is None:
        _show_extensions(shell, shell.business(read_only=True))
        return
    if not technicians and not remove:
        raise Usage(_("whose is it? monteore phone extension {extension} TECHNICIAN").format(extension=extension))
    business = shell.business()
    business.phone.settings.assign(extension, technicians)
    _show_extensions(shell, business)


def _show_extensions(shell: Shell, business: "Business") -> None:
    extensions = business.phone.settings.extensions
    for name, people in extensions.items():
        shell.say(f"{name}  {', '.join(people)}")
    if not extensions:
        shell.say(_("no extension belongs to anybody; give one: monteore phone extension 201 anna"))
    if shell.json:
        from cli.phone_documents import ExtensionDocument, ExtensionsDocument

        rows = [ExtensionDocument(extension=name, technicians=list(people)) for name, people in extensions.items()]
        shell.document(ExtensionsDocument(extensions=rows))


def _settings_again(shell: Shell, business: "Business", _done: Done) -> None:
    _show_settings(shell, business.phone.settings.options)


@phone.command()
@declared.option("--region", metavar="IT", help=_("Country of numbers without a country code; '' for the business's."))
@declared.option("--outside-prefix", metavar="0", help=_("What is dialled for an outside line; '' for nothing."))
@declared.option("--internal-digits", type=int, metavar="N", help=_("Digits of the longest extension."))
@declared.option("--keep-days", type=int, metavar="N", help=_("Days after which phone calls are removed."))
@declared.option("--missed", type=declared.Choice(["rung", "all"]), help=_("On whose desks a missed call stands."))
@declared.option("--auto-start", multiple=True, metavar="TECHNICIAN", help=_("Start her answered calls without a key."))
@declared.option(
    "--unlogged-by-technician",
    "by_technician",
    type=declared.Choice(["yes", "no"]),
    help=_("Whether the report on calls that nobody logged names technicians; see docs/privacy.md."),
)
@declared.option("--no-auto-start", is_flag=True, help=_("Start no call without a key."))
@writing_verb(_settings_again)
def settings(
    shell: Shell,
    region: str | None,
    outside_prefix: str | None,
    internal_digits: int | None,
    keep_days: int | None,
    missed: str | None,
    auto_start: tuple[str, ...],
    by_technician: str | None,
    no_auto_start: bool,
) -> None:
    """Show the telephone's settings, or change those that are named."""
    from core.basics.errors import Usage

    if auto_start and no_auto_start:
        raise Usage(_("a value and its --no- option at once; choose one"))
    asked = (region, outside_prefix, internal_digits, keep_days, missed, by_technician)
    is_change = any(value is not None for value in asked) or bool(auto_start) or no_auto_start
    business = shell.business(read_only=not is_change)
    options = business.phone.settings.options
    if is_change:
        options = business.phone.settings.change(
            region=region.strip().upper() if region is not None else None,
            outside_prefix=outside_prefix,
            internal_digits=internal_digits,
            keep_days=keep_days,
            missed_for_all=missed == "all" if missed else None,
            unlogged_by_technician=by_technician == "yes" if by_technician else None,
            starts_by_itself=tuple(dict.fromkeys(auto_start)) if auto_start or no_auto_start else None,
        )
    _show_settings(shell, options)


def _show_settings(shell: Shell, options: "PhoneOptions") -> None:
    shell.say(_("country of numbers: {value}").format(value=options.region or _("that of the business's time zone")))
    shell.say(_("outside prefix: {value}").format(value=options.outside_prefix or _("none")))
    shell.say(_("longest extension: {value} digits").format(value=options.internal_digits))
    shell.say(_("phone calls are kept for {value} days").format(value=options.keep_days))
    whom = _("all desks") if options.missed_for_all else _("the desks where they rang")
    shell.say(_("missed calls stand on {value}").format(value=whom))
    people = ", ".join(options.starts_by_itself) or _("nobody")
    shell.say(_("answered calls start without a key for: {value}").format(value=people))
    names = _("yes") if options.unlogged_by_technician else _("no")
    shell.say(_("the report on calls that nobody logged names technicians: {value}").format(value=names))
    if shell.json:
        from cli.phone_documents import PhoneOptionsDocument

        shell.document(PhoneOptionsDocument.of(options))


@phone.command()
@declared.argument("number")
@declared.option(
    "--from", "extension", default="", metavar="EXT", help=_("Whose phone dials; default: your extension.")
)
@declared.option("--copy", is_flag=True, help=_("Only copy the number to the terminal's clipboard."))
@declared.option(
    "--config",
    type=OWN,
    metavar="FILE",
    help=_("Settings; default: MONTEORE_PHONE, else phone.toml in the folder of settings."),
)
@verb
def dial(shell: Shell, number: str, extension: str, copy: bool, config: str | None) -> None:
    """Dial a number with the command or the telephone system of phone.toml, or copy it."""
    from core.basics.errors import Usage
    from core.phone import out

    business = shell.business(read_only=True)
    plan = business.phone.settings.plan
    dialled = out.dialled(number, plan)
    if copy:
        if not sys.stdout.isatty() or shell.json:
            raise Usage(_("a clipboard needs a terminal; leave --copy out"))
        import click

        click.echo(out.copied(dialled), nl=False)
        shell.say(_("copied {number}").format(number=dialled))
        return
    own = extension or business.phone.settings.own_extension
    out.dial(dialled, own, out.read_dialling(out.dialling_path(config)))
    shell.say(_("dialling {number}").format(number=dialled))
    if shell.json:
        from cli.phone_documents import DialledDocument

        shell.document(DialledDocument(number=dialled))
