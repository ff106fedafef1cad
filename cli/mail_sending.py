"""What `monteore mail send` and `mail test` send over SMTP, and what they say of it."""

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from core.basics.addresses import checked_address
from core.basics.errors import MonteoreError, Refused
from core.basics.i18n import _, ngettext
from core.basics.identity import Right, current
from core.mail.message import compose, letter, message_id
from core.mail.settings import read_password, read_smtp_settings, settings_path

if TYPE_CHECKING:
    from email.message import EmailMessage

    from cli.shell import Shell
    from core.mail.delivery import Delivery

_MIME = frozenset({"Content-Type", "Content-Transfer-Encoding", "MIME-Version"})


def send_waiting(shell: "Shell", config: str | None) -> int:
    """Send what waits, with the settings of a file; the exit code."""
    from core.mail import delivery

    settings = read_smtp_settings(settings_path(config))
    password = read_password(settings)
    business = shell.business()
    business.session.check(Right.MANAGE, Right.SERVE)
    report = delivery.send_waiting(business.mail, settings, password)
    if shell.json:
        from cli.mail_documents import DeliveryDocument

        shell.document(DeliveryDocument.of(report))
    _tell_report(shell, report)
    if report.trouble:
        shell.warn(str(report.trouble))
        return report.trouble.exit_code
    return 0 if report.is_clean else 1


def _tell_report(shell: "Shell", report: "Delivery") -> None:
    shell.say(
        _("{sent} sent, {waiting} waiting, {failed} failed, {unsure} unsure").format(
            sent=len(report.sent), waiting=report.waiting, failed=len(report.failed), unsure=len(report.unsure)
        )
    )
    for each, reason in report.later:
        shell.say(
            _("{id} to {to}: not now, later again: {reason}").format(id=each.mail_id, to=each.recipient, reason=reason)
        )
    for each, reason in report.failed:
        shell.warn(
            _("{id} to {to} failed: {reason}; mend it, then: monteore mail resolve {id} --again").format(
                id=each.mail_id, to=each.recipient, reason=reason
            )
        )
    for each, reason in report.unsure:
        shell.warn(
            _(
                "{id} to {to} may have arrived: {reason}; ask, then: monteore mail resolve {id} --sent, or --again"
            ).format(id=each.mail_id, to=each.recipient, reason=reason)
        )


def show_waiting(shell: "Shell", config: str | None) -> int:
    """Show the messages that would be sent; nothing changes. The exit code."""
    settings = read_smtp_settings(settings_path(config))
    business = shell.business(read_only=True)
    now = business.clock.now()
    waiting = business.mail.due(now)
    wire: list[str] = []
    for each in waiting:
        try:
            checked_address(each.recipient)
            message = compose(business.mail, each, settings, now)
        except (MonteoreError, ValueError) as error:
            shell.warn(_("{id} cannot be sent: {reason}").format(id=each.mail_id, reason=error))
            wire.append("")
            continue
        wire.append(message.as_string())
        _show_message(shell, message)
        shell.say("\n" + each.body)
    if not waiting:
        shell.say(_("nothing waits"))
    else:
        count = len(waiting)
        shell.say(
            ngettext(
                "{count} message waits; nothing was sent", "{count} messages wait; nothing was sent", count
            ).format(count=count)
        )
    if shell.json:
        from cli.mail_documents import MailDocument, PreviewDocument

        documents = [MailDocument.of(each, business.queries.client(each.client_id)) for each in waiting]
        shell.document(PreviewDocument(dry_run=True, messages=documents, wire=wire))
    return 0


def _show_message(shell: "Shell", message: "EmailMessage") -> None:
    """Show the head of a message, and name what is attached."""
    shell.say("\n".join(f"{name}: {value}" for name, value in message.items() if name not in _MIME))
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        size = len(content) if isinstance(content, bytes) else 0
        shell.say(_("attached: {name}, {size} bytes").format(name=part.get_filename(), size=size))


def send_test(shell: "Shell", address: str, config: str | None) -> None:
    """Send one message to an address. Errors: `Refused` where the server does not take it."""
    from core.mail.smtp import Fate, Session

    if current() is not None:
        shell.business(read_only=True).session.check(Right.MANAGE)
    recipient = checked_address(address)
    settings = read_smtp_settings(settings_path(config))
    identity = message_id(f"test-{secrets.token_hex(8)}", settings)
    body = _("This is a test of Monteore's mail settings. Nothing needs to be done.\n")
    message = letter(settings, recipient, _("Test of the mail settings"), body, datetime.now(UTC), identity)
    session = Session(settings, read_password(settings))
    try:
        answer = session.deliver(message, recipient, lambda: None)
    finally:
        session.close()
    if answer.fate is not Fate.ACCEPTED:
        raise Refused(_("it was not taken: {reason}; mend the mail settings").format(reason=answer.reason))
    shell.say(
        _("{host} took it for {address} ({reason})").format(host=settings.host, address=recipient, reason=answer.reason)
    )
    if shell.json:
        import json

        import click

        click.echo(json.dumps({"to": recipient, "host": settings.host, "answer": answer.reason}))
