"""Files of old programs are read in the encoding that their letters show, and the import says which it was."""

import pytest

from core.basics.errors import Refused
from core.imports.detect import read_clients, read_entries
from core.imports.encodings import encoding_of, pieces
from core.imports.leftovers import bad_part
from core.phone.records.read import read_legs

_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp858": "DOS (850)", "cp437": "DOS (850)"}
_WORDS = (
    "Società perché", "CITTÀ DI FORLÌ Società", "caffè", "Nicolò Cantù", "c’è più", "Müller Straße", "Größe", "Besançon",
    "Bäckerei", "“Rossi” è qui", "Núñez Peña", "Hélène Noël",
)  # fmt: skip


@pytest.mark.parametrize("encoding", _NAMES)
def test_words_are_read_in_the_encoding_that_their_letters_show(encoding: str) -> None:
    for words in _WORDS:
        try:
            data = f"nome;telefono\n{words};02 1234567\n".encode(encoding)
        except UnicodeEncodeError:
            continue
        result = read_clients(data, "a.csv")
        assert [row.name for row in result.rows] == [words]
        assert f"read as {_NAMES[encoding]}: " in result.warnings[0]


@pytest.mark.parametrize(
    "text", ["100 €", "€ 5", "n° 5", "a – b", "25 °C", "½", "Marchio™", "“ciao”", "un po’ tardi", "Žarko", "Škoda", "è", "E’"]
)  # fmt: skip
def test_signs_and_rare_names_of_windows_stay_what_they_are(text: str) -> None:
    assert encoding_of(pieces(text.encode("cp1252"), 3)).codec == "cp1252"


def test_a_stray_byte_in_a_file_of_utf_8_harms_no_other_letter() -> None:
    data = (
        "client,date,duration,note\nacme,2026-03-02,15,Società però perch".encode() + b"\xe9\nacme,2026-03-02,x,\xe8\n"
    )
    result = read_entries(data, "a.csv")
    assert [row.note for row in result.rows] == ["Società però perché"]
    assert result.warnings == ("2 bytes are no UTF-8 and are read as Windows-1252: perché",)
    assert bad_part(data, {3}) == "client,date,duration,note\nacme,2026-03-02,x,è\n"
    assert read_entries("client,date,duration,note\nacme,2026-03-02,15,Società\n".encode(), "a.csv").warnings == ()


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252"])
def test_work_and_calls_are_read_in_the_encoding_that_their_letters_show(encoding: str) -> None:
    timeclock = "i 2026-03-02 09:00 clients:Società Però  perché\no 2026-03-02 10:00\n".encode(encoding)
    frames = '[[1772438400, 1772441100, "Società Però", "id", ["perché"], 0]]'.encode(encoding)
    for data in (timeclock, frames):
        result = read_entries(data, "a")
        assert [(row.client_text, row.note) for row in result.rows] == [("Società Però", "perché")]
        assert _NAMES[encoding.replace("850", "858")] in result.warnings[0]
    calls = "Start;Caller;Called;Duration;Caller name\n2026-03-02 09:00:00;021234567;201;60;Società Però\n".encode(
        encoding
    )
    read = read_legs(calls, "calls.csv")
    assert _NAMES[encoding.replace("850", "858")] in read.encoding.sentence and "Società" in read.encoding.sentence
    with pytest.raises(Refused):
        read_entries("Società\n".encode(encoding), "a")
