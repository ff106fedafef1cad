"""`monteore agreement`: the terms in force for a client from a date on."""

from collections.abc import Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from cli.shell import Shell, verb
from core.errors import Usage
from core.i18n import _
from core.labels import word_label
from core.models import ExpiryMode, Kind, Overage, RenewalMode, Rounding, Terms, Threshold

T = TypeVar("T")


_TERM_OPTIONS = (
    click.option("--from", "from_", metavar="DATE"),
    click.option("--block", metavar="10h"),
    click.option("--threshold", metavar="5h|50%"),
    click.option("--price", metavar="800.00"),
    click.option("--currency", default="EUR", show_default=True),
    click.option(
        "--renewal", type=click.Choice([mode.value for mode in RenewalMode]), default="auto", show_default=True
    ),
    click.option("--max-renewals-per-month", type=click.IntRange(min=0), metavar="N"),
    click.option("--increment", multiple=True, metavar="1m|TYPE=1h"),
    click.option("--minimum", multiple=True, metavar="0m|TYPE=2h"),
    click.option("--step-grace", default="0m", metavar="0m"),
    click.option("--free", default="0s", metavar="0s"),
    click.option(
        "--rounding", type=click.Choice([mode.value for mode in Rounding]), default="after", show_default=True
    ),
    click.option("--surcharge", multiple=True, metavar="TYPE=30m"),
    click.option("--reference", default="", metavar='"contract 12/2026"'),
    click.option("--validity", default="none", metavar="12mo|none"),
    click.option(
        "--expiry", type=click.Choice([mode.value for mode in ExpiryMode]), default="forfeit", show_default=True
    ),
    click.option("--expiry-grace", default="7d", metavar="7d"),
    click.option("--overage", type=click.Choice([mode.value for mode in Overage]), default="settle", show_default=True),
    click.option("--overage-rate", metavar="95.00"),
    click.option("--hourly-rate", metavar="80.00"),
    click.option("--fee", metavar="300.00"),
    click.option("--multiplier", multiple=True, metavar="WORKTYPE=1.5"),
    click.option("--window", multiple=True, metavar='"evening mon-fri 18:00-22:00 1.5"'),
    click.option("--holidays", default="", metavar="IT"),
    click.option("--holiday-multiplier", default="1", metavar="2"),
    click.option("--timezone", default="", metavar="Europe/Rome"),
)


def term_options(function: Callable[..., T]) -> Callable[..., T]:
    """The flags that say the terms; `set` and `move` share them."""
    for option in reversed(_TERM_OPTIONS):
        function = option(function)
    return function


@click.group()
def agreement() -> None:
    """Agreements: set, move, show."""


@agreement.command("set")
@click.argument("who", metavar="CLIENT")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default="prepaid", show_default=True)
@term_options
@verb
def set_(shell: Shell, who: str, from_: str | None, **options: object) -> None:
    """Put terms in force. What is not said is the default; nothing is sold by this."""
    from core.quickentry import parse_day

    terms = read_terms(options)
    ledger = shell.ledger()
    found = ledger.queries.resolve_client(who)
    start = parse_day(from_, today=ledger.today) if from_ else None
    stranded = ledger.moving.stranded_minutes(found.client_id, terms, start)
    version = ledger.set_agreement(found.client_id, terms, start)
    since = version.from_date.isoformat() if version.from_date else _("the beginning")
    shell.say(
        _("{code}: {kind} agreement in force from {since}").format(
            code=found.code, kind=word_label(terms.kind.value), since=since
        )
    )
    for sentence in advice(terms):
        shell.warn(sentence)
    if stranded:
        from core.durations import format_minutes

        shell.warn(
            _("{hours} h are left, which this agreement does not use; say what becomes of them: {verb}").format(
                hours=format_minutes(stranded),
                verb=f"monteore agreement move {found.code} --to {terms.kind.value} --hours keep|credit|forfeit",
            )
        )
    if shell.json:
        from cli.documents import AgreementDocument

        shell.document(AgreementDocument.of(found, version))


@agreement.command()
@click.argument("who", metavar="CLIENT")
@click.option("--to", "kind", type=click.Choice([kind.value for kind in Kind]), required=True)
@term_options
@click.option("--hours", type=click.Choice(["keep", "credit", "forfeit"]), default="keep", show_default=True)
@click.option("--consent", default="", metavar="TEXT", help=_("Who agreed to give hours up, and when."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@click.option("--dry-run", is_flag=True, help=_("Show what would change, and change nothing."))
@verb
def move(
    shell: Shell, who: str, from_: str | None, hours: str, consent: str, yes: bool, dry_run: bool, **options: object
) -> None:
    """Move a client to another kind of agreement, and say what becomes of the hours left."""
    import json

    from cli.shell import is_interactive
    from core.errors import Refused
    from core.money import format_money
    from core.moving import hours_in_words
    from core.quickentry import parse_day
    from core.rules.moving import HoursLeft
    from core.text import clean_text

    terms = read_terms(options)
    ledger = shell.ledger(read_only=dry_run)
    found = ledger.queries.resolve_client(who)
    start = parse_day(from_, today=ledger.today) if from_ else None
    wish = {"hours": HoursLeft(hours), "consent": clean_text(consent)}
    view = ledger.moving.preview(found.client_id, terms, start, **wish)  # type: ignore[arg-type]
    shell.say(_("{code}, from {day}:").format(code=found.code, day=view.start.isoformat()))
    for sentence in view.changes:
        shell.say(f"  {sentence}")
    if view.left_minutes:
        shell.say("  " + hours_in_words(view))
    for sentence in advice(terms):
        shell.warn(sentence)
    is_done = False
    if not dry_run:
        if not yes and not is_interactive():
            raise Refused(_("nothing was changed; add --yes to move {code}").format(code=found.code))
        if yes or click.confirm(_("Move {code}?").format(code=found.code)):
            ledger.moving.move(found.client_id, terms, start, **wish)  # type: ignore[arg-type]
            is_done = True
            shell.say(_("moved"))
        else:
            shell.say(_("nothing was changed"))
    if shell.json:
        document = {
            "client": found.code,
            "kind": terms.kind.value,
            "from_date": view.start.isoformat(),
            "changes": list(view.changes),
            "left_minutes": view.left_minutes,
            "hours": view.hours.value,
            "credits": [{"amount": format_money(a, c), "currency": c} for c, a in view.credits],
            "moved": is_done,
        }
        click.echo(json.dumps(document))


@agreement.command()
@click.argument("who", metavar="CLIENT")
@verb
def show(shell: Shell, who: str) -> None:
    """Every version of a client's agreement, the last recorded at the end."""
    from core.agreement_words import terms_in_words

    ledger = shell.ledger(read_only=True)
    found = ledger.queries.resolve_client(who, archived=True)
    versions = ledger.queries.agreements(found.client_id)
    if shell.json:
        from cli.documents import AgreementDocument, AgreementsDocument

        shell.document(AgreementsDocument(agreements=[AgreementDocument.of(found, version) for version in versions]))
        return
    if not versions:
        shell.say(_("{code} has no agreement; set one: monteore agreement set {code}").format(code=found.code))
    for version in versions:
        since = version.from_date.isoformat() if version.from_date else _("the beginning")
        shell.say(_("from {since}: {kind}").format(since=since, kind=word_label(version.terms.kind.value)))
        for sentence in terms_in_words(version.terms):
            shell.say(f"  {sentence}")


def read_terms(options: dict[str, object]) -> Terms:
    """The typed options as terms. Errors: `Usage` that names the option and what to write."""
    from core.calendars import parse_country
    from core.durations import parse_days, parse_validity
    from core.money import parse_currency, parse_money
    from core.rules.windows import parse_multiplier, parse_window

    def text(name: str) -> str:
        return str(options[name] or "")

    def each(name: str) -> Sequence[str]:
        value = options[name]
        assert isinstance(value, tuple)
        return value

    currency = _told("--currency", parse_currency, text("currency"))

    def money(name: str) -> int:
        option = "--" + name.replace("_", "-")
        return _told(option, lambda typed: parse_money(typed, currency), text(name)) if text(name) else 0

    increments, increment = _by_type("--increment", each("increment"), 1, least=1)
    minimums, minimum = _by_type("--minimum", each("minimum"), 0)
    surcharges = _by_type("--surcharge", each("surcharge"), None)[0]
    block = _told("--block", _minutes, text("block")) if text("block") else 0
    if text("block") and block <= 0:
        raise Usage(_("--block must be over 0; write 10h"))
    limit = options["max_renewals_per_month"]
    terms = Terms(
        kind=Kind(text("kind")),
        block_minutes=block,
        threshold=_told("--threshold", _threshold, text("threshold")) if text("threshold") else Threshold(),
        price_minor=money("price"),
        currency=currency,
        renewal=RenewalMode(text("renewal")),
        max_renewals_per_month=limit if isinstance(limit, int) else None,
        increment_minutes=increment or 1,
        type_increments=increments,
        minimum_minutes=minimum or 0,
        type_minimums=minimums,
        step_grace_minutes=_told("--step-grace", _minutes, text("step_grace")),
        free_seconds=_told("--free", _seconds, text("free")),
        rounding=Rounding(text("rounding")),
        surcharges=surcharges,
        reference=text("reference"),
        validity=_told("--validity", parse_validity, text("validity")),
        expiry=ExpiryMode(text("expiry")),
        expiry_grace_days=_told("--expiry-grace", parse_days, text("expiry_grace")),
        overage=Overage(text("overage")),
        overage_rate_minor=money("overage_rate"),
        hourly_rate_minor=money("hourly_rate"),
        fee_minor=money("fee"),
        multipliers={
            name: _told("--multiplier", parse_multiplier, value)
            for name, value in (_pair("--multiplier", typed) for typed in each("multiplier"))
        },
        windows=tuple(_told("--window", parse_window, typed) for typed in each("window")),
        holidays=_told("--holidays", parse_country, text("holidays")),
        holiday_multiplier=_told("--holiday-multiplier", parse_multiplier, text("holiday_multiplier")),
        timezone=_told("--timezone", _zone, text("timezone")),
    )
    steps = [terms.increment_minutes, *terms.type_increments.values()]
    if terms.step_grace_minutes and terms.step_grace_minutes >= min(steps):
        raise Usage(_("--step-grace must be smaller than every --increment"))
    if terms.threshold.percent is not None and not terms.block_minutes:
        raise Usage(_("--threshold in percent needs the block size; add --block 10h"))
    return terms


def advice(terms: Terms) -> list[str]:
    """What a manager may have forgotten; the terms hold all the same."""
    sentences = []
    if terms.kind is Kind.BREAK_FIX and not terms.hourly_rate_minor:
        sentences.append(_("break-fix work will be invoiced at 0.00; add --hourly-rate 80.00"))
    if terms.kind is Kind.MANAGED and not terms.fee_minor:
        sentences.append(_("the agreement has no fee, and reports will count it as nothing; add --fee 300.00"))
    if terms.kind is Kind.PREPAID and terms.overage is Overage.BILL and not terms.overage_rate_minor:
        sentences.append(_("uncovered minutes will be invoiced at 0.00; add --overage-rate 95.00"))
    if terms.kind is Kind.PREPAID and terms.threshold.minutes and not terms.block_minutes:
        sentences.append(_("without a block size nothing can be renewed; add --block 10h"))
    return sentences


def _told(option: str, read: Callable[[str], T], typed: str) -> T:
    try:
        return read(typed)
    except Usage as error:
        raise Usage(f"{option}: {error}") from None


def _pair(option: str, typed: str) -> tuple[str, str]:
    name, equals, value = typed.partition("=")
    if not equals or not name.strip():
        raise Usage(_("{option} {typed}: write a work type, = and a value").format(option=option, typed=typed))
    return name.strip().casefold(), value.strip()


def _by_type(
    option: str, typed: Sequence[str], default: int | None, least: int = 0
) -> tuple[dict[str, int], int | None]:
    by_type: dict[str, int] = {}
    for word in typed:
        if "=" in word or default is None:
            name, value = _pair(option, word)
            by_type[name] = _told(option, _minutes, value)
        else:
            default = _told(option, _minutes, word)
    if any(minutes < least for minutes in (*by_type.values(), default or least)) or (least and default == 0):
        raise Usage(_("{option} must be at least {least} minute").format(option=option, least=least))
    return by_type, default


def _seconds(typed: str) -> int:
    from core.durations import parse_option_duration

    return parse_option_duration(typed)


def _minutes(typed: str) -> int:
    from core.durations import whole_minutes

    return whole_minutes(_seconds(typed))


def _threshold(typed: str) -> Threshold:
    from core.rules.windows import parse_multiplier

    if typed.endswith("%"):
        percent = parse_multiplier(typed[:-1])
        return Threshold(percent=percent)
    return Threshold(minutes=_minutes(typed))


def _zone(typed: str) -> str:
    if typed:
        try:
            ZoneInfo(typed)
        except (KeyError, ValueError, OSError):
            raise Usage(
                _("{zone} is not an IANA time zone; write one such as Europe/Rome").format(zone=typed)
            ) from None
    return typed
