"""What the palette finds although only the shell does it: the verb to type there."""

from core.basics.i18n import _
from tui.dialogs.palette import Offer


def shell_offers() -> tuple[Offer, ...]:
    """Offers that say their verb in place of acting."""
    named = (
        ("backup", _("Backup"), _("copy the store, or restore a copy")),
        ("verify", _("Verify"), _("check the journal and every balance")),
        ("doctor", _("Doctor"), _("tell what may be wrong with the store and the machine")),
        ("daily", _("Daily run"), _("what a day makes due; the desk makes it once a day by itself")),
        ("mail send", _("Send mail"), _("send the messages that wait")),
        ("hours", _("Working hours"), _("say when somebody works, for the review of the day")),
        ("setup shared", _("Share the store"), _("let several people of one host use the store, each with a right")),
        ("store move", _("Move the store"), _("to another place, or to a server")),
        ("client erase CODE", _("Erase a client"), _("take the personal data of a client out of the store")),
        (
            "keys",
            _("Keys and settings of the desk"),
            _("which keys are in force, and the file of language, colours, sounds"),
        ),
        ("--lang it", _("Language"), _("open the desk in another language")),
    )
    sentence = _("in a shell: monteore {verb}")
    return tuple(Offer(f"shell {verb}", name, what, why_not=sentence.format(verb=verb)) for verb, name, what in named)
