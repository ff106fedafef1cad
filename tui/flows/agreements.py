"""The flow that puts a new version of an agreement in force. The form shows in words what changes."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.money import rounded
from core.basics.text import clean_text
from core.forms.agreement import fields_of, merged, read_fields
from core.forms.agreement_changes import differences, doubts, missing, undone_in_words
from core.forms.agreement_words import terms_in_words
from core.forms.fields import FieldError, FormField, counts_in, grouped
from core.language.formats import date_text, money_text
from core.language.labels import stored_term, term_label, term_labels
from core.ledger.moves import hours_in_words
from core.ledger.recharge import RechargeView, kept_in_words, left_in_words, recharged_in_words
from core.ledger.waiting import ChargedView, charged_in_words
from core.model.terms import Kind, Terms, agreement_on
from core.rules.expiry import expiry_date
from core.rules.moving import HoursLeft, Overdraft
from tui.attempt import attempt
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form

if TYPE_CHECKING:
    from core.business import Business

T = TypeVar("T", bound=StrEnum)

_OF_MOVES = ("hours", "consent", "overdraft")
"""Names of the fields that count in a move to another kind alone."""


async def set_agreement(runner: Runner, account_id: str) -> None:
    """Put a new version of the agreement in force."""
    form = await runner.read(lambda: AgreementForm(runner.business, runner.reader, account_id))
    words = await fill_form(runner, form.made, form.save, form.doubt)
    if words is not None:
        said = _("the agreement of {code} is in force; its older versions stay on its page")
        if words:
            said = _("the agreement of {code} is in force")
        runner.say("  ".join([said.format(code=form.account.address), *words]))


class AgreementForm:
    """The form of one account's agreement: its fields, what stands beside them, what is asked, and what saving does."""

    def __init__(self, business: "Business", reader: "Business", account_id: str) -> None:
        """Read the agreement in force, in a thread. `business` is changed, `reader` read. Errors: `MonteoreError`."""
        queries = reader.queries
        self._business = business
        self._reader = reader
        self._account_id = account_id
        self.account = queries.card(account_id)
        self._today = queries.today(account_id)
        self._versions = queries.agreements(account_id)
        self._has_one = bool(self._versions)
        self._new_terms = reader.agreements.new_terms()
        self._before = self._agreed_on(self._today)
        self._prices = {(each.size_minutes, each.currency): each.price_minor for each in reader.price_list.all()}
        """By size and currency, as they were when the form was opened: each key asks for these words."""
        self._fields = grouped(self._all_fields())
        self._folded = self._folded_groups()
        self._confirmed: list[str] = []
        """What the person was asked to confirm."""

    def _agreed_on(self, day: date) -> Terms:
        """The terms in force on a day, or those that a new agreement begins with."""
        agreement = agreement_on(self._versions, day)
        return agreement.terms if agreement is not None else self._new_terms

    def _all_fields(self) -> list[FormField]:
        before, fields = self._before, list(fields_of(self._before))
        if before.kind is Kind.PREPAID and self._has_one:
            balance = self._reader.queries.balance(self._account_id, pace=False)
            after_kind = next(place for place, field in enumerate(fields, 1) if field.name == "kind")
            if balance.overdraft_minutes:
                ways = term_labels(Overdraft)
                fields[after_kind:after_kind] = [FormField("overdraft", _("Overdraft"), "", "", ways)]
            if balance.remaining_minutes > 0:
                modes = term_labels(HoursLeft)
                fields[after_kind:after_kind] = [
                    FormField("hours", _("Hours left"), term_label(HoursLeft.KEEP), "", modes),
                    FormField("consent", _("Consent"), "", _("who, when")),
                ]
        return fields

    def _folded_groups(self) -> set[str]:
        """The groups of fields that all are as usual."""
        usual = {field.name: field.value for field in fields_of(Terms())}
        kept = {field.group for field in self._fields if field.value != usual.get(field.name, field.value)}
        folded = {field.group for field in self._fields} - kept - {_("Price"), ""}
        if self._before.kind is Kind.PREPAID:
            folded -= {_("Block"), _("Renewal")}
        return folded

    def made(self, values: dict[str, str], trouble: str) -> Form:
        """The form to show, with what was typed before and why it was not saved."""
        title = _("Agreement of {name}").format(name=self.account.title)
        return Form(
            title, self._fields, self._sentences, first="kind", values=values, trouble=trouble, folded=self._folded,
            hidden=self._hidden, hints=self._hints, note=_("asks before it saves"),
        )  # fmt: skip

    def doubt(self, values: Mapping[str, str]) -> Asked | None:
        """What to ask before it is saved; `None` for nothing. Errors: `MonteoreError`."""
        asked = self._question(values)
        return Asked(asked) if asked else None

    def save(self, values: dict[str, str]) -> list[str]:
        """Save what was typed; what that did, for the line of answer. Errors: `MonteoreError`."""
        change, start, wish = self._wanted(values)
        is_sure = bool(self._confirmed)
        if wish is not None:
            moved = self._business.moves.move(self._account_id, change, start, **wish, sure=is_sure)
            return _told(moved.charged, moved.recharged, start)
        view = self._business.agreements.put(self._account_id, change, start, sure=is_sure)
        if not view.has_work:
            raise Usage(_("nothing is changed; Esc leaves"))
        return _told(view.charged, view.recharged, start)

    def _hidden(self, values: Mapping[str, str]) -> Collection[str]:
        """The fields that do not count in the kind that is chosen; all count while its word cannot be read."""
        kind = stored_term(values["kind"], Kind)
        hidden = set(_OF_MOVES) if kind == self._before.kind.value else set[str]()
        if kind in tuple(Kind):
            hidden |= {field.name for field in self._fields if not counts_in(field.name, Kind(kind))}
        return hidden

    def _read(self, values: Mapping[str, str], listed: Callable[[int, str], int | None]) -> tuple[Terms, date | None]:
        return read_fields(values, self._before, self._today, listed=listed, shown=self._fields)

    def _terms(self, values: Mapping[str, str]) -> tuple[Terms, date | None]:
        """The terms of the form, and the day from which they hold; `None`: today, or the beginning."""
        return self._read(values, self._reader.price_list.price_of)

    def _wanted(self, values: Mapping[str, str]) -> tuple[Callable[[Terms], Terms], date | None, dict[str, Any] | None]:
        """What was changed in the form, as a change of the version in force on its day; other changes stay.

        Then that day, and how the client moves to another kind: what becomes of hours left and of an overdraft; `None`
        for any other change.
        """
        terms, start = self._terms(values)
        known = self._agreed_on(start or self._today)
        laid = merged(self._before, terms, known, wins=True)
        return (lambda now: merged(known, laid, now)), start, self._move(terms, values)

    def _move(self, terms: Terms, values: Mapping[str, str]) -> dict[str, Any] | None:
        if not self._has_one or terms.kind is self._before.kind:
            return None
        wish: dict[str, Any] = {
            "hours": _word(values, "hours", HoursLeft, _("Hours left"), HoursLeft.KEEP.value),
            "consent": clean_text(values.get("consent", "")),
        }
        if values.get("overdraft", "").strip():
            wish["overdraft"] = _word(values, "overdraft", Overdraft, _("Overdraft"), "")
        return wish

    def _question(self, values: Mapping[str, str]) -> str:
        """The question before it is saved: any change of what is in force, and what is more often a slip than meant."""
        terms, _start = self._terms(values)
        self._confirmed = self._doubtful(values)
        if self._has_one and terms.kind is not self._before.kind:
            return _("Move {name} to another kind of agreement?").format(name=self.account.title)
        if not self._has_one:
            return _("Is this what was agreed?") if self._confirmed or doubts(self._before, terms) else ""
        change, start, _wish = self._wanted(values)
        has_work = self._reader.agreements.preview(self._account_id, change, start).has_work
        return _("Change it for {code}?").format(code=self.account.address) if has_work else ""

    def _doubtful(self, values: Mapping[str, str]) -> list[str]:
        """What a person should confirm: work that waited, and entries that are charged otherwise."""
        change, start, wish = self._wanted(values)
        if wish is not None:
            moved = self._reader.moves.preview(self._account_id, change, start, **wish)
            return [*moved.charged.doubts, *recharged_in_words(moved.recharged)]
        view = self._reader.agreements.preview(self._account_id, change, start)
        return [*view.charged.doubts, *recharged_in_words(view.recharged)]

    def _sentences(self, values: Mapping[str, str]) -> list[str]:
        """What saving would do."""
        change, start, wish = self._wanted(values)
        left, kept = "", list[str]()
        if wish is not None:
            moved = self._reader.moves.preview(self._account_id, change, start, **wish)
            left, was, terms, undone_by = hours_in_words(moved), moved.before, moved.after, moved.undone_by
            charged, recharged, rest = moved.charged, recharged_in_words(moved.recharged), moved.recharged
        else:
            view = self._reader.agreements.preview(self._account_id, change, start)
            charged, recharged, rest = view.charged, recharged_in_words(view.recharged), view.recharged
            if not view.is_change:
                return [*([] if recharged else [_("nothing is changed yet")]), *charged_in_words(charged), *recharged]
            was, terms, undone_by = view.before or Terms(), view.version.terms, view.undone_by
            kept = kept_in_words(view.kept_entries)
        changes = [str(each) for each in differences(was, terms)] if self._has_one else terms_in_words(terms)
        undone = undone_in_words(self.account.address, was, terms, undone_by, self._today)[0] if undone_by else ""
        doubtful = [doubt.sentence for doubt in doubts(was, terms)]
        warnings = [*([undone] if undone else []), *doubtful, *(words for _name, words in missing(terms))]
        warnings += [*charged.doubts, *kept, *left_in_words(rest, _again(start))]
        said = [
            *([left] if left else []),
            *charged_in_words(charged),
            *recharged,
            *changes,
            *(f"! {words}" for words in warnings),
        ]
        day = date_text(start) if start else (_("today") if self._has_one else _("the beginning"))
        return [_("from {day}:").format(day=day), *(f"  {sentence}" for sentence in said)]

    def _hints(self, values: Mapping[str, str]) -> dict[str, str]:
        """What follows from the numbers typed: the price of an hour, the last day of a block sold today."""
        terms = attempt(lambda: self._read(values, self._listed)[0]).value
        if terms is None:
            return {}
        said = {}
        if terms.block_minutes and terms.price_minor:
            hourly = rounded(Fraction(terms.price_minor * 60, terms.block_minutes))
            said["price"] = _("{price} an hour").format(price=money_text(hourly, terms.currency))
        last = expiry_date(self._today, terms.validity)
        if last is not None:
            said["validity"] = _("until {day} if sold today").format(day=date_text(last))
        return said

    def _listed(self, size_minutes: int, currency: str) -> int | None:
        return self._prices.get((size_minutes, currency))


def _word(values: Mapping[str, str], name: str, kind: type[T], label: str, default: str) -> T:
    text = stored_term(values.get(name, ""), kind) or default
    if text not in list(kind):
        raise FieldError(name, label, _("write one of: {choices}").format(choices=", ".join(term_labels(kind))))
    return kind(text)


def _told(charged: ChargedView, recharged: RechargeView, start: date | None) -> list[str]:
    """What saving did, for the line of answer."""
    return [
        *charged_in_words(charged),
        *recharged_in_words(recharged)[:1],
        *left_in_words(recharged, _again(start)),
    ]


def _again(start: date | None) -> str:
    """What charges by its terms the work that an earlier change left."""
    day = date_text(start) if start else _("a past day")
    return _("save this form once more with nothing changed but From: {day}").format(day=day)
