"""SMTP settings: the server, from a TOML file; the password, from the environment or a file that only its owner can read."""

import os
from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.basics.places import MAIL_SETTINGS
from core.basics.toml import read_toml

PASSWORD_VARIABLE = "MONTEORE_SMTP_PASSWORD"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def named_address(text: str) -> Address:
    """The parts of `Name <address>`. Errors: `ValueError` for an impossible address."""
    name, address = parseaddr(text)
    return Address(name, addr_spec=address)


class Security(StrEnum):
    """How the connection to the server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class SmtpSettings(BaseModel):
    """The server and the sender; `timeout` in seconds. The password is read separately (`read_password`)."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    host: str = Field(min_length=1)
    port: int = Field(default=0, ge=0, le=65535)
    security: Security = Security.STARTTLS
    user: str = ""
    password_file: str = ""
    sender: str = Field(alias="from", min_length=3)
    reply_to: str = ""
    ca_file: str = ""
    timeout: int = Field(default=30, ge=1, le=600)

    @field_validator("sender", "reply_to")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and ("\n" in value or "\r" in value or not named_address(value).domain):
            raise ValueError("no e-mail address")
        return value

    @property
    def real_port(self) -> int:
        """The port of the settings, or the usual one for the kind of encryption."""
        return self.port or {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}[self.security]


def settings_path(named: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """The settings file: as named, else MONTEORE_MAIL, else `mail.toml` in the platform's configuration folder."""
    return MAIL_SETTINGS.path(named, environment)


def read_smtp_settings(path: Path) -> SmtpSettings:
    """The settings. Errors: `Refused` for a missing or unreadable file, `Usage` for invalid values."""
    try:
        written = read_toml(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused(
            _("no mail server is set; write host and from into {path} (docs/mail.md shows how)").format(path=path)
        ) from None
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise Refused(
            _("the mail settings cannot be read ({reason}); mend {path}").format(reason=reason, path=path)
        ) from None
    if "password" in written:
        raise Usage(
            _(
                "a password has no place in {path}; put it into a file of yours alone (password_file) or {variable}"
            ).format(path=path, variable=PASSWORD_VARIABLE)
        )
    try:
        settings = SmtpSettings.model_validate(written)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise Usage(
            _("in {path} {name} cannot be ({reason}); mend it").format(path=path, name=name, reason=first["msg"])
        ) from None
    if settings.security is Security.NONE and settings.host not in _LOOPBACK and settings.user:
        raise Usage(
            _('a password would cross the net in the clear; write security = "starttls" or "tls" in {path}').format(
                path=path
            )
        )
    return settings


def read_password(settings: SmtpSettings, environment: Mapping[str, str] = os.environ) -> str:
    """The password; empty without a login. Errors: `Refused` if it is missing or others can read its file."""
    if not settings.user:
        return ""
    if PASSWORD_VARIABLE in environment:
        return environment[PASSWORD_VARIABLE]
    if not settings.password_file:
        raise Refused(
            _("{user} has no password; set {variable}, or password_file in the mail settings").format(
                user=settings.user, variable=PASSWORD_VARIABLE
            )
        )
    path = Path(settings.password_file).expanduser()
    try:
        with path.open(encoding="utf-8") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                raise Refused(_("others can read {path}; run: chmod 600 {path}").format(path=path))
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(_("{path} cannot be read ({reason})").format(path=path, reason=error)) from None
