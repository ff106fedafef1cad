"""The sample business: some 40 clients and a year of work, made by a seeded generator through the services."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from core.basics.clock import FakeClock
from core.basics.dataclass import dataclass, replace
from core.basics.durations import Validity
from core.basics.i18n import _
from core.basics.ids import CHANCE_BITS, IdMaker
from core.business import Business
from core.ledger.settings import SettingsChange
from core.model.billing import LineStatus
from core.model.clients import Client
from core.model.firm import Firm
from core.model.fiscal import FiscalCard
from core.model.mail import MailSwitches
from core.model.prices import ListedPrice
from core.model.terms import Beyond, ExpiryMode, FeeDue, Kind, RenewalMode, Serves, Terms, Threshold
from core.model.work import Draft, Span, Work
from core.rules.marks import Mark
from core.rules.moving import Overdraft
from core.rules.windows import parse_window
from core.store.engines import filled_store
from core.store.place import Place

ZONE = "Europe/Rome"
DAYS = 365
_TECHNICIANS = ("anna", "marco", "giulia", "luca")
_STEMS = (
    "Officine Bianchi", "Studio Legale Verdi", "Farmacia Centrale", "Panificio Però", "Hotel Miramare",
    "Cantina Sociale Colli", "Notaio De Santis", "Idraulica Rossi", "Autotrasporti Gatti", "Libreria Città Aperta",
    "Dentista Moretti", "Tipografia Aurora", "Ferramenta Galli", "Scuola Montale", "Cooperativa Il Melograno",
    "Vivai Lombardi", "Assicurazioni Ferri", "Ottica Nuova", "Falegnameria Conti", "Agriturismo La Quercia",
    "Acme Plastics", "North Harbour Freight", "Bluebell Nursery", "Kestrel Aviation", "Old Mill Bakery",
    "Saint Clair Clinic", "Thornton & Sons", "Weaver Textiles", "Yellow Door Estates", "Zephyr Marine",
    "Gelateria Caffè Nero", "Macelleria Fontana", "Palestra Olimpia", "Edilizia Marchetti", "Pasticceria Dolce Vita",
    "Comune di Valbruna", "Museo del Lago", "Caseificio Alpino", "Elettronica Sala", "Cartoleria Pìccolo",
)  # fmt: skip
_PEOPLE = ("Mario Rossi", "Lucia Bruni", "Paolo Esposito", "Sara Riva", "Elena Conti", "John Baker", "Ann Shaw")
_Job = tuple[str, int, int, str]
"""A kind of work: its type, the least and the most minutes, its note."""


def _jobs() -> tuple[_Job, ...]:
    return (
        ("phone", 6, 24, _("printer jams again")),
        ("phone", 4, 18, _("password reset")),
        ("phone", 8, 35, _("cannot open a PDF")),
        ("phone", 5, 20, _("Outlook asks for the password")),
        ("phone", 3, 12, _("scanner not found")),
        ("remote", 15, 70, _("VPN down")),
        ("remote", 20, 90, _("slow PC, cleaned up")),
        ("remote", 20, 60, _("mailbox moved")),
        ("advice", 10, 30, _("advice on a new laptop")),
        ("on-site", 45, 180, _("switch replaced")),
        ("patching", 25, 60, _("monthly patches")),
        ("update", 20, 60, _("accounting program updated")),
        ("backup", 10, 30, _("backup checked")),
        ("maintenance", 30, 90, _("disk nearly full, cleaned")),
        ("install", 40, 150, _("new workstation")),
    )


_MAIL = (
    MailSwitches("ufficio@officine.example", "it", after_entry=True, threshold_minutes=(300, 120), renewal=True),
    MailSwitches("studio@verdi.example", "it", renewal=True, expiry_days=(30, 7), statement=True),
    MailSwitches("accounts@farmacia.example", "en", after_entry=True, statement=True),
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Sample:
    """A client of the sample with its terms and how often it calls, per thousand working days."""

    client: Client
    terms: Terms
    calls_per_mille: int


def make_demo(
    path: Path,
    progress: Progress | None = None,
    *,
    today: date | None = None,
    seed: int = 20260101,
    now: datetime | None = None,
) -> None:
    """Make the sample at `path`, which must not exist; unless all of it was made there is nothing at `path`.

    The same seed and instant make the same business.
    """
    chance = random.Random(seed)
    zone = ZoneInfo(ZONE)
    end = now or (datetime.combine(today, time(16, 40), zone).astimezone(UTC) if today else datetime.now(UTC))
    last_day = end.astimezone(zone).date()
    first_day = last_day - timedelta(days=DAYS)
    clock = FakeClock(datetime.combine(first_day, time(8), zone).astimezone(UTC))
    with filled_store(Place.of_file(path), {"timezone": ZONE}, clock.now()) as store:
        ledger = Business(store, clock, "anna", IdMaker(clock.now, lambda: chance.getrandbits(CHANCE_BITS)))
        salts = random.Random(f"salts {seed}")
        store.make_salt = lambda: f"{salts.getrandbits(128):032x}"
        samples, jobs = _found(ledger, chance), _jobs()
        for offset in range(DAYS + 1):
            day = first_day + timedelta(days=offset)
            evening = min(datetime.combine(day, time(19), zone).astimezone(UTC), end)
            clock.instant = max(clock.instant, evening)
            drafts = _day_of_work(samples, jobs, day, evening, zone, chance)
            if drafts:
                ledger.entries.post_all(drafts)
            if day.day == 1:
                _invoice(ledger, day, chance)
                if last_day - day > timedelta(days=40):
                    _approve_all(ledger)
            if day.weekday() == 0:
                ledger.daily.run(day, backs_up=False)
            if progress:
                progress(offset + 1, DAYS + 1)
        _last_touches(ledger, samples, jobs, clock, end)
        _propose(ledger, samples)
        # The last part has ids of its own stream: what stands above stays as it is when something is added here.
        more = random.Random(f"contracts {seed}")
        ledger.session.new_id = IdMaker(clock.now, lambda: more.getrandbits(CHANCE_BITS))
        _contracts(ledger, [sample.client for sample in samples])


_FIRM = Firm(
    card=FiscalCard(vat="IT01234567897", street="Via Verdi", number="12", zip="20121", city="Milano", province="MI")
)
"""The business that sends the sample's statements and sheets."""


def _contracts(ledger: Business, clients: list[Client]) -> None:
    """What only some contracts have: a shared account, a second one, hours in a fee, discounts, gifts, corrections."""
    by_code = {client.code: client for client in clients}
    today, first = ledger.today, ledger.today.replace(day=1)
    firm, branch, racks, fee = (by_code[code] for code in ("kestrel", "bluebell", "thornton", "falegnameria"))
    ledger.settings.change(SettingsChange(name="Studio Esempio", firm=_FIRM))
    ledger.technicians.set("giulia", None, class_name="senior", cost_minor=3800, currency="EUR")
    ledger.technicians.set("marco", None, cost_minor=2900, currency="EUR")
    for hours, price in ((10, 75_000), (20, 144_000), (50, 340_000)):
        ledger.price_list.set(ListedPrice(hours * 60, price, "EUR"))
    # A group: the branch draws on the firm's hours.
    ledger.accounts.share(firm.client_id, branch.client_id)
    ledger.entries.post(
        Draft(
            branch.client_id,
            Work(today, 1500),
            "4931",
            _("label printer"),
            technician="marco",
            account_id=firm.account_id,
        )
    )
    # A second account, with senior work at one and a half, a block at a discount and one for nothing.
    servers = ledger.accounts.add(racks.client_id, "servers").account.account_id
    terms = Terms(
        block_minutes=600,
        price_minor=90_000,
        threshold=Threshold(120),
        classes={"senior": Fraction(3, 2)},
        timezone=ZONE,
    )
    ledger.agreements.set(servers, terms)
    sold = ledger.blocks.sell(servers, discount=Fraction(1, 10))
    ledger.blocks.sell(servers, size_minutes=60, gift=True)
    work = Work(today, 2700, (), "maintenance")
    contested = ledger.entries.post(
        Draft(racks.client_id, work, "4932", _("array rebuilt"), technician="giulia", account_id=servers)
    )
    ledger.contests.contest(contested.entry.entry_id, _("it was within office hours"))
    ledger.adjustments.adjust(servers, 30, _("the restart took too long"), sure=True)
    ledger.adjustments.credit(sold, 60, _("ordered one hour too many"), sure=True)
    # A second group: the freight firm's work on the hours of the shipyard.
    yard, freight = by_code["zephyr"], by_code["north"]
    ledger.accounts.share(yard.client_id, freight.client_id, default=False)
    ledger.entries.post(
        Draft(freight.client_id, Work(today, 2100), "4933", _("tracking portal down"), account_id=yard.client_id)
    )
    # Hours sold that serve once they are paid.
    clinic = by_code["saint"]
    ledger.agreements.put(clinic.client_id, lambda before: replace(before, serves=Serves.PAID), None, sure=True)
    ledger.blocks.sell(clinic.client_id)
    # A fee with hours in it.
    managed = Terms(
        kind=Kind.MANAGED, fee_minor=42_000, fee_due=FeeDue.ADVANCE, included_minutes=240, beyond=Beyond.BILL,
        overage_rate_minor=8500, timezone=ZONE,
    )  # fmt: skip
    ledger.agreements.put(fee.client_id, lambda _before: managed, first, overdraft=Overdraft.BILL, sure=True)
    # Another client with two accounts: hours go from one to the other.
    school = by_code["scuola"]
    lab = ledger.accounts.add(school.client_id, "lab").account.account_id
    ledger.agreements.set(
        lab, replace(terms, block_minutes=300, price_minor=45_000, threshold=Threshold(30), classes={})
    )
    ledger.adjustments.adjust(school.client_id, 45, _("goodwill: the projector came late"), sure=True)
    ledger.adjustments.transfer(school.client_id, lab, 45, _("the lab needs hours of its own"), sure=True)
    ledger.daily.run(backs_up=False)


def _propose(ledger: Business, samples: list[_Sample]) -> None:
    """A catalogue, and a few proposals in each of their states."""
    book, today = ledger.proposals, ledger.today
    patches, restore, disk, printer, office = (
        _("Monthly patches"), _("Backup restore test"), _("Disk check"), _("Printer service"), _("Replace old Office"),
    )  # fmt: skip
    catalogue = (
        (patches, 45, "monthly", "patching"),
        (restore, 30, "monthly", "backup"),
        (disk, 30, "quarterly", "maintenance"),
        (printer, 60, "yearly", "maintenance"),
        (office, 180, "", "install"),
    )
    for title, minutes, every, work_type in catalogue:
        book.set_item(title, estimate_minutes=minutes, every=every, work_type=work_type)
    prepaid = [sample.client.client_id for sample in samples if sample.terms.kind is Kind.PREPAID]
    for place, (title, days) in enumerate(
        (
            (patches, -3),
            (disk, 0),
            (office, 12),
            (restore, 5),
            (printer, 30),
        )
    ):
        book.add_from(prepaid[place], title, today + timedelta(days=days))
    waiting = [view.proposal.proposal_id for view in book.list()]
    book.accept(waiting[2])
    book.drop(waiting[-1], _("the printer is new"))


def _found(ledger: Business, chance: random.Random) -> list[_Sample]:
    samples = []
    for number, name in enumerate(_STEMS):
        code = "".join(word[0] for word in name.split()).lower() if number % 7 == 3 else name.split()[0].lower()
        while ledger.session.store.reads.client_by_code(_ascii(code)) is not None:
            code = name.split()[-1].lower() if code == name.split()[0].lower() else code + "2"
        phones = [f"0{chance.randint(2, 6)}{chance.randint(1000000, 9999999)}"]
        contact = f"{chance.choice(_PEOPLE)} <3{chance.randint(20, 99)}{chance.randint(1000000, 9999999)}>"
        client = ledger.clients.add(_ascii(code), name, phones=phones, contacts=[contact])
        terms = _terms(number, chance)
        ledger.agreements.set(client.client_id, terms)
        if terms.kind is Kind.PREPAID:
            ledger.blocks.sell(client.client_id)
        samples.append(_Sample(client, terms, chance.randint(60, 420)))
    return samples


def _ascii(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold().strip("&") or "client"


def _terms(number: int, chance: random.Random) -> Terms:
    if number % 10 == 4:
        return Terms(kind=Kind.BREAK_FIX, hourly_rate_minor=8000, increment_minutes=15, timezone=ZONE)
    if number % 10 == 8:
        return Terms(kind=Kind.MANAGED, fee_minor=35000 + 5000 * (number % 3), timezone=ZONE)
    hours = chance.choice((5, 10, 10, 20))
    return Terms(
        block_minutes=hours * 60,
        threshold=Threshold(percent=Fraction(50)) if number % 3 else Threshold(minutes=120),
        price_minor=hours * 7500,
        renewal=RenewalMode.ASK if number in (11, 27) else RenewalMode.OFF if number == 33 else RenewalMode.AUTO,
        increment_minutes=chance.choice((1, 1, 5, 15)),
        type_minimums={"on-site": 60} if number % 2 else {},
        validity=Validity(months=12) if number % 4 else Validity(months=6),
        expiry=ExpiryMode.EXTEND if number % 6 == 5 else ExpiryMode.FORFEIT,
        windows=(parse_window(_("evening mon-fri 18:00-22:00 1.5")), parse_window("weekend sat-sun 00:00-24:00 2")),
        holidays="IT",
        holiday_multiplier=Fraction(2),
        timezone=ZONE,
    )


def _day_of_work(
    samples: list[_Sample], jobs: Sequence[_Job], day: date, end: datetime, zone: ZoneInfo, chance: random.Random
) -> list[Draft]:
    if day.weekday() == 6 or (day.weekday() == 5 and chance.random() < 0.8):
        return []
    drafts = []
    for sample in samples:
        if chance.randint(0, 999) >= sample.calls_per_mille:
            continue
        work_type, least, most, note = chance.choice(jobs)
        minutes = chance.randint(least, most)
        started = datetime.combine(day, time(chance.randint(8, 17), chance.randint(0, 59)), zone).astimezone(UTC)
        seconds = minutes * 60 + chance.randint(0, 59)
        if started + timedelta(seconds=seconds) > end:
            continue
        work = Work(day, seconds, (Span(started, seconds),), work_type, chance.random() < 0.02)
        ticket = str(4000 + chance.randint(0, 900)) if chance.random() < 0.7 else ""
        technician = chance.choice(_TECHNICIANS)
        contact = sample.client.contacts[0] if chance.random() < 0.5 else ""
        drafts.append(Draft(sample.client.client_id, work, ticket, note, contact, technician=technician))
    return sorted(drafts, key=lambda draft: draft.work.spans[0].started_at)


def _invoice(ledger: Business, day: date, chance: random.Random) -> None:
    due = [line.line_id for line in ledger.queries.lines(LineStatus.TO_INVOICE)]
    ledger.invoices.mark_all(
        [Mark(line_id, f"{day.year}/{day.month:02}-{number:03}", day) for number, line_id in enumerate(due, 1)]
    )
    # They keep their invoice numbers.
    ledger.invoices.mark([line_id for line_id in due if chance.random() < 0.8], "", day, LineStatus.PAID)


def _approve_all(ledger: Business) -> None:
    """The start of a month: approve waiting renewals, and sell blocks to clients without hours."""
    while waiting := ledger.queries.pending_renewals():
        for renewal in waiting:
            ledger.renewals.approve(renewal.renewal_id)
    for row in ledger.queries.clients():
        if row.kind is Kind.PREPAID and row.remaining_minutes < 0:
            ledger.blocks.sell(row.client.client_id)


def _last_touches(
    ledger: Business, samples: list[_Sample], jobs: Sequence[_Job], clock: FakeClock, end: datetime
) -> None:
    """Mail for a few clients, today's work, a void, an edit, and a colleague's running call."""
    clock.instant = end
    today = ledger.today
    for sample, switches in zip(samples, _MAIL, strict=False):
        ledger.mail.switch(sample.client.client_id, switches)
    # Run again with the mail switches on, so that the daily run of the sample is complete.
    ledger.daily.run(backs_up=False)
    for number, sample in enumerate(samples[:5]):
        ended = end - timedelta(minutes=25 * (number + 1))
        span = Span(ended - timedelta(minutes=12 + number), (12 + number) * 60)
        work = Work(span.started_at.astimezone(ledger.zone).date(), span.seconds, (span,), "phone")
        posted = ledger.entries.post(Draft(sample.client.client_id, work, str(4900 + number), jobs[number][3]))
        if number == 3:
            ledger.entries.void(posted.entry.entry_id, _("wrong client"))
        if number == 4:
            ledger.entries.edit(
                posted.entry.entry_id,
                Draft(sample.client.client_id, Work(today, 900), "4904", _("cleaned up by phone")),
            )
    colleague = Business(ledger.session.store, _Frozen(end - timedelta(minutes=7)), "marco", ledger.session.new_id)
    colleague.calls.start(samples[20].client.client_id)


@dataclass(frozen=True)
class _Frozen:
    """A clock with a fixed wall time. Its boot id is no real one, so a call that it starts is timed by the wall clock."""

    instant: datetime

    def now(self) -> datetime:
        """The fixed instant."""
        return self.instant

    def boot_ms(self) -> int:
        """No boot time: the elapsed time follows the wall clock."""
        return 0

    def boot_id(self) -> str:
        """A boot id that differs from every real one."""
        return "sample"
