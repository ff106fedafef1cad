"""The options for the terms of an agreement; `core.forms.agreement` reads their values."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from cli import declared
from core.basics.i18n import _
from core.model.terms import Beyond, ExpiryMode, FeeDue, FeePeriod, Overage, RenewalMode, Rounding, Serves, Terms

if TYPE_CHECKING:
    from core.forms.agreement import Listed

T = TypeVar("T")


_TERM_OPTIONS = (
    declared.option("--from", "from_", metavar="DATE"),
    declared.option("--block", metavar="10h"),
    declared.option("--threshold", metavar="5h|50%"),
    declared.option("--price", metavar="800.00"),
    declared.option("--currency", metavar="EUR"),
    declared.option("--renewal", type=declared.Choice([mode.value for mode in RenewalMode])),
    declared.option("--max-renewals-per-month", metavar="N|none"),
    declared.option("--increment", multiple=True, metavar="1m|TYPE=1h"),
    declared.option("--minimum", multiple=True, metavar="0m|TYPE=2h"),
    declared.option("--step-grace", metavar="0m"),
    declared.option("--free", metavar="0s"),
    declared.option("--rounding", type=declared.Choice([mode.value for mode in Rounding])),
    declared.option("--surcharge", multiple=True, metavar="TYPE=30m"),
    declared.option("--reference", metavar='"contract 12/2026"'),
    declared.option("--serves", type=declared.Choice([mode.value for mode in Serves])),
    declared.option("--validity", metavar="12mo|none"),
    declared.option("--expiry", type=declared.Choice([mode.value for mode in ExpiryMode])),
    declared.option("--expiry-grace", metavar="7d"),
    declared.option("--overage", type=declared.Choice([mode.value for mode in Overage])),
    declared.option("--overage-rate", metavar="95.00"),
    declared.option("--hourly-rate", metavar="80.00"),
    declared.option("--fee", metavar="300.00"),
    declared.option("--fee-period", type=declared.Choice([length.value for length in FeePeriod])),
    declared.option("--fee-due", type=declared.Choice([due.value for due in FeeDue])),
    declared.option("--included", metavar="5h"),
    declared.option("--included-roll", metavar="2mo|none"),
    declared.option("--beyond", type=declared.Choice([mode.value for mode in Beyond])),
    declared.option("--multiplier", multiple=True, metavar="WORKTYPE=1.5"),
    declared.option("--class", "class_", multiple=True, metavar="CLASS=1.5"),
    declared.option("--window", multiple=True, metavar='"evening mon-fri 18:00-22:00 1.5"'),
    declared.option("--holidays", metavar="IT"),
    declared.option("--holiday-multiplier", metavar="2"),
    declared.option("--timezone", metavar="Europe/Rome"),
)


def term_options(function: Callable[..., T]) -> Callable[..., T]:
    """The options for terms, shared by `set` and `move`."""
    for option in reversed(_TERM_OPTIONS):
        function = option(function)
    return function


def change_of(options: Mapping[str, object], listed: "Listed") -> Callable[[Terms | None], Terms]:
    """What the flags say, as a change of the version in force (`None`: of the defaults). Errors: those of `read_terms`.

    `listed` is the price list.
    """
    from core.forms.agreement import read_terms

    texts = {name.rstrip("_"): _text(value) for name, value in options.items() if value is not None and value != ()}
    return lambda before: read_terms(texts, before, named=flag_of, listed=listed)


def flag_of(field: str) -> str:
    """The flag that says a field: `--overage-rate`."""
    return "--" + field.replace("_", "-")


def _text(value: object) -> str | tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, tuple) else str(value)


_EXAMPLES = {
    "hourly_rate": "--hourly-rate 80.00",
    "fee": "--fee 300.00",
    "overage_rate": "--overage-rate 95.00",
    "block": "--block 10h",
}


def advice(terms: Terms) -> list[str]:
    """Sentences about probably forgotten terms, with the option to add."""
    from core.forms.agreement_changes import missing

    return [
        _("{trouble}; add {option}").format(trouble=words, option=_EXAMPLES[name]) for name, words in missing(terms)
    ]
