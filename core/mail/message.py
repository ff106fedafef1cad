"""Compose a message of the outbox as e-mail (RFC 5322), with the same Message-ID at every attempt."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from core.basics.errors import MonteoreError
from core.basics.i18n import _, writing_to
from core.basics.text import clean_text, visible_text
from core.mail.outbox import Outbox
from core.mail.settings import SmtpSettings, named_address
from core.model.mail import Attachment, Mail


def compose(outbox: Outbox, mail: Mail, settings: SmtpSettings, now: datetime) -> EmailMessage:
    """The whole message with statements attached as PDF. Errors: `MonteoreError` if a statement cannot be read."""
    message = letter(settings, mail.recipient, mail.subject, mail.body, now, message_id(mail.mail_id, settings))
    for attachment in mail.attachments:
        name, content = statement_file(outbox, mail.client_id, attachment)
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def letter(
    settings: SmtpSettings, recipient: str, subject: str, body: str, now: datetime, identity: str
) -> EmailMessage:
    """A message of text alone, marked as automatic (RFC 3834) so that no vacation reply is sent.

    Control characters of subject and body, which only another program can have put into the outbox, are not sent.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = named_address(settings.sender)
    message["To"] = recipient
    if settings.reply_to:
        message["Reply-To"] = named_address(settings.reply_to)
    message["Subject"] = clean_text(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identity
    message["Auto-Submitted"] = "auto-generated"
    # 7-bit encoding passes every server, with or without 8BITMIME.
    message.set_content("\n".join(map(visible_text, body.split("\n"))), cte="quoted-printable")
    return message


def message_id(mail_id: str, settings: SmtpSettings) -> str:
    """The Message-ID; mail programs use it to recognise a message delivered twice."""
    return f"<{mail_id}@{named_address(settings.sender).domain}>"


def statement_file(outbox: Outbox, client_id: str, attachment: Attachment) -> tuple[str, bytes]:
    """The file name and the PDF of a statement, in the language of the message. Errors: `MonteoreError` if it must be
    issued and is not.
    """
    from core.documents.statement import render

    month = attachment.statement_month
    with writing_to(attachment.language):
        statement = outbox.statements.read(attachment.account_id or client_id, month)
        is_draft = attachment.is_draft and statement.issued_at is None
        if statement.issued_at is None and not is_draft:
            raise MonteoreError(_("the statement of {month} is not issued").format(month=month))
        name = f"{_('statement of hours').replace(' ', '-')}-{statement.view.client_code}-{month}.pdf"
        return name, render(statement, "pdf", is_draft=is_draft)
