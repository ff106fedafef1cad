"""The options for the terms of an agreement; `core.forms.agreement` reads their values."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import click

from core.basics.i18n import _
from core.model.terms import Beyond, ExpiryMode, FeeDue, FeePeriod, Overage, RenewalMode, Rounding, Serves, Terms

if TYPE_CHECKING:
    from core.forms.agreement import Listed

T = TypeVar("T")


_TERM_OPTIONS = (
    click.option("--from", "from_", metavar="DATE"),
    click.option("--block", metavar="10h"),
    click.option("--threshold", metavar="5h|50%"),
    click.option("--price", metavar="800.00"),
    click.option("--currency", metavar="EUR"),
    click.option("--renewal", type=click.Choice([mode.value for mode in RenewalMode])),
    click.option("--max-renewals-per-month", metavar="N|none"),
    click.option("--increment", multiple=True, metavar="1m|TYPE=1h"),
    click.option("--minimum", multiple=True, metavar="0m|TYPE=2h"),
    click.option("--step-grace", metavar="0m"),
    click.option("--free", metavar="0s"),
    click.option("--rounding", type=click.Choice([mode.value for mode in Rounding])),
    click.option("--surcharge", multiple=True, metavar="TYPE=30m"),
    click.option("--reference", metavar='"contract 12/2026"'),
    click.option("--serves", type=click.Choice([mode.value for mode in Serves])),
    click.option("--validity", metavar="12mo|none"),
    click.option("--expiry", type=click.Choice([mode.value for mode in ExpiryMode])),
    click.option("--expiry-grace", metavar="7d"),
    click.option("--overage", type=click.Choice([mode.value for mode in Overage])),
    click.option("--overage-rate", metavar="95.00"),
    click.option("--hourly-rate", metavar="80.00"),
    click.option("--fee", metavar="300.00"),
    click.option("--fee-period", type=click.Choice([length.value for length in FeePeriod])),
    click.option("--fee-due", type=click.Choice([due.value for due in FeeDue])),
    click.option("--included", metavar="5h"),
    click.option("--included-roll", metavar="2mo|none"),
    click.option("--beyond", type=click.Choice([mode.value for mode in Beyond])),
    click.option("--multiplier", multiple=True, metavar="WORKTYPE=1.5"),
    click.option("--class", "class_", multiple=True, metavar="CLASS=1.5"),
    click.option("--window", multiple=True, metavar='"evening mon-fri 18:00-22:00 1.5"'),
    click.option("--holidays", metavar="IT"),
    click.option("--holiday-multiplier", metavar="2"),
    click.option("--timezone", metavar="Europe/Rome"),
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
    from core.forms.agreement_words import missing

    return [
        _("{trouble}; add {option}").format(trouble=words, option=_EXAMPLES[name]) for name, words in missing(terms)
    ]
