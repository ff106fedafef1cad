"""What differs between two versions of an agreement, and what of it is probably a mistake."""

from datetime import date

from core.basics.dataclass import dataclass, fields
from core.basics.durations import format_minutes
from core.basics.i18n import _
from core.forms.term_words import money_in_words, parts_in_words
from core.model.terms import Agreement, Beyond, Kind, Overage, Terms
from core.model.worktypes import near_work_type


@dataclass(frozen=True)
class Difference:
    """A field, or a named part of one, that differs between two versions; the values are in words."""

    field: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        """The sentence: `overage rate: €95.00 → €120.00`."""
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True)
class Doubt:
    """A probable mistake in terms; they can be put in force after a confirmation."""

    field: str
    sentence: str


def differences(before: Terms, after: Terms) -> list[Difference]:
    """Every field, or named part of one, that differs between `before` and `after`, in the order of the fields."""
    found = []
    for field in fields(Terms):
        if getattr(before, field.name) == getattr(after, field.name):
            continue
        old, new = dict(parts_in_words(field.name, before)), dict(parts_in_words(field.name, after))
        for label in dict.fromkeys((*old, *new)):
            was, now = old.get(label, _("none")), new.get(label, _("none"))
            if was != now:
                found.append(Difference(field.name, label, was, now))
    return found


def doubts(before: Terms, after: Terms) -> list[Doubt]:
    """Probable mistakes of a change: a threshold above the block, a work type spelt similarly to a built-in one."""
    found = []
    if _is_over(after) and (not _is_over(before) or _sizes(before) != _sizes(after)):
        sentence = _("the threshold of {threshold} h is above the block of {block} h: a new block is under it at once")
        found.append(
            Doubt(
                "threshold",
                sentence.format(
                    threshold=format_minutes(after.threshold_minutes), block=format_minutes(after.block_minutes)
                ),
            )
        )
    for name in sorted(after.named_work_types - before.named_work_types):
        near = near_work_type(name)
        if near is not None:
            sentence = _("the work type {name} is nearly {near}, which is built in; was {near} meant?")
            found.append(Doubt("multiplier", sentence.format(name=name, near=near)))
    return found


def undone_in_words(account: str, before: Terms, after: Terms, later: Agreement, today: date) -> tuple[str, str]:
    """The sentence that a later version of an account undoes a change, and the words of the shell's verb that changes that
    one; both empty if it does not."""
    changed = {difference.label for difference in differences(before, after)}
    undone = [str(each) for each in differences(after, later.terms) if each.label in changed]
    day = later.from_date.isoformat() if later.from_date else ""
    if not undone:
        return "", ""
    changes = "; ".join(undone)
    if later.from_date is not None and later.from_date <= today:
        told = _("from {day} on another version holds, and undoes it: {changes}; change that one, too")
        return told.format(day=day, changes=changes), f"agreement set {account} --from {day} …"
    told = _("from {day} on another version holds, and undoes it: {changes}; withdraw that one")
    return told.format(day=day, changes=changes), f"agreement withdraw {account} --from {day}"


def _is_over(terms: Terms) -> bool:
    return terms.kind is Kind.PREPAID and 0 < terms.block_minutes < terms.threshold_minutes


def _sizes(terms: Terms) -> tuple[int, int]:
    return terms.block_minutes, terms.threshold_minutes


def missing(terms: Terms) -> list[tuple[str, str]]:
    """Sentences about probably forgotten terms, by the name of the form field; the terms are valid without them."""
    found = []
    if terms.kind is Kind.BREAK_FIX and not terms.hourly_rate_minor:
        found.append(
            ("hourly_rate", _("break-fix work will be invoiced at {amount}").format(amount=money_in_words(0, terms)))
        )
    if terms.kind is Kind.MANAGED and not terms.fee_minor:
        found.append(("fee", _("the agreement has no fee, and reports will count it as nothing")))
    bills = terms.beyond if terms.kind is Kind.MANAGED else terms.overage
    if bills in (Beyond.BILL, Overage.BILL) and terms.kind is not Kind.BREAK_FIX and not terms.overage_rate_minor:
        found.append(
            (
                "overage_rate",
                _("uncovered minutes will be invoiced at {amount}").format(amount=money_in_words(0, terms)),
            )
        )
    if terms.kind is Kind.PREPAID and terms.threshold.minutes and not terms.block_minutes:
        found.append(("block", _("without a block size nothing can be renewed")))
    return found
