"""Many spellings of one length or range: each means what it says or is refused, never another time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.basics.errors import UnreadableLine
from core.basics.i18n import writing_to
from core.entryline.parse import DAY_WORDS_BY_LANGUAGE, EntryLine, read_line

ROME = ZoneInfo("Europe/Rome")
NOW = datetime(2026, 3, 11, 22, 30, tzinfo=UTC)  # 23:30 in Rome
NOTES = st.sampled_from(
    ["", " printer jams", " stampante", ", 3 PCs", " - vpn", " windows 11", " di cavo", " #4821 toner"]
)
HOURS = st.sampled_from(["h", " h", "h.", " hours", " hour", " hrs", "hr", " ore", " ora", "ore", " Ore", " H"])
MINUTES = st.sampled_from(["m", " m", "min", " min", " mins", " minutes", " minuti", "'", " MIN", "m."])
LINKS = st.sampled_from(["", " ", ", ", " and ", " e ", " + ", " & "])
CLOCKS = st.sampled_from(["{h}:{m:02}", "{h:02}:{m:02}", "{h}.{m:02}", "{h:02}.{m:02}", "h{h}:{m:02}", "{h}h{m:02}"])
DASHES = st.sampled_from(
    ["-", " - ", "- ", " -", "–", " — ", "−", " to ", " alle ", " till ", " until ", " fino alle ", " "]
)
BEFORE = st.sampled_from(["", "from ", "dalle ", "between ", "ore ", "dalle ore ", "tra le ", "at ", "alle "])


def read(line: str, language: str) -> EntryLine | None:
    """The line, or `None` where it is refused; a refusal names a place in the line."""
    with writing_to(language):
        try:
            return read_line(
                line,
                now=NOW,
                zone=ROME,
                known_work_types=("phone",),
                day_words=DAY_WORDS_BY_LANGUAGE.get(language),
            )
        except UnreadableLine as refusal:
            assert 0 <= refusal.start <= refusal.end <= len(line)
            assert refusal.reason
            return None


@given(st.integers(1, 9), st.integers(1, 59), HOURS, MINUTES, LINKS, NOTES, st.sampled_from(["en", "it"]))
def test_hours_and_minutes_are_both_counted_or_refused(
    hours: int, minutes: int, hour: str, minute: str, link: str, note: str, language: str
) -> None:
    entry = read(f"acme {hours}{hour}{link}{minutes}{minute}{note}", language)
    assert entry is None or entry.work.worked_seconds == (hours * 60 + minutes) * 60


@given(st.integers(1, 9), st.integers(1, 59), HOURS, st.sampled_from(["", " ", " and ", " e "]), NOTES)
def test_hours_with_a_bare_number_after_them_are_both_or_refused(
    hours: int, minutes: int, hour: str, link: str, note: str
) -> None:
    entry = read(f"acme {hours}{hour}{link}{minutes}{note}", "it")
    assert entry is None or entry.work.worked_seconds == (hours * 60 + minutes) * 60


@given(st.integers(1, 20), st.integers(0, 59), st.integers(1, 120), BEFORE, CLOCKS, CLOCKS, DASHES, NOTES)
def test_a_range_runs_from_its_first_time_to_its_last_or_is_refused(
    hour: int, minute: int, length: int, before: str, first: str, last: str, dash: str, note: str
) -> None:
    end = hour * 60 + minute + length
    start_text = first.format(h=hour, m=minute)
    end_text = last.format(h=end // 60, m=end % 60)
    for language in ("en", "it"):
        entry = read(f"acme {before}{start_text}{dash}{end_text}{note}", language)
        if entry is None:
            continue
        assert entry.work.worked_seconds == length * 60
        assert entry.work.spans[0].started_at.astimezone(ROME).strftime("%-H:%M") == f"{hour}:{minute:02}"


@given(
    st.integers(1, 240),
    st.sampled_from(["later", "earlier", "ago", "fa"]),
    st.sampled_from([" h", "h", " ore", "m", " min"]),
)
def test_a_distance_in_time_in_the_note_is_never_the_time(number: int, word: str, unit: str) -> None:
    entry = read(f"acme 15 called {number}{unit} {word} about 3 PCs", "en")
    assert entry is None or entry.work.worked_seconds == 900


@given(st.text(alphabet="0123456789 :.-hm'e,+alndu½", max_size=24))
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    for language in ("en", "it"):
        entry = read(f"acme {text}", language)
        assert entry is None or 0 < entry.work.worked_seconds <= 86400
