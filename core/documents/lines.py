"""What a billable line is for, as an invoice says it."""

from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.queries.views import LineView


def description_of(line: LineView) -> str:
    """What a line is for, as an invoice says it."""
    sentences = {
        "block": _("Block of {hours} h of support"),
        "break-fix": _("Support, {hours} h"),
        "overage": _("Support beyond the prepaid hours, {hours} h"),
        "credit": _("Credit of {hours} h not used"),
    }
    return sentences[line.kind.value].format(hours=format_minutes(line.minutes))
