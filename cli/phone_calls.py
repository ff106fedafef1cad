"""Phone calls as the shell prints them."""

from typing import TYPE_CHECKING

from cli.shell import Shell, table
from core.basics.i18n import _
from core.language.labels import word_label

if TYPE_CHECKING:
    from core.queries.phone import PhoneCallView


def show_calls(shell: Shell, views: "tuple[PhoneCallView, ...]") -> None:
    """Print phone calls, as a table or as the JSON document."""
    if views:
        shell.say(table([_header(), *(_row(shell, view) for view in views)]))
    if shell.json:
        from cli.phone_documents import PhoneCallDocument, PhoneCallsDocument

        shell.document(PhoneCallsDocument(calls=[PhoneCallDocument.of(view) for view in views]))


def warn_of_archived(shell: Shell, views: "tuple[PhoneCallView, ...]") -> None:
    """Say that an archived client has the number of a caller who is nobody's."""
    assert shell.opened is not None
    for number in dict.fromkeys(view.number for view in views if view.number and not (view.client or view.candidates)):
        for client in shell.opened.queries.archived_namesakes(number):
            told = _(
                "{number} is {name} ({code}), which is archived; bring it back: monteore client archive {code} --undo"
            )
            shell.warn(told.format(number=number, name=client.name, code=client.code))


def _header() -> tuple[str, ...]:
    return (_("rang"), _("way"), _("number"), _("client"), _("technician"), _("state"), _("talk"), _("id"))


def _row(shell: Shell, view: "PhoneCallView") -> tuple[str, ...]:
    from core.basics.durations import format_seconds

    assert shell.opened is not None
    client = view.client.code if view.client else " | ".join(each.code for each in view.candidates)
    if view.client and not view.is_exact:
        client += "?"
    return (
        f"{view.rang_at.astimezone(shell.opened.zone):%H:%M:%S}",
        word_label(view.direction.value),
        view.number or _("withheld"),
        client or view.name,
        view.technician or view.extension,
        word_label(view.state.value) + (f" ({view.answered_by})" if view.answered_by else ""),
        format_seconds(view.talk_ms // 1000) if view.talk_ms is not None else "",
        view.phone_call_id,
    )
