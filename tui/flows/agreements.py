"""The flow that puts a new version of an agreement in force. The form shows in words what changes."""

from collections.abc import Mapping
from typing import Any

from core.basics.errors import Refused, Usage
from core.basics.i18n import _, ngettext
from core.basics.text import clean_text
from core.forms.agreement import FormField, fields_of, read_fields
from core.forms.agreement_words import changes_in_words, missing, terms_in_words
from core.language.formats import date_text
from core.ledger.moves import hours_in_words
from core.model.terms import Kind, Terms
from core.rules.moving import HoursLeft
from tui.dialogs.confirm import Confirm
from tui.dialogs.form import Form
from tui.flows.runner import Runner

_MOST_LINES = 7
"""How many lines the preview of the form shows."""


async def set_agreement(runner: Runner, client_id: str) -> None:
    """Put a new version of the agreement in force."""
    business, reader = runner.business, runner.reader
    client, before, today = reader.queries.client(client_id), reader.queries.terms(client_id), reader.today
    has_one = bool(reader.queries.agreements(client_id))
    fields = list(fields_of(before))
    if before.kind is Kind.PREPAID and reader.queries.balance(client_id, pace=False).remaining_minutes > 0:
        modes = tuple(mode.value for mode in HoursLeft)
        after_kind = next(place for place, field in enumerate(fields, 1) if field.name == "kind")
        fields[after_kind:after_kind] = [
            FormField("hours", _("Hours left"), HoursLeft.KEEP.value, "", modes),
            FormField("consent", _("Consent"), "", _("who, when")),
        ]

    def moves(terms: Terms, values: Mapping[str, str]) -> dict[str, Any] | None:
        """How a client moves to another kind, with what becomes of hours left; nothing for any other change."""
        if not has_one or terms.kind is before.kind:
            return None
        word = values.get("hours", "").strip().casefold() or HoursLeft.KEEP.value
        if word not in list(HoursLeft):
            raise Usage(_("Hours left: write one of: {choices}").format(choices=", ".join(HoursLeft)))
        return {"hours": HoursLeft(word), "consent": clean_text(values.get("consent", ""))}

    def sentences(values: Mapping[str, str]) -> list[str]:
        terms, start = read_fields(values, before, today)
        day = date_text(start) if start else (_("today") if has_one else _("the beginning"))
        changes = changes_in_words(before, terms) if has_one else terms_in_words(terms)
        if not changes:
            return [_("nothing is changed yet")]
        wish, left = moves(terms, values), ""
        if wish is not None:
            left = hours_in_words(reader.moves.preview(client_id, terms, start, **wish))
        said = [*([left] if left else []), *changes, *(f"! {words}" for _name, words in missing(terms))]
        return [_("from {day}:").format(day=day), *(f"  {sentence}" for sentence in said)]

    def check(values: Mapping[str, str]) -> list[str]:
        said = sentences(values)
        rest = len(said) - _MOST_LINES
        if rest <= 1:
            return said
        more = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
        return [*said[:_MOST_LINES], f"  {more}"]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Agreement of {name}").format(name=client.name)
        return Form(title, fields, check, first="kind", values=values, trouble=trouble)

    def save(values: dict[str, str]) -> bool:
        terms, start = read_fields(values, before, today)
        if has_one and terms == before:
            raise Usage(_("nothing is changed; Esc leaves"))
        if business.queries.terms(client_id) != before:
            raise Refused(_("another session changed the agreement meanwhile; leave with Esc and look at it again"))
        wish = moves(terms, values)
        if wish is None:
            business.agreements.set(client_id, terms, start)
        else:
            business.moves.move(client_id, terms, start, **wish)
        return True

    def doubt(values: dict[str, str]) -> Confirm | None:
        terms, _start = read_fields(values, before, today)
        if terms.kind is before.kind or not has_one:
            return None
        return Confirm(
            _("Move {name} to another kind of agreement?").format(name=client.name), "\n".join(sentences(values))
        )

    if await runner.fill(form, save, doubt):
        runner.say(
            _("the agreement of {code} is in force; its older versions stay on its page").format(code=client.code)
        )
