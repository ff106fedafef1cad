"""Checks of the switches that say which mail clients and the manager receive."""

from core.basics.addresses import checked_address
from core.basics.dataclass import replace
from core.basics.errors import Usage, at
from core.basics.i18n import LANGUAGES, _, language
from core.model.mail import MailSwitches, ManagerSwitches

_MOST_DAYS = 365


def checked_switches(switches: MailSwitches) -> MailSwitches:
    """The switches as they would be stored. Errors: `Usage` for an unknown language, address, threshold or number of days."""
    _check_language(switches.language)
    if any(minutes <= 0 for minutes in switches.threshold_minutes):
        raise Usage(_("a threshold of 0 warns of nothing; write 2h, or leave it out"), about="thresholds")
    if any(not 0 <= days <= _MOST_DAYS for days in switches.expiry_days):
        raise Usage(_("days before an expiry are 0 to {most}; write 30d").format(most=_MOST_DAYS), about="expiry")
    return MailSwitches(
        to=at("to", lambda: checked_address(switches.to)) if switches.to else "",
        language=switches.language or language(),
        after_entry=switches.after_entry,
        threshold_minutes=tuple(sorted(set(switches.threshold_minutes), reverse=True)),
        renewal=switches.renewal,
        expiry_days=tuple(sorted(set(switches.expiry_days), reverse=True)),
        statement=switches.statement,
    )


def wants_any(switches: MailSwitches) -> bool:
    """Whether any mail is switched on."""
    return bool(
        switches.after_entry
        or switches.threshold_minutes
        or switches.renewal
        or switches.expiry_days
        or switches.statement
    )


def checked_manager(wanted: ManagerSwitches) -> ManagerSwitches:
    """The switches as they would be stored. Errors: `Usage` for an unknown language and for no or a wrong address."""
    _check_language(wanted.language)
    is_any = wanted.renewal or wanted.negative or wanted.overdue or wanted.failed or wanted.draft
    if is_any and not wanted.to:
        raise Usage(_("mail to the manager needs an address"), option="--to ADDRESS", about="to")
    return replace(
        wanted,
        to=at("to", lambda: checked_address(wanted.to)) if wanted.to else "",
        language=wanted.language or language(),
    )


def _check_language(code: str) -> None:
    if code and code not in LANGUAGES:
        raise Usage(
            _("{language} is no language of the letters; write one of: {known}").format(
                language=code, known=", ".join(LANGUAGES)
            ),
            about="language",
        )
