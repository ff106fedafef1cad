"""Books kept from an exported journal alone: charges, draws, balances, lines, fees and credits are computed anew.

Nothing of `core` is imported. What a row says and what these books compute is compared row by row; `faults` holds a
sentence for each difference.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.independent.charging import charge_of, half_up

Json = dict[str, Any]
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass
class Block:
    block_id: str
    account: str
    size: int
    left: int
    sold_on: str
    first: str
    last: str | None
    origin: str
    price: Fraction
    currency: str
    serves: str
    line: str | None = None
    credited: int = 0
    credited_minor: int = 0
    seq: int = 0
    carried: list[tuple[int, Fraction]] = field(default_factory=list)

    @property
    def paid_a_minute(self) -> Fraction:
        minutes = self.size + sum(count for count, _paid in self.carried)
        return (self.price + sum((count * paid for count, paid in self.carried), Fraction(0))) / minutes


@dataclass
class Entry:
    body: Json
    account: str
    seq: int
    charge: int = 0
    drawn: dict[str, int] = field(default_factory=dict)
    overdraft: int = 0
    line: str | None = None
    waits: bool = False
    voided: bool = False


@dataclass
class Line:
    kind: str
    account: str
    amount: int
    currency: str
    status: str = "to-invoice"
    corrects: str | None = None
    period: tuple[str, str] | None = None


@dataclass
class Version:
    agreement_id: str
    first: str | None
    terms: Json
    seq: int
    recorded: datetime


def bodies(lines: Iterable[str]) -> Iterator[tuple[int, str, str, Json]]:
    """Number, instant, kind and body of each row, with its texts."""
    for text in list(lines)[1:]:
        row = json.loads(text)
        if isinstance(row, list):
            body = json.loads(row[4])
            texts = json.loads(row[7]) if len(row) > 7 and row[7] else {}
            yield row[0], row[1], row[3], body | {key: value for key, value in texts.items() if key not in body}


class Books:
    def __init__(self) -> None:
        self.zone = ZoneInfo("UTC")
        self.owner: dict[str, str] = {}
        self.versions: dict[str, list[Version]] = {}
        self.blocks: dict[str, Block] = {}
        self.entries: dict[str, Entry] = {}
        self.lines: dict[str, Line] = {}
        self.archived: set[str] = set()
        self.technicians: dict[str, list[list[Any]]] = {}
        self.faults: list[str] = []
        self.counts: dict[str, int] = {}

    def read(self, lines: Iterable[str]) -> "Books":
        for seq, recorded, kind, body in bodies(lines):
            self.counts[kind] = self.counts.get(kind, 0) + 1
            handle = getattr(self, "on_" + kind.replace(".", "_").replace("-", "_"), None)
            if handle is not None:
                handle(body, seq, datetime.fromisoformat(recorded))
        return self

    def expect(self, what: str, told: object, computed: object) -> None:
        if told != computed:
            self.faults.append(f"{what}: the journal says {told}, computed {computed}")

    # Clients, accounts, agreements

    def on_setting_set(self, body: Json, _seq: int, _at: datetime) -> None:
        if body["name"] == "timezone":
            self.zone = ZoneInfo(body["value"])
        elif body["name"] == "technicians":
            self.technicians = json.loads(body["value"])

    def on_client_added(self, body: Json, _seq: int, _at: datetime) -> None:
        self.owner[body["client_id"]] = body["client_id"]

    def on_account_added(self, body: Json, _seq: int, _at: datetime) -> None:
        self.owner[body["account_id"]] = body["client_id"]

    def on_client_archived(self, body: Json, _seq: int, _at: datetime) -> None:
        self.archived.update(each for each, owner in self.owner.items() if owner == body["client_id"])

    def on_account_archived(self, body: Json, _seq: int, _at: datetime) -> None:
        self.archived.add(body["account_id"])

    def on_client_merged(self, body: Json, _seq: int, _at: datetime) -> None:
        gone, kept = body["client_id"], body["into_client_id"]
        self.owner = {each: kept if owner == gone else owner for each, owner in self.owner.items()}
        for entry in self.entries.values():
            if entry.waits and entry.account == gone and body["waiting_account_id"]:
                entry.account = body["waiting_account_id"]

    def on_agreement_set(self, body: Json, seq: int, at: datetime) -> None:
        account = body.get("account_id") or body["client_id"]
        version = Version(body["agreement_id"], body["from_date"], body["terms"], seq, at)
        self.versions.setdefault(account, []).append(version)

    def on_agreement_withdrawn(self, body: Json, _seq: int, _at: datetime) -> None:
        account = body.get("account_id") or body["client_id"]
        self.versions[account] = [v for v in self.versions[account] if v.agreement_id != body["agreement_id"]]

    def version_on(self, account: str, day: str) -> Version | None:
        held = [v for v in self.versions.get(account, []) if v.first is None or v.first <= day]
        return max(held, key=lambda v: (v.first or "", v.seq), default=None)

    def terms_on(self, account: str, day: str) -> Json:
        version = self.version_on(account, day)
        return version.terms if version else {}

    # Work

    def on_entry_posted(self, body: Json, seq: int, _at: datetime) -> None:
        account = body.get("account_id") or body["client_id"]
        entry = Entry(body, account, seq, waits=body["waits"])
        self.entries[body["entry_id"]] = entry
        waits = not body["no_charge"] and self.version_on(account, body["work_date"]) is None
        self.expect(f"entry {body['entry_id']} waits", body["waits"], waits)
        if not waits:
            self.pay(entry, body, body["work_date"])

    def on_waiting_charged(self, body: Json, _seq: int, _at: datetime) -> None:
        for part in body["entries"]:
            entry = self.entries[part["entry_id"]]
            self.expect(f"entry {part['entry_id']} waited", True, entry.waits)
            self.expect("account of waiting work", entry.account, body.get("account_id") or body["client_id"])
            entry.waits = False
            self.pay(entry, part, part["work_date"])

    def pay(self, entry: Entry, told: Json, day: str) -> None:
        """Charge an entry and take its minutes as the rules of the manual say, and compare with the row."""
        name, terms = f"entry {entry.body['entry_id']}", self.terms_on(entry.account, day)
        entry.charge = charge_of(entry.body, terms, self.zone, self.class_on(entry.body["technician"], day))
        self.expect(f"charge of {name}", told["charge"]["minutes"], entry.charge)
        kind, overage = terms.get("kind", "prepaid"), terms.get("overage", "settle")
        included = terms.get("included_minutes", 0)
        beyond = terms.get("beyond", "nothing") if included else "nothing"
        uses_blocks = kind == "prepaid" or terms.get("uses_hours_left") or (kind == "managed" and included)
        early = kind == "prepaid" and overage == "settle"
        rest = entry.charge
        if uses_blocks:
            for block in self.in_order(entry.account):
                taken = min(rest, block.left) if self.serves(block, day, early=early) else 0
                if taken:
                    entry.drawn[block.block_id] = taken
                    block.left -= taken
                    rest -= taken
        overdraft = billed = 0
        if kind == "prepaid":
            overdraft, billed = (0, rest) if overage == "bill" else (rest, 0)
        elif uses_blocks and (kind == "break-fix" or beyond == "bill"):
            billed = rest
        elif uses_blocks and beyond == "block":
            overdraft = rest
        entry.overdraft = overdraft
        self.expect(f"draws of {name}", {d["block_id"]: d["minutes"] for d in told["draws"]}, entry.drawn)
        self.expect(f"overdraft of {name}", told["overdraft_minutes"], overdraft)
        self.expect(f"billed minutes of {name}", told["billed_minutes"], billed)
        self.expect(f"line of {name}", self.line_of(told["line"]), self.line_due(terms, rest, billed))
        if told["line"]:
            entry.line = told["line"]["line_id"]
            self.add_line(told["line"], entry.account)

    def class_on(self, technician: str, day: str) -> str:
        held = [version for version in self.technicians.get(technician, []) if version[0] <= day]
        return str(max(held)[1]) if held else ""

    def line_of(self, line: Json | None) -> tuple[str, int, int, str] | None:
        return (line["kind"], line["minutes"], line["amount_minor"], line["currency"]) if line else None

    def line_due(self, terms: Json, rest: int, billed: int) -> tuple[str, int, int, str] | None:
        kind, currency = terms.get("kind", "prepaid"), terms.get("currency", "EUR")
        if kind == "break-fix" and rest:
            return "break-fix", rest, half_up(Fraction(rest * terms.get("hourly_rate_minor", 0), 60)), currency
        if billed:
            return "overage", billed, half_up(Fraction(billed * terms.get("overage_rate_minor", 0), 60)), currency
        return None

    def in_order(self, account: str) -> list[Block]:
        held = [block for block in self.blocks.values() if block.account == account and block.left > 0]
        return sorted(held, key=lambda block: (block.last or "9999", block.sold_on, block.seq))

    def serves(self, block: Block, day: str, *, early: bool) -> bool:
        if block.last is not None and day > block.last:
            return False
        if block.serves != "sold" and block.line is not None:
            status = self.lines[block.line].status
            if status != "paid" and not (block.serves == "invoiced" and status == "invoiced"):
                return False
        return block.first <= day or (early and block.origin != "included")

    def on_entry_voided(self, body: Json, _seq: int, _at: datetime) -> None:
        entry = self.entries[body["entry_id"]]
        name = f"void of {body['entry_id']}"
        self.expect(f"{name}, once", False, entry.voided)
        returned = {draw["block_id"]: draw["minutes"] for draw in body["returns"]}
        self.expect(name, returned, {block: minutes for block, minutes in entry.drawn.items() if minutes})
        self.expect(f"{name}, overdraft", body["overdraft_minutes"], entry.overdraft)
        for block, minutes in returned.items():
            self.blocks[block].left += minutes
        line = self.lines.get(entry.line or "")
        due = entry.line if line is not None and line.status == "to-invoice" else None
        self.expect(f"{name}, line", body["voided_line_id"], due)
        if due:
            self.lines[due].status = "void"
        entry.voided, entry.waits, entry.drawn, entry.overdraft = True, False, {}, 0

    def on_draws_replayed(self, body: Json, _seq: int, _at: datetime) -> None:
        for part in body["entries"]:
            entry = self.entries[part["entry_id"]]
            for draw in part["returns"]:
                self.take(entry, draw["block_id"], -draw["minutes"])
                entry.overdraft += draw["minutes"]
            for draw in part["draws"]:
                self.take(entry, draw["block_id"], draw["minutes"])
                entry.overdraft -= draw["minutes"]

    def take(self, entry: Entry, block_id: str, minutes: int) -> None:
        self.blocks[block_id].left -= minutes
        entry.drawn[block_id] = entry.drawn.get(block_id, 0) + minutes

    # Blocks

    def on_block_added(self, body: Json, seq: int, _at: datetime) -> None:
        account, name = body.get("account_id") or body["client_id"], f"block {body['block_id']}"
        block = Block(
            body["block_id"], account, body["size_minutes"], body["size_minutes"], body["sold_on"],
            body["available_from"], body["expires_on"], body["origin"], Fraction(body["price_minor"]),
            body["currency"], body.get("serves", "sold"), seq=seq,
        )  # fmt: skip
        self.blocks[block.block_id] = block
        if body["line"]:
            block.line = body["line"]["line_id"]
            self.add_line(body["line"], account)
            line = body["line"]
            self.expect(f"price of {name}", line["amount_minor"], body["price_minor"])
            if line.get("list_minor") is not None:
                self.expect(f"discount of {name}", True, line["list_minor"] >= line["amount_minor"])
        if body["origin"] in ("gift", "included") or body.get("correction_id"):
            self.expect(f"line of {name}", None, body["line"])
        if body["origin"] == "renewed":
            terms = self.terms_on(account, body["sold_on"])
            agreed = (terms.get("block_minutes"), terms.get("price_minor", 0))
            self.expect(f"size and price of {name}", (body["size_minutes"], body["price_minor"]), agreed)
        self.settle(block, body["settles"])
        for extension in body["extends"]:
            self.blocks[extension["block_id"]].last = extension["expires_on"]

    def settle(self, block: Block, told: list[Json]) -> None:
        """Compare what a new block pays of the overdrafts with: the oldest work first that it serves."""
        rest, due = block.left, {}
        is_held = block.serves != "sold" and block.line is not None
        ordered = sorted(self.entries.items(), key=lambda item: (item[1].body["work_date"], item[1].seq, item[0]))
        for entry_id, entry in () if is_held else ordered:
            day = entry.body["work_date"]
            fits = (block.last is None or day <= block.last) and (block.origin != "included" or day >= block.first)
            paid = min(rest, entry.overdraft) if entry.account == block.account and fits else 0
            if paid:
                due[entry_id] = paid
                rest -= paid
        self.expect(f"overdrafts that {block.block_id} pays", {s["entry_id"]: s["minutes"] for s in told}, due)
        self.paid(block, told)

    def paid(self, block: Block, told: list[Json]) -> None:
        for part in told:
            entry = self.entries[part["entry_id"]]
            self.take(entry, block.block_id, part["minutes"])
            entry.overdraft -= part["minutes"]
            self.expect(f"overdraft of {part['entry_id']} is over zero", True, entry.overdraft >= 0)

    def on_overdraft_settled(self, body: Json, _seq: int, _at: datetime) -> None:
        block = self.blocks[body["block_id"]]
        for part in body["settles"]:
            day = self.entries[part["entry_id"]].body["work_date"]
            self.expect(f"{block.block_id} serves {day}", True, self.serves(block, day, early=True))
        self.paid(block, body["settles"])

    def on_block_end_moved(self, body: Json, _seq: int, _at: datetime) -> None:
        self.blocks[body["block_id"]].last = body["expires_on"]

    def on_block_voided(self, body: Json, _seq: int, _at: datetime) -> None:
        block = self.blocks[body["block_id"]]
        self.expect(f"void of {block.block_id}: it is whole", block.left, block.size)
        block.left = 0
        if block.line and self.lines[block.line].status == "to-invoice":
            self.lines[block.line].status = "void"
        for extension in body["restores"]:
            self.blocks[extension["block_id"]].last = extension["expires_on"]

    def on_block_forfeited(self, body: Json, _seq: int, _at: datetime) -> None:
        block, cause = self.blocks[body["block_id"]], body["cause"]
        if cause == "expired":
            assert block.last is not None
            grace = self.terms_on(block.account, block.last).get("expiry_grace_days", 7)
            over = date.fromisoformat(body["day"]) > date.fromisoformat(block.last) + timedelta(days=grace)
            self.expect(f"{block.block_id} is over", True, over)
            self.expect(f"what {block.block_id} loses", body["minutes"], block.left)
        credit = 0
        if cause == "credited":
            block.credited += body["minutes"]
            credit = max(0, half_up(block.paid_a_minute * block.credited) - block.credited_minor)
            block.credited_minor += credit
        self.expect(f"credit of {block.block_id}", body["credit_minor"], credit)
        block.left -= body["minutes"]

    def on_block_restored(self, body: Json, _seq: int, _at: datetime) -> None:
        block = self.blocks[body["block_id"]]
        block.left += body["minutes"]
        block.last = body["expires_on"]

    def on_block_rolled(self, body: Json, _seq: int, _at: datetime) -> None:
        block, into = self.blocks[body["block_id"]], self.blocks[body["into_block_id"]]
        self.expect(f"what {block.block_id} carries", body["minutes"], block.left)
        into.carried.append((body["minutes"], block.paid_a_minute))
        into.left += body["minutes"]
        block.left -= body["minutes"]

    # Lines

    def add_line(self, line: Json, account: str, period: tuple[str, str] | None = None) -> None:
        found = Line(line["kind"], account, line["amount_minor"], line["currency"], period=period)
        found.corrects = line.get("corrects")
        self.lines[line["line_id"]] = found

    def on_line_added(self, body: Json, _seq: int, _at: datetime) -> None:
        self.add_line(body["line"], body.get("account_id") or body["client_id"])

    def on_fee_added(self, body: Json, _seq: int, _at: datetime) -> None:
        period = (body["period_from"], body["period_until"])
        self.add_line(body["line"], body.get("account_id") or body["client_id"], period)

    def on_line_marked(self, body: Json, _seq: int, _at: datetime) -> None:
        self.lines[body["line_id"]].status = body["status"]

    def on_line_unmarked(self, body: Json, _seq: int, _at: datetime) -> None:
        self.lines[body["line_id"]].status = body["status"]
        for line_id in body["voids"]:
            self.lines[line_id].status = "void"

    # What holds at the end

    def remaining(self, account: str) -> int:
        held = sum(block.left for block in self.blocks.values() if block.account == account)
        return held - sum(entry.overdraft for entry in self.entries.values() if entry.account == account)

    def money(self) -> dict[tuple[str, str], int]:
        """What stands in lines by account and currency."""
        sums: dict[tuple[str, str], int] = {}
        for line in self.lines.values():
            if line.status != "void":
                key = line.account, line.currency
                sums[key] = sums.get(key, 0) + line.amount
        return {key: amount for key, amount in sums.items() if amount}

    def close(self, today: date) -> list[str]:
        """Check what only the whole journal shows: work that was voided costs nothing, fees are those of the agreements."""
        credits: dict[str, int] = {}
        for line in self.lines.values():
            if line.corrects and line.status != "void":
                credits[line.corrects] = credits.get(line.corrects, 0) + line.amount
        for entry_id, entry in self.entries.items():
            line = self.lines.get(entry.line or "")
            if entry.voided and entry.line is not None and line is not None and line.status != "void":
                self.expect(f"what voided {entry_id} still costs", line.amount + credits.get(entry.line, 0), 0)
        for account in self.versions:
            if account in self.archived or self.owner[account] in self.archived:
                continue
            told: dict[tuple[str, str, str], int] = {}
            for line in self.lines.values():
                if line.account == account and line.period and line.status != "void":
                    key = (*line.period, line.currency)
                    told[key] = told.get(key, 0) + line.amount
            managed = [version for version in self.versions[account] if version.terms.get("kind") == "managed"]
            due, agreed = self.fees_due(account, today) if managed else ({}, {})
            for key in told.keys() | due.keys():
                # What a later version makes due later stays invoiced, up to what the whole period will be.
                stays = len(managed) > 1 and due.get(key, 0) < told.get(key, 0) <= agreed.get(key, 0)
                if not stays:
                    self.expect(f"fee of {account} for {key}", told.get(key, 0), due.get(key, 0))
        return self.faults

    def fees_due(
        self, account: str, today: date
    ) -> tuple[dict[tuple[str, str, str], int], dict[tuple[str, str, str], int]]:
        """The fees of an account that are due on a day, and what its periods will be in all, day by day: each day has its
        share of the period's fee in its version."""
        shares: dict[tuple[str, str, str], Fraction] = {}
        whole: dict[tuple[str, str, str], Fraction] = {}
        versions = self.versions[account]
        first = min(
            (date.fromisoformat(v.first) if v.first else v.recorded.astimezone(self.zone).date()) for v in versions
        )
        day = first
        while day <= today + timedelta(days=400):
            terms = self.managed_on(account, day)
            if terms is not None:
                since, until = period_of(day, MONTHS[terms.get("fee_period", "month")])
                run_first, run_last = self.run_of(account, day, since, until)
                advance = terms["fee_due"] == "advance"
                begins = run_first if advance else run_last + timedelta(days=1)
                key = since.isoformat(), until.isoformat(), terms.get("currency", "EUR")
                share = Fraction(terms.get("fee_minor", 0), (until - since).days + 1)
                whole[key] = whole.get(key, Fraction(0)) + share
                if begins <= today:
                    shares[key] = shares.get(key, Fraction(0)) + share
            day += timedelta(days=1)
        due = {key: half_up(amount) for key, amount in shares.items() if half_up(amount)}
        return due, {key: half_up(amount) for key, amount in whole.items()}

    def managed_on(self, account: str, day: date) -> Json | None:
        version = self.version_on(account, day.isoformat())
        if version is None or version.terms.get("kind") != "managed" or version.terms.get("fee_due", "none") == "none":
            return None
        if version.first is None and day < version.recorded.astimezone(self.zone).date():
            return None
        return version.terms

    def run_of(self, account: str, day: date, since: date, until: date) -> tuple[date, date]:
        """The days around a day, within its period, on which the same version is in force; the end is that of the period
        where a managed agreement follows."""
        version = self.version_on(account, day.isoformat())
        first = last = day
        while first > since and self.version_on(account, (first - timedelta(days=1)).isoformat()) is version:
            if self.managed_on(account, first - timedelta(days=1)) is None:
                break
            first -= timedelta(days=1)
        while last < until and self.version_on(account, (last + timedelta(days=1)).isoformat()) is version:
            last += timedelta(days=1)
        following = self.version_on(account, (last + timedelta(days=1)).isoformat())
        goes_on = following is not None and following.terms.get("kind") == "managed"
        return first, until if goes_on else last


def period_of(day: date, months: int) -> tuple[date, date]:
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    count = first.year * 12 + first.month - 1 + months
    return first, date(count // 12, count % 12 + 1, 1) - timedelta(days=1)
