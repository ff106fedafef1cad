"""The pictures in the README are those of the program as it is."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from screenshots import record, take
from tests.samples import SampleOf

FOLDER = Path(__file__).parents[1] / "screenshots"


@pytest.mark.parametrize("name", take.names())
def test_a_picture_is_not_stale(name: str, sample_of: SampleOf) -> None:
    svg = take.picture(name, sample_of(take.NOW))
    assert (FOLDER / f"{name}.svg").read_text(encoding="utf-8") == svg, f"{name}: run make screenshots"


def test_the_recording_is_not_stale_and_needs_nothing_from_outside(sample_of: SampleOf) -> None:
    svg = record.recording_of(sample_of(take.NOW))
    assert (FOLDER / "call.svg").read_text(encoding="utf-8") == svg, "call: run make screenshots"
    assert len(svg.encode()) < 400_000
    assert "<script" not in svg
    assert "url(" not in svg
    assert "href" not in svg


def test_the_recording_shows_each_frame_in_its_turn() -> None:
    def screen(word: str) -> str:
        return (
            '<svg xmlns="http://www.w3.org/2000/svg"><style>.a-r1 { fill: #fff }</style><g clip-path="url(#a-clip-terminal)">'
            '<rect fill="#000" x="0" y="0" width="122" height="24"/>'
            f'<text class="a-r1" x="0" y="20" textLength="{12.2 * len(word)}">{word}</text></g></svg>'
        )

    svg = record.animated([record.Frame(screen("one"), 250), record.Frame(screen("two"), 750, stands_still=True)])
    ElementTree.fromstring(svg)
    assert "{0.000%{visibility:visible}25.000%{visibility:hidden}}" in svg
    assert "{0.000%{visibility:hidden}25.000%{visibility:visible}}" in svg
    assert svg.count(">two</text>") == 1
    assert svg.count('visibility="hidden"') == 1
