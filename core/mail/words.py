"""Mail switches in words, and as fields of a form."""

from collections.abc import Mapping

from core.basics.dataclass import replace
from core.basics.durations import format_minutes, parse_days, parse_option_duration, shown_word, whole_minutes
from core.basics.errors import Usage, at
from core.basics.i18n import LANGUAGES, _, language
from core.basics.text import listed
from core.forms.fields import FormField
from core.model.mail import MailSwitches, ManagerSwitches


def switches_in_words(switches: MailSwitches) -> list[str]:
    """The switches that are on, in a few words each; empty if all are off."""
    words = []
    if switches.after_entry:
        words.append(_("after each entry"))
    if switches.threshold_minutes:
        lines = ", ".join(format_minutes(minutes) for minutes in switches.threshold_minutes)
        words.append(_("under {hours} h").format(hours=lines))
    if switches.renewal:
        words.append(_("renewals"))
    if switches.expiry_days:
        days = ", ".join(str(number) for number in switches.expiry_days)
        words.append(_("{days} days before an expiry").format(days=days))
    if switches.statement:
        words.append(_("statements"))
    return words


def mail_fields(switches: MailSwitches, own_address: str) -> tuple[FormField, ...]:
    """The switches as fields of a form."""
    choices = (_("no"), _("yes"))
    return (
        FormField("to", _("To"), switches.to, "office@acme.example", default=own_address),
        FormField("language", _("Language"), switches.language or language(), "", LANGUAGES),
        FormField("after_entry", _("Each entry"), choices[switches.after_entry], "", choices),
        FormField(
            "thresholds",
            _("Under hours"),
            ", ".join(format_minutes(minutes) for minutes in switches.threshold_minutes),
            "5h, 2h",
        ),
        FormField("renewal", _("Renewals"), choices[switches.renewal], "", choices),
        FormField("expiry", _("Days before"), ", ".join(str(days) for days in switches.expiry_days), "30, 7"),
        FormField("statement", _("Statement"), choices[switches.statement], "", choices),
    )


def read_mail_fields(values: Mapping[str, str]) -> MailSwitches:
    """Read the switches from fields. Errors: `Usage`. Addresses and limits are checked when they are saved."""
    read = MailSwitches(to=values["to"].strip(), language=values["language"].strip())
    return replace(
        read,
        after_entry=_yes_in(values, "after_entry"),
        threshold_minutes=at("thresholds", lambda: _minutes_of(values["thresholds"])),
        renewal=_yes_in(values, "renewal"),
        expiry_days=at("expiry", lambda: tuple(parse_days(word) for word in listed(values["expiry"]))),
        statement=_yes_in(values, "statement"),
    )


def manager_fields(switches: ManagerSwitches) -> tuple[FormField, ...]:
    """The switches of mail to the manager, as fields of a form."""
    choices = (_("no"), _("yes"))
    return (
        FormField("to", _("To"), switches.to, "boss@firm.example"),
        FormField("language", _("Language"), switches.language or language(), "", LANGUAGES),
        FormField("renewal", _("Renewals"), choices[switches.renewal], "", choices, hint=_("that wait for an answer")),
        FormField(
            "negative", _("Below zero"), choices[switches.negative], "", choices, hint=_("accounts without hours")
        ),
        FormField("overdue", _("Overdue"), choices[switches.overdue], "", choices, hint=_("invoices, each once")),
        FormField(
            "failed", _("Failed"), choices[switches.failed], "", choices, hint=_("statements that did not go out")
        ),
        FormField("draft", _("Drafts"), choices[switches.draft], "", choices, hint=_("of statements before their day")),
    )


def read_manager_fields(values: Mapping[str, str]) -> ManagerSwitches:
    """Read what the manager is told from fields. Errors: `Usage`. The address is checked when it is saved."""
    return ManagerSwitches(
        values["to"].strip(),
        values["language"].strip(),
        renewal=_yes_in(values, "renewal"),
        negative=_yes_in(values, "negative"),
        overdue=_yes_in(values, "overdue"),
        failed=_yes_in(values, "failed"),
        draft=_yes_in(values, "draft"),
    )


def is_yes(text: str) -> bool:
    """Whether a field says yes in the user's language; an empty one means no. Errors: `Usage` for another word."""
    word = text.strip().casefold()
    if word not in (_("yes").casefold(), _("no").casefold(), ""):
        raise Usage(
            _("'{word}' is neither {yes} nor {no}").format(word=shown_word(text.strip()), yes=_("yes"), no=_("no"))
        )
    return word == _("yes").casefold()


def _yes_in(values: Mapping[str, str], name: str) -> bool:
    return at(name, lambda: is_yes(values[name]))


def _minutes_of(text: str) -> tuple[int, ...]:
    return tuple(whole_minutes(parse_option_duration(word)) for word in listed(text))
