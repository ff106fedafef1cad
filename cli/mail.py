"""`monteore mail`: mail switches, the outbox, and sending."""

from typing import TYPE_CHECKING

from cli import declared
from cli.file_types import OWN
from cli.shell import Done, Shell, table, verb, writing_verb
from core.basics.i18n import _
from core.language.labels import word_label
from core.model.mail import MailState

if TYPE_CHECKING:
    from core.business import Business
    from core.model.clients import Client
    from core.model.mail import Mail, MailSwitches, ManagerSwitches


@declared.group()
def mail() -> None:
    """Mail to clients and to the manager: set, switches, manager, list, show, send, resolve, drop, test."""


def _settings_option(function: declared.F) -> declared.F:
    return declared.option(
        "--config",
        type=OWN,
        metavar="FILE",
        help=_("The mail server's settings; default: MONTEORE_MAIL, else mail.toml in the configuration folder."),
    )(function)


def _set_again(shell: Shell, business: "Business", done: Done) -> None:
    client = business.queries.resolve_client(done.said["who"], archived=True)
    _tell_switches(shell, client, business.mail.switches(client.client_id))


def _mail_again(shell: Shell, business: "Business", done: Done) -> None:
    _show(shell, business, business.mail.one(done.said["mail_id"]))


@mail.command("set")
@declared.argument("who", metavar="CLIENT")
@declared.option("--to", metavar="ADDRESS", help=_("Where it goes; '' for the client's own address."))
@declared.option("--language", metavar="CODE", help=_("The language of the letters: en, it."))
@declared.option(
    "--after-entry/--no-after-entry", default=None, help=_("What was done and what is left, after each entry.")
)
@declared.option(
    "--threshold", "thresholds", multiple=True, metavar="2h", help=_("A warning when fewer hours are left.")
)
@declared.option("--no-threshold", is_flag=True)
@declared.option("--renewal/--no-renewal", default=None, help=_("When a block is added by rule."))
@declared.option("--expiry", "expiries", multiple=True, metavar="30d", help=_("So many days before hours expire."))
@declared.option("--no-expiry", is_flag=True)
@declared.option("--statement/--no-statement", default=None, help=_("The statement of each month, as PDF."))
@declared.option("--off", is_flag=True, help=_("No mail at all."))
@writing_verb(_set_again)
def set_(
    shell: Shell,
    who: str,
    to: str | None,
    language: str | None,
    after_entry: bool | None,
    thresholds: tuple[str, ...],
    no_threshold: bool,
    renewal: bool | None,
    expiries: tuple[str, ...],
    no_expiry: bool,
    statement: bool | None,
    off: bool,
) -> None:
    """Say which mail a client receives; what is not named stays as it is."""
    from dataclasses import replace

    from core.basics.durations import parse_days, parse_option_duration, whole_minutes
    from core.basics.errors import Usage
    from core.model.mail import MailSwitches

    if off and (after_entry or thresholds or renewal or expiries or statement):
        raise Usage(_("--off and something on at once; choose one"))
    if (thresholds and no_threshold) or (expiries and no_expiry):
        raise Usage(_("a value and its --no- option at once; choose one"))
    business = shell.business()
    client = business.queries.resolve_client(who)
    minutes = tuple(whole_minutes(parse_option_duration(typed)) for typed in thresholds)
    days = tuple(parse_days(typed) for typed in expiries)

    def change(wanted: MailSwitches) -> MailSwitches:
        if off:
            wanted = MailSwitches(to=wanted.to, language=wanted.language)
        if to is not None:
            wanted = replace(wanted, to=to.strip())
        if language is not None:
            wanted = replace(wanted, language=language.strip().lower())
        if after_entry is not None:
            wanted = replace(wanted, after_entry=after_entry)
        if renewal is not None:
            wanted = replace(wanted, renewal=renewal)
        if statement is not None:
            wanted = replace(wanted, statement=statement)
        if thresholds or no_threshold:
            wanted = replace(wanted, threshold_minutes=minutes)
        return replace(wanted, expiry_days=days) if expiries or no_expiry else wanted

    _tell_switches(shell, client, business.mail.change_switches(client.client_id, change))


def _tell_switches(shell: Shell, client: "Client", switches: "MailSwitches") -> None:
    shell.say(_switches_line(client, switches))
    if shell.json:
        from cli.mail_documents import SwitchesDocument

        shell.document(SwitchesDocument.of(client, switches))


def _switches_line(client: "Client", switches: "MailSwitches") -> str:
    from core.mail.words import switches_in_words

    what = "; ".join(switches_in_words(switches)) or _("no mail")
    return _("{code} → {to} ({language}): {what}").format(
        code=client.code, to=switches.to or client.email or "?", language=switches.language, what=what
    )


@mail.command()
@verb
def switches(shell: Shell) -> None:
    """Which client receives which mail."""
    found = shell.business(read_only=True).mail.switched()
    shell.say("\n".join(_switches_line(client, each) for client, each in found) or _("no client receives mail yet"))
    if shell.json:
        from cli.mail_documents import AllSwitchesDocument, SwitchesDocument

        shell.document(AllSwitchesDocument(clients=[SwitchesDocument.of(client, each) for client, each in found]))


def _manager_again(shell: Shell, business: "Business", _done: Done) -> None:
    _tell_manager(shell, business.mail.manager_switches())


@mail.command()
@declared.option("--to", metavar="ADDRESS", help=_("Where it goes."))
@declared.option("--language", metavar="CODE", help=_("The language of the letters: en, it."))
@declared.option("--renewal/--no-renewal", default=None, help=_("A renewal that waits for an answer."))
@declared.option("--negative/--no-negative", default=None, help=_("An account that falls below zero."))
@declared.option("--overdue/--no-overdue", default=None, help=_("An invoice that is overdue, once."))
@declared.option("--failed/--no-failed", default=None, help=_("A client's statement that could not be sent."))
@declared.option(
    "--draft/--no-draft",
    default=None,
    help=_("Each statement as a draft, before the day on which it goes out (business --statement-day)."),
)
@declared.option("--off", is_flag=True, help=_("No mail at all."))
@writing_verb(_manager_again)
def manager(
    shell: Shell,
    to: str | None,
    language: str | None,
    renewal: bool | None,
    negative: bool | None,
    overdue: bool | None,
    failed: bool | None,
    draft: bool | None,
    off: bool,
) -> None:
    """Say what the firm's own manager is told by mail; without options, show it."""
    from dataclasses import replace

    from core.basics.errors import Usage
    from core.model.mail import ManagerSwitches

    wanted = (renewal, negative, overdue, failed, draft)
    if off and any(wanted):
        raise Usage(_("--off and something on at once; choose one"))
    if not off and all(each is None for each in (*wanted, to, language)):
        _tell_manager(shell, shell.business(read_only=True).mail.manager_switches())
        return

    def change(before: ManagerSwitches) -> ManagerSwitches:
        if off:
            before = ManagerSwitches(before.to, before.language)
        changed = replace(
            before,
            renewal=before.renewal if renewal is None else renewal,
            negative=before.negative if negative is None else negative,
            overdue=before.overdue if overdue is None else overdue,
            failed=before.failed if failed is None else failed,
            draft=before.draft if draft is None else draft,
        )
        if to is not None:
            changed = replace(changed, to=to.strip())
        return replace(changed, language=language.strip().lower()) if language is not None else changed

    business = shell.business()
    switches = business.mail.change_manager_switches(change)
    _tell_manager(shell, switches)
    if switches.draft and business.settings.statement_day == 1:
        shell.warn(_("statements go out on the 1st, before a draft is read; choose a day: business --statement-day 5"))


def _tell_manager(shell: Shell, switches: "ManagerSwitches") -> None:
    from core.mail.manager import manager_in_words

    what = "; ".join(manager_in_words(switches)) or _("no mail")
    shell.say(
        _("manager → {to} ({language}): {what}").format(
            to=switches.to or "?", language=switches.language or "-", what=what
        )
    )
    if shell.json:
        from cli.mail_documents import ManagerDocument

        shell.document(ManagerDocument.of(switches))


@mail.command("list")
@declared.argument("who", metavar="[CLIENT]", required=False)
@declared.option("--state", "states", type=declared.Choice([state.value for state in MailState]), multiple=True)
@declared.option("--limit", type=declared.IntRange(1), default=100, show_default=True)
@verb
def list_(shell: Shell, who: str | None, states: tuple[str, ...], limit: int) -> None:
    """The outbox, the latest first."""
    business = shell.business(read_only=True)
    client_id = business.queries.resolve_client(who, archived=True).client_id if who else None
    found = business.mail.list([MailState(state) for state in states], client_id, limit)
    if shell.json:
        from cli.mail_documents import MailDocument, MailsDocument

        documents = [MailDocument.of(each, business.queries.client(each.client_id)) for each in found]
        shell.document(MailsDocument(messages=documents))
        return
    head = (_("message"), _("written"), _("client"), _("kind"), _("state"), _("to"), _("subject"), _("why"))
    rows = [
        (
            each.mail_id,
            each.created_at.astimezone(business.zone).strftime("%Y-%m-%d %H:%M"),
            business.queries.client(each.client_id).code,
            word_label(each.kind),
            word_label(each.state.value),
            each.recipient,
            each.subject,
            each.last_error,
        )
        for each in found
    ]
    shell.say(table([head, *rows]) if rows else _("no messages"))


@mail.command()
@declared.argument("mail_id", metavar="ID")
@verb
def show(shell: Shell, mail_id: str) -> None:
    """A message as it is written, and what became of it."""
    business = shell.business(read_only=True)
    _show(shell, business, business.mail.one(mail_id), in_full=True)


def _show(shell: Shell, business: "Business", each: "Mail", *, in_full: bool = False) -> None:
    if shell.json:
        from cli.mail_documents import MailDocument

        shell.document(MailDocument.of(each, business.queries.client(each.client_id)))
        return
    shell.say(f"{each.mail_id}  {word_label(each.state.value)}  {each.recipient}  {each.subject}")
    if each.last_error:
        shell.say(_("why: {reason}").format(reason=each.last_error))
    if in_full:
        for attachment in each.attachments:
            shell.say(_("attached: statement of {month}").format(month=attachment.statement_month))
        shell.say("\n" + each.body.rstrip("\n"))


@mail.command()
@declared.option("--dry-run", is_flag=True, help=_("Show the messages; nothing is sent and nothing changes."))
@_settings_option
@verb
def send(shell: Shell, dry_run: bool, config: str | None) -> int:
    """Send what waits (from cron); exit 1 if a message failed or is unsure, 3 if the server is away."""
    from cli import mail_sending

    return mail_sending.show_waiting(shell, config) if dry_run else mail_sending.send_waiting(shell, config)


@mail.command()
@declared.argument("mail_id", metavar="ID")
@declared.option("--sent", is_flag=True, help=_("It did arrive."))
@declared.option("--again", is_flag=True, help=_("Send it once more."))
@writing_verb(_mail_again, asks_clock=False)
def resolve(shell: Shell, mail_id: str, sent: bool, again: bool) -> None:
    """Decide about a message that failed or is unsure."""
    from core.basics.errors import Usage

    if sent == again:
        raise Usage(_("say --sent if it arrived, or --again to send it once more"))
    business = shell.business()
    _show(shell, business, business.mail.was_sent(mail_id) if sent else business.mail.send_again(mail_id))


@mail.command()
@declared.argument("mail_id", metavar="ID")
@writing_verb(_mail_again, asks_clock=False)
def drop(shell: Shell, mail_id: str) -> None:
    """Take out a message that was not sent."""
    business = shell.business()
    _show(shell, business, business.mail.drop(mail_id))


@mail.command()
@declared.argument("address", metavar="ADDRESS")
@_settings_option
@verb
def test(shell: Shell, address: str, config: str | None) -> None:
    """Send one message to ADDRESS at once, to try the settings; the outbox is left alone."""
    from cli.mail_sending import send_test

    send_test(shell, address, config)
