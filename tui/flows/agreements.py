"""The flow that puts a new version of an agreement in force. The form shows in words what changes."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

from core.basics.errors import Usage
from core.basics.i18n import _
from core.basics.money import rounded
from core.basics.text import clean_text
from core.forms.agreement import fields_of, merged, read_fields
from core.forms.agreement_words import differences, doubts, missing, terms_in_words, undone_in_words
from core.forms.fields import FieldError, FormField, counts_in, grouped
from core.language.formats import date_text, money_text
from core.language.labels import stored_term, term_label, term_labels
from core.ledger.moves import hours_in_words
from core.ledger.recharge import RechargeView, kept_in_words, left_in_words, recharged_in_words
from core.ledger.waiting import ChargedView, charged_in_words
from core.model.terms import Kind, Terms, terms_on
from core.rules.expiry import expiry_date
from core.rules.moving import HoursLeft, Overdraft
from tui.attempt import attempt
from tui.dialogs.ask_line import Asked
from tui.dialogs.form import Form
from tui.flows.runner import Runner

T = TypeVar("T", bound=StrEnum)


async def set_agreement(runner: Runner, account_id: str) -> None:
    """Put a new version of the agreement in force."""
    business, reader = runner.business, runner.reader
    queries = reader.queries
    account, today = await runner.read(lambda: (queries.card(account_id), queries.today(account_id)))
    versions = await runner.read(lambda: queries.agreements(account_id))
    prices = {(each.size_minutes, each.currency): each.price_minor for each in await runner.read(reader.price_list.all)}
    before, has_one = terms_on(versions, today), bool(versions)
    fields = list(fields_of(before))
    if before.kind is Kind.PREPAID and has_one:
        balance = await runner.read(lambda: queries.balance(account_id, pace=False))
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

    fields = grouped(fields)
    read = partial(read_fields, listed=reader.price_list.price_of, shown=fields)
    usual = {field.name: field.value for field in fields_of(Terms())}
    kept = {field.group for field in fields if field.value != usual.get(field.name, field.value)}
    folded = {field.group for field in fields} - kept - {_("Price"), ""}
    if before.kind is Kind.PREPAID:
        folded -= {_("Block"), _("Renewal")}

    def hidden(values: Mapping[str, str]) -> Collection[str]:
        """The fields that do not count in the kind that is chosen; all count while its word cannot be read."""
        kind = stored_term(values["kind"], Kind)
        of_move = () if kind != before.kind.value else ("hours", "consent", "overdraft")
        if kind not in tuple(Kind):
            return of_move
        return {*of_move, *(field.name for field in fields if not counts_in(field.name, Kind(kind)))}

    def wanted(values: Mapping[str, str]) -> tuple[Callable[[Terms], Terms], date | None]:
        """What was changed in the form, as a change of the version in force on its day; other changes stay."""
        terms, start = read(values, before, today)
        known = terms_on(versions, start or today)
        laid = merged(before, terms, known, wins=True)
        return (lambda now: merged(known, laid, now)), start

    def word(values: Mapping[str, str], name: str, kind: type[T], label: str, default: str) -> T:
        text = stored_term(values.get(name, ""), kind) or default
        if text not in list(kind):
            raise FieldError(name, label, _("write one of: {choices}").format(choices=", ".join(term_labels(kind))))
        return kind(text)

    def moves(terms: Terms, values: Mapping[str, str]) -> dict[str, Any] | None:
        """How a client moves to another kind: what becomes of hours left and of an overdraft; `None` for any other change."""
        if not has_one or terms.kind is before.kind:
            return None
        wish: dict[str, Any] = {
            "hours": word(values, "hours", HoursLeft, _("Hours left"), HoursLeft.KEEP.value),
            "consent": clean_text(values.get("consent", "")),
        }
        if values.get("overdraft", "").strip():
            wish["overdraft"] = word(values, "overdraft", Overdraft, _("Overdraft"), "")
        return wish

    def questions(values: Mapping[str, str]) -> list[str]:
        """What a person should confirm: work that waited, and entries that are charged otherwise."""
        change, start = wanted(values)
        wish = moves(read(values, before, today)[0], values)
        if wish is not None:
            moved = reader.moves.preview(account_id, change, start, **wish)
            return [*moved.charged.doubts, *recharged_in_words(moved.recharged)]
        view = reader.agreements.preview(account_id, change, start)
        return [*view.charged.doubts, *recharged_in_words(view.recharged)]

    def sentences(values: Mapping[str, str]) -> list[str]:
        change, start = wanted(values)
        day = date_text(start) if start else (_("today") if has_one else _("the beginning"))
        wish, left, kept = moves(read(values, before, today)[0], values), "", list[str]()
        if wish is not None:
            moved = reader.moves.preview(account_id, change, start, **wish)
            left, was, terms, undone_by = hours_in_words(moved), moved.before, moved.after, moved.undone_by
            charged, recharged, rest = moved.charged, recharged_in_words(moved.recharged), moved.recharged
        else:
            view = reader.agreements.preview(account_id, change, start)
            charged, recharged, rest = view.charged, recharged_in_words(view.recharged), view.recharged
            if not view.is_change:
                return [*([] if recharged else [_("nothing is changed yet")]), *charged_in_words(charged), *recharged]
            was, terms, undone_by = view.before or Terms(), view.version.terms, view.undone_by
            kept = kept_in_words(view.kept_entries)
        changes = [str(each) for each in differences(was, terms)] if has_one else terms_in_words(terms)
        undone = undone_in_words(account.address, was, terms, undone_by, today)[0] if undone_by else ""
        doubtful = [doubt.sentence for doubt in doubts(was, terms)]
        warnings = [*([undone] if undone else []), *doubtful, *(words for _name, words in missing(terms))]
        warnings += [*charged.doubts, *kept, *left_in_words(rest, again(start))]
        said = [
            *([left] if left else []),
            *charged_in_words(charged),
            *recharged,
            *changes,
            *(f"! {words}" for words in warnings),
        ]
        return [_("from {day}:").format(day=day), *(f"  {sentence}" for sentence in said)]

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Agreement of {name}").format(name=account.title)
        return Form(
            title, fields, sentences, first="kind", values=values, trouble=trouble, folded=folded,
            hidden=hidden, hints=hints, note=_("asks before it saves"),
        )  # fmt: skip

    def has_work(values: Mapping[str, str]) -> bool:
        """Whether saving would write anything."""
        change, start = wanted(values)
        return reader.agreements.preview(account_id, change, start).has_work

    def save(values: dict[str, str]) -> list[str]:
        change, start = wanted(values)
        wish = moves(read(values, before, today)[0], values)
        if wish is not None:
            moved = business.moves.move(account_id, change, start, **wish, sure=bool(confirmed))
            return told(moved.charged, moved.recharged, start)
        view = business.agreements.put(account_id, change, start, sure=bool(confirmed))
        if not view.has_work:
            raise Usage(_("nothing is changed; Esc leaves"))
        return told(view.charged, view.recharged, start)

    def told(charged: ChargedView, recharged: RechargeView, start: date | None) -> list[str]:
        """What saving did, for the line of answer."""
        return [
            *charged_in_words(charged),
            *recharged_in_words(recharged)[:1],
            *left_in_words(recharged, again(start)),
        ]

    def again(start: date | None) -> str:
        """What charges by its terms the work that an earlier change left."""
        day = date_text(start) if start else _("a past day")
        return _("save this form once more with nothing changed but From: {day}").format(day=day)

    def question(values: Mapping[str, str]) -> str:
        """The question before it is saved: any change of what is in force, and what is more often a slip than meant."""
        terms, _start = read(values, before, today)
        confirmed[:] = questions(values)
        if has_one and terms.kind is not before.kind:
            return _("Move {name} to another kind of agreement?").format(name=account.title)
        if not has_one:
            return _("Is this what was agreed?") if confirmed or doubts(before, terms) else ""
        return _("Change it for {code}?").format(code=account.address) if has_work(values) else ""

    def doubt(values: Mapping[str, str]) -> Asked | None:
        asked = question(values)
        return Asked(asked) if asked else None

    def hints(values: Mapping[str, str]) -> dict[str, str]:
        """What follows from the numbers typed: the price of an hour, the last day of a block sold today."""
        # By the price list of when the form was opened: each key asks for these words.
        listed = lambda size, currency: prices.get((size, currency))  # noqa: E731
        terms = attempt(lambda: read_fields(values, before, today, listed=listed, shown=fields)[0]).value
        if terms is None:
            return {}
        said = {}
        if terms.block_minutes and terms.price_minor:
            hourly = rounded(Fraction(terms.price_minor * 60, terms.block_minutes))
            said["price"] = _("{price} an hour").format(price=money_text(hourly, terms.currency))
        last = expiry_date(today, terms.validity)
        if last is not None:
            said["validity"] = _("until {day} if sold today").format(day=date_text(last))
        return said

    confirmed = list[str]()
    words = await runner.fill(form, save, doubt)
    if words is not None:
        said = _("the agreement of {code} is in force; its older versions stay on its page")
        if words:
            said = _("the agreement of {code} is in force")
        runner.say("  ".join([said.format(code=account.address), *words]))
