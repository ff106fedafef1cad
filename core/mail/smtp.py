"""Send messages by SMTP (RFC 5321), and tell whether a failure came before or after the final dot."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from enum import Enum

from core.basics.dataclass import dataclass
from core.basics.errors import Refused, StoreUnavailable
from core.basics.i18n import _
from core.basics.text import clean_text
from core.mail.settings import Security, SmtpSettings, named_address

_DOT = b".\r\n"


class Fate(Enum):
    """The outcome of one attempt to send a message."""

    ACCEPTED = "accepted"
    LATER = "later"
    """Not accepted, may be tried again: a temporary refusal, or the connection broke before the final dot."""
    REFUSED = "refused"
    """Not accepted, and trying again would not help."""
    UNSURE = "unsure"
    """The final dot was sent, and no clear answer came."""


@dataclass(frozen=True)
class Answer:
    """An outcome with the server's reply."""

    fate: Fate
    reason: str = ""


class ServerAway(StoreUnavailable):
    """The server cannot be reached, or its certificate is not trusted; nothing was sent."""


class Session:
    """A connection to the server, opened at the first message and again after it broke."""

    def __init__(self, settings: SmtpSettings, password: str) -> None:
        self._settings = settings
        self._password = password
        self._smtp: smtplib.SMTP | None = None

    def deliver(self, message: EmailMessage, recipient: str, before_text: Callable[[], None]) -> Answer:
        """Send one message. `before_text` is called after the server accepted DATA and before any text is sent.

        Errors: `ServerAway`, and `Refused` if the server accepts no mail from this sender at all.
        """
        smtp = self._connected()
        try:
            return self._envelope(smtp, message, recipient) or self._text(smtp, message, before_text)
        except smtplib.SMTPServerDisconnected as error:
            self._smtp = None
            return Answer(Fate.LATER, _("the line broke ({reason})").format(reason=_said(str(error))))
        except BaseException:
            # Do not send QUIT during DATA: the server would read it as message body.
            self._smtp = None
            smtp.close()
            raise

    def close(self) -> None:
        """Send QUIT and close the connection, if there is one."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()
            self._smtp = None

    def _envelope(self, smtp: smtplib.SMTP, message: EmailMessage, recipient: str) -> Answer | None:
        sender = named_address(self._settings.sender).addr_spec
        code, said = smtp.mail(sender)
        if code >= 500:
            raise Refused(
                _("the server takes no mail from {sender} ({reason}); mend the mail settings").format(
                    sender=sender, reason=_answer(code, said)
                )
            )
        if code >= 400:
            return self._not_now(smtp, code, said)
        code, said = smtp.rcpt(recipient)
        if code >= 400:
            return self._not_now(smtp, code, said)
        return None

    def _text(self, smtp: smtplib.SMTP, message: EmailMessage, before_text: Callable[[], None]) -> Answer:
        code, said = smtp.docmd("DATA")
        if code != 354:
            return self._not_now(smtp, code, said)
        text = message.as_bytes(policy=SMTP)
        text = re.sub(rb"\r\n|\r|\n", b"\r\n", text)
        text = re.sub(rb"(?m)^\.", b"..", text)
        if not text.endswith(b"\r\n"):
            text += b"\r\n"
        before_text()
        # smtplib's sendmail() sends text and final dot together. Sent apart, a connection that breaks before the dot has
        # surely delivered nothing; after the dot it may have.
        smtp.send(text)
        try:
            smtp.send(_DOT)
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._smtp = None
            smtp.close()
            return Answer(
                Fate.UNSURE, _("no answer after the text was sent ({reason})").format(reason=_said(str(error)))
            )
        if 200 <= code < 300:
            return Answer(Fate.ACCEPTED, _answer(code, said))
        if 400 <= code < 600:
            return self._not_now(smtp, code, said)
        # An unreadable reply does not say whether the text was accepted.
        self._smtp = None
        smtp.close()
        return Answer(
            Fate.UNSURE, _("no clear answer after the text was sent ({reason})").format(reason=_answer(code, said))
        )

    def _not_now(self, smtp: smtplib.SMTP, code: int, said: bytes) -> Answer:
        fate = Fate.REFUSED if code >= 500 else Fate.LATER
        answer = Answer(fate, _answer(code, said))
        try:
            if code != 421:
                smtp.rset()
                return answer
        except smtplib.SMTPServerDisconnected:
            pass  # the reply is valid although the connection broke
        smtp.close()
        self._smtp = None
        return answer

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            self._smtp = self._connect()
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        place = f"{settings.host}:{settings.real_port}"
        smtp: smtplib.SMTP | None = None
        try:
            if settings.security is Security.TLS:
                smtp = smtplib.SMTP_SSL(
                    settings.host,
                    settings.real_port,
                    local_hostname=socket.gethostname(),
                    timeout=settings.timeout,
                    context=self._context(),
                )
            else:
                smtp = smtplib.SMTP(
                    settings.host, settings.real_port, local_hostname=socket.gethostname(), timeout=settings.timeout
                )
            smtp.ehlo_or_helo_if_needed()
            if settings.security is Security.STARTTLS:
                smtp.starttls(context=self._context())
                smtp.ehlo_or_helo_if_needed()
            if settings.user:
                smtp.login(settings.user, self._password)
            return smtp
        except smtplib.SMTPNotSupportedError as error:
            reason = _said(str(error))
            sentence = _("{place} does not offer what the mail settings ask for ({reason}); mend them")
        except smtplib.SMTPAuthenticationError as error:
            reason = _answer(error.smtp_code, error.smtp_error)
            sentence = _("{place} refuses the user or the password ({reason}); mend the mail settings")
        except ssl.SSLError as error:
            reason = _said(str(error.reason or error))
            sentence = _("{place} cannot prove who it is ({reason}); check host, security and ca_file")
        except smtplib.SMTPResponseException as error:
            reason = _answer(error.smtp_code, error.smtp_error)
            sentence = _("{place} serves nobody now ({reason}); try again later")
        except (OSError, smtplib.SMTPException) as error:
            reason = _said(str(error) or type(error).__name__)
            sentence = _("{place} cannot be reached ({reason}); try again later")
        if smtp is not None:
            smtp.close()
        raise ServerAway(sentence.format(place=place, reason=reason))

    def _context(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self._settings.ca_file or None)
        except OSError as error:
            raise Refused(
                _("{path} cannot be read ({reason})").format(path=self._settings.ca_file, reason=error)
            ) from None


def _answer(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {_said(text)}".rstrip()


def _said(text: str) -> str:
    return clean_text(text)[:200]
