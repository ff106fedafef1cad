"""The sample business, enlarged, recomputed from its exported journal by code that shares nothing with the rules."""

import ast
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.basics.clock import FakeClock
from core.business import Business
from core.exports.archive import archive_lines
from core.model.billing import LineStatus
from tests import samples
from tests.independent.books import Books
from tests.independent.enlarged import enlarge


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory, sample_of: samples.SampleOf) -> Iterator[Business]:
    path = tmp_path_factory.mktemp("independent") / "enlarged.db"
    shutil.copy(sample_of(samples.MANUAL), path)
    clock = FakeClock(samples.MANUAL)
    with Business.open(path, clock=clock, technician="anna") as opened:
        enlarge(opened, clock)
        yield opened


@pytest.fixture(scope="module")
def lines(business: Business) -> list[str]:
    return list(archive_lines(business.session))


def test_charges_draws_balances_fees_lines_and_credits_follow_from_the_journal_alone(
    business: Business, lines: list[str]
) -> None:
    books = Books().read(lines)
    assert books.close(business.today)[:5] == []
    reads = business.session.store.reads
    assert {account: books.remaining(account) for account in reads.balances()} == reads.balances()
    assert {block.block_id: block.left for block in books.blocks.values()} == reads.block_minutes()
    queries = business.queries
    assert {line_id: (each.status, each.amount) for line_id, each in books.lines.items() if each.status != "void"} == {
        each.line_id: (each.status.value, each.amount_minor) for each in queries.lines()
    }
    sums: dict[tuple[str, str], int] = {}
    for line in queries.lines():
        if line.status is not LineStatus.VOID:
            key = line.account.account_id, line.currency
            sums[key] = sums.get(key, 0) + line.amount_minor
    assert {key: amount for key, amount in sums.items() if amount} == books.money()
    # What the check is for has to be there.
    for kind in ("entry.voided", "waiting.charged", "fee.added", "hours.corrected", "block.rolled", "block.forfeited",
                 "block.end_moved", "line.unmarked", "client.merged", "overdraft.settled", "account.shared"):  # fmt: skip
        assert books.counts.get(kind, 0) > 0, kind
    origins = {block.origin for block in books.blocks.values()}
    assert origins == {"sold", "renewed", "included", "gift", "adjusted"}
    assert any(line.kind == "credit" for line in books.lines.values())


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("entry.posted", lambda body: body["charge"].update(minutes=body["charge"]["minutes"] + 1)),
        ("entry.posted", lambda body: body["draws"].clear()),
        ("fee.added", lambda body: body["line"].update(amount_minor=body["line"]["amount_minor"] + 1)),
        ("block.forfeited", lambda body: body.update(minutes=body["minutes"] - 1)),
    ],
)
def test_a_row_that_says_something_else_is_found(business: Business, lines: list[str], kind, change) -> None:  # type: ignore[no-untyped-def]
    found = (number for number, line in enumerate(lines) if f'"{kind}"' in line[:90])
    place = next(number for number in found if kind != "entry.posted" or '\\"draws\\":[{' in lines[number])
    row = json.loads(lines[place])
    body = json.loads(row[4])
    change(body)
    row[4] = json.dumps(body)
    rest = lines[place + 1 :] if kind == "fee.added" else []
    assert Books().read([*lines[:place], json.dumps(row), *rest]).close(business.today)


def test_the_check_shares_no_code_with_the_program() -> None:
    for name in ("books.py", "charging.py"):
        tree = ast.parse((Path(__file__).parent / name).read_text())
        imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        assert not [module for module in imported if module.split(".")[0] in ("core", "cli", "tui")]
