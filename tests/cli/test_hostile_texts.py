"""Texts that another program wrote into the store: no output lets them drive a terminal, a spreadsheet, a page or a mail.

The screens of the app are in `tests/tui/test_hostile_screens.py`.
"""

import csv
import io
import re
import sys
import zipfile
import zlib
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli import main
from core.mail.message import letter
from core.mail.settings import SmtpSettings
from tests.cli.conftest import MORNING
from tests.hostile import FORBIDDEN, HOSTILE, hostile_store

TEXT = (
    "balance", "balance acme", "client list", "client show acme", "agreement show acme", "account list acme",
    "block list acme", "entry list", "call list", "proposal list --all", "proposal catalogue list", "renewal list",
    "invoice list", "invoice runs", "mail list", "mail show", "import runs", "phone list", "phone settings",
    "statement acme --month 2026-11", "statement acme --month 2026-11 --format md", "report", "report hours",
    "report tickets", "report technicians", "day", "business", "technician list", "store refusals", "doctor",
    "reconcile", "price list", "backup --list", "export --format timewarrior",
)  # fmt: skip
STARTS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.forkpty")
"""What the interpreter tells of where a process is started."""
DOCUMENTS = (*(f"{line} --json" for line in TEXT[:18]), "export")
SHEETS = (
    "export --format csv", "export --format csv --what clients", "export --format csv --what proposals",
    "export --format toggl", "export --format csv --what corrections", "export --format csv --what lines",
    "report hours --csv", "statement acme --month 2026-11 --format csv", "invoice export --dry-run --format csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "ledger.db"
    hostile_store(path)
    return path


def said(store: Path, line: str, capfdbinary: pytest.CaptureFixture[bytes]) -> bytes:
    capfdbinary.readouterr()
    code = main.run(["--db", str(store), *line.split()])
    out, err = capfdbinary.readouterr()
    assert code in (0, 1, 2), (line, err)
    assert b"Traceback" not in err and b"unforeseen" not in err, (line, err)
    assert not any(sign in (out + err).decode() for sign in FORBIDDEN), line
    return out


def test_no_text_reaches_a_terminal_with_its_signs_nor_the_arguments_of_a_process(
    store: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = list[str]()
    watching = [True]
    # A hook of the interpreter stays; this one is deaf after the test.
    sys.addaudithook(lambda event, _args: started.append(event) if watching and event in STARTS else None)
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    seen = sum(b"=1+1" in said(store, line, capfdbinary) for line in TEXT)
    assert seen > 15
    for line in DOCUMENTS:
        out = said(store, line, capfdbinary)
        assert out.isascii(), line
    watching.clear()
    assert started == []


def test_no_text_becomes_a_formula_or_a_tag(
    store: Path, capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    for line in SHEETS:
        rows = list(csv.reader(io.StringIO(said(store, line, capfdbinary).decode())))
        cells = [cell for row in rows for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t", "\r"))], line
    page = said(store, "statement acme --month 2026-11 --format html", capfdbinary)
    assert b"&lt;b&gt;" in page and b"<b>&" not in page


def _written(store: Path, line: str, target: Path) -> bytes:
    assert main.run(["--db", str(store), *line.split(), "--output", str(target), "--force"]) == 0, line
    return target.read_bytes()


def test_no_text_is_a_formula_or_a_link_in_a_workbook(store: Path, tmp_path: Path) -> None:
    seen = 0
    copy = tmp_path / "ledger.db"
    copy.write_bytes(store.read_bytes())
    for line in ("statement acme --month 2026-11 --format xlsx", "invoice export --format xlsx"):
        _written(copy, line, tmp_path / "a.xlsx")
        with zipfile.ZipFile(tmp_path / "a.xlsx") as book:
            parts = {name: book.read(name) for name in book.namelist()}
        shared = [
            "".join(each.itertext())
            for name, part in parts.items()
            if name.endswith("sharedStrings.xml")
            for each in ElementTree.fromstring(part)
        ]
        assert not any(sign in text for text in shared for sign in FORBIDDEN), line
        assert not any(b"hyperlink" in part or name.endswith((".bin", ".vml")) for name, part in parts.items())
        for name, part in parts.items():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ElementTree.fromstring(part).iterfind(".//{*}c"):
                    assert cell.find("{*}f") is None
                    if cell.get("t") == "s":
                        seen += "1+1" in shared[int(cell.findtext("{*}v", ""))]
                    else:
                        assert cell.get("t", "n") == "n", ElementTree.tostring(cell)
                        float(cell.findtext("{*}v") or 0)
    assert seen > 3


def test_no_text_is_markup_or_an_act_of_a_pdf_and_its_letters_are_visible(store: Path, tmp_path: Path) -> None:
    for line in ("statement acme --month 2026-11 --format pdf", "agreement sheet acme"):
        # A text that was read as markup would end here: it calls for a panic.
        content = _written(store, line, tmp_path / "a.pdf")
        streams = [
            zlib.decompress(part)
            for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
            if part[:1] == b"x"
        ]
        whole = content + b"".join(streams)
        assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction|AA|EmbeddedFile|GoToR)\b", whole)
        letters = {
            chr(int(code[place : place + 4], 16))
            for each in re.findall(rb"beginbfchar(.*?)endbfchar", whole, re.DOTALL)
            for code in re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]+)>", each)
            for place in range(0, len(code), 4)
        }
        # The zero width spaces are break points of the page's own, some of which are in the fonts' tables of letters.
        assert "=" in letters and not letters & (set(FORBIDDEN) - {"\u200b"})


def test_no_text_brings_a_break_point_into_a_pdf(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    given = list[str]()

    def compiled(_page: str, *, sys_inputs: dict[str, str], font_paths: object) -> bytes:
        given.append(sys_inputs["data"])
        return b""

    monkeypatch.setattr(typst, "compile", compiled)
    for line in ("statement acme --month 2026-11 --format pdf", "agreement sheet acme"):
        _written(store, line, tmp_path / "a.pdf")
    assert len(given) == 2
    for texts in given:
        # In the store this sign stands between these two.
        assert "\u2028\u200b|" in HOSTILE and "\u200b|" not in texts
        assert "\ufffd\ufffd|" in texts.replace("\u200b", "")


def test_no_text_adds_a_header_to_a_message() -> None:
    settings = SmtpSettings.model_validate({"host": "localhost", "from": "Studio <ore@rossi.example>"})
    subject = f"{HOSTILE}\r\nBcc: all@clients.example\r\n\r\nbody"
    body = f"{HOSTILE}\r\n.\r\nMAIL FROM:<x@y.example>\n"
    written = letter(settings, "a@clients.example", subject, body, MORNING, "<1@rossi.example>").as_bytes()
    read = message_from_bytes(written, policy=default)
    plain = letter(settings, "a@clients.example", "x", "y", MORNING, "<1@rossi.example>")
    assert read.keys() == plain.keys()
    texts = (str(read["Subject"]), read.get_content())
    assert all("1+1" in text and not any(sign in text for sign in FORBIDDEN) for text in texts)
