"""Check e-mail addresses that a person types."""

from core.basics.errors import Usage
from core.basics.i18n import _


def checked_address(text: str) -> str:
    """The address in normal form. Errors: `Usage` if it is not one plain e-mail address."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Usage(
            _("{address} is no e-mail address that a server takes; write one such as office@example.com").format(
                address=text.strip() or "''"
            )
        ) from error
    return found.ascii_email or found.normalized
