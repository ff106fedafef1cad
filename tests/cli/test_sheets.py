"""Sheets as PDF: the terms to sign, the report of a visit, the offer of a fee; and the logo at their head."""

import struct
import zlib
from functools import partial
from pathlib import Path

import pytest
import typst

from core.documents.sheet import Sender, Sheet, sheet_pdf
from tests.cli.test_shell import Shell

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#135"/></svg>'
TERMS = ("--block", "10h", "--price", "800", "--threshold", "5h")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "ledger.db", capsys)


def png(width: int = 4, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x50\x90" * width for _row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def acme(shell: Shell) -> None:
    shell("client", "add", "acme", "Acme srl", "--vat", "09876543217")
    shell("agreement", "set", "acme", *TERMS)
    shell("block", "sell", "acme")


def test_each_sheet_is_a_pdf_in_either_language(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    acme(shell)
    entry = shell.json("log", "acme", "40", "printer", "#7")["entry_id"]
    written = []
    for language in ("en", "it"):
        for place, words in enumerate((("agreement", "sheet", "acme"), ("entry", "sheet", entry))):
            file = tmp_path / f"{language}{place}.pdf"
            assert shell("--lang", language, *words, "--output", str(file))[0] == 0
            written.append(file.read_bytes())
    assert all(content.startswith(b"%PDF") for content in written)
    assert len(set(written)) == 4
    before = (tmp_path / "en0.pdf").read_bytes()
    assert shell("--lang", "en", "agreement", "sheet", "acme", "--output", str(tmp_path / "en0.pdf"))[0] == 0
    assert (tmp_path / "en0.pdf").read_bytes() == before


def test_a_long_name_takes_no_room_from_the_title_of_a_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst, "compile", partial(typst.compile, format="svg"))

    def lines(name: str) -> int:
        """How many lines of text the page has."""
        sheet = Sheet("Rapportino di intervento", Sender("Firm"), (name,), subtitle="Ore prepagate")
        (page,) = as_pages(sheet_pdf(sheet))
        return page.count('<g transform="matrix(1 0 0 -1')

    def as_pages(made: object) -> list[str]:
        return [bytes(page).decode() for page in (made if isinstance(made, list) else [made])]

    # The name alone has a second line; the title and the subtitle keep theirs.
    assert (
        lines("Officine Meccaniche Verdi e Figli di Giambattista Verdi s.r.l. con socio unico in liquidazione")
        == lines("Acme") + 1
    )


def test_a_logo_is_kept_and_stands_on_sheets(shell: Shell, tmp_path: Path) -> None:
    acme(shell)
    plain, with_logo = tmp_path / "plain.pdf", tmp_path / "logo.pdf"
    shell("agreement", "sheet", "acme", "--output", str(plain))
    (tmp_path / "logo.png").write_bytes(png())
    (tmp_path / "logo.svg").write_text(SVG)
    for name, kind in (("logo.svg", "svg"), ("logo.png", "png")):
        assert shell.json("business", "--logo", str(tmp_path / name))["logo"] == kind
        assert shell("agreement", "sheet", "acme", "--output", str(with_logo), "--force")[0] == 0
        assert with_logo.read_bytes() != plain.read_bytes()
    assert shell.json("business", "--logo", "")["logo"] is None
    shell("agreement", "sheet", "acme", "--output", str(with_logo), "--force")
    assert with_logo.read_bytes() == plain.read_bytes()
    assert shell.json("verify")["ok"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "neither a PNG nor an SVG"),
        (png()[:40], "damaged"),
        (b"<svg><image href='http://example.com/a.png'/></svg>", "names other files"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg></svg>", "names other files"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200_001), "larger than 200 kB"),
    ],
)
def test_what_is_no_logo_is_refused_and_changes_nothing(
    shell: Shell, tmp_path: Path, content: bytes, said: str
) -> None:
    acme(shell)
    head = shell.json("verify")["head"]
    (tmp_path / "logo").write_bytes(content)
    code, _out, error = shell("business", "--logo", str(tmp_path / "logo"))
    assert code == 2 and said in error and error.count("\n") == 1
    assert shell("business", "--logo", str(tmp_path / "none.png"))[0] == 2
    assert shell.json("verify")["head"] == head


def test_an_offer_needs_a_client_and_months_of_work(shell: Shell, tmp_path: Path) -> None:
    acme(shell)
    target = str(tmp_path / "offer.pdf")
    code, _out, error = shell("report", "managed", "--output", target)
    assert code == 2 and "for one client" in error
    code, _out, error = shell("report", "managed", "acme", "--output", target)
    assert code == 1 and "no month of work" in error
    shell("log", "acme", "2h", "@2026-02-10", "migration")
    shell("log", "acme", "4h", "@2026-01-12", "migration")
    assert shell("report", "managed", "acme", "--margin", "10%", "--output", target)[0] == 0
    assert Path(target).read_bytes().startswith(b"%PDF")
    code, _out, error = shell("report", "managed", "acme", "--margin", "much")
    assert code == 2 and "20%" in error
    code, _out, error = shell("agreement", "sheet", "acme", "--output", str(tmp_path / "a.txt"))
    assert code == 2 and ".pdf" in error


def test_a_past_balance_is_told_with_its_money(shell: Shell) -> None:
    acme(shell)
    shell("log", "acme", "2h", "migration")
    then = shell.json("balance", "acme", "--on", "2026-11-02")
    assert (then["remaining_minutes"], then["unused"]) == (480, [{"currency": "EUR", "amount": "640.00"}])
    assert shell.json("balance", "acme", "--on", "2026-11-01")["blocks"] == []
    assert [each["client"] for each in shell.json("balance", "--on", "2026-11-02")["clients"]] == ["acme"]
    code, out, _error = shell("balance", "acme", "--on", "2026-11-02")
    assert code == 0 and "8:00" in out
    assert shell("balance", "acme", "--on", "2026-11-03")[0] == 2


def test_a_client_with_hours_left_is_archived_only_when_somebody_says_so(shell: Shell) -> None:
    acme(shell)
    code, _out, error = shell("client", "archive", "acme")
    assert code == 2 and "acme: 10:00 h left" in error and "Archive acme all the same?" in error
    assert [each["client"] for each in shell.json("client", "list")["clients"]] == ["acme"]
    assert shell("client", "archive", "acme", "--yes")[0] == 0
    shell("client", "add", "empty", "Empty")
    assert shell("client", "archive", "empty")[0] == 0


def test_a_second_client_of_the_same_name_is_told(shell: Shell) -> None:
    acme(shell)
    code, _out, error = shell("client", "add", "acme2", "ACME  srl")
    assert code == 0 and "acme has the same name" in error
    assert "same name" not in shell("client", "add", "other", "Other srl")[2]
