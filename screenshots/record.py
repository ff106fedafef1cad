"""Records a call from ring to saved as one animated SVG: frames of the real app, driven by key presses alone.

Most of a frame is in the frame before too. So each piece of text is written once, with the frames that show it, and a
CSS animation makes it visible for these. No script, no font and nothing else from outside.
"""

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from core.basics.clock import FakeClock
from core.basics.i18n import speaking
from core.basics.ids import IdMaker
from core.business import Business
from core.demo import make_demo
from screenshots.take import NOW, changed, settle
from tui.run import prepare_environment

FOLDER = Path(__file__).parent
SIZE = (120, 36)
SECOND = timedelta(seconds=1)
SVG = "{http://www.w3.org/2000/svg}"
PIECE_ATTRIBUTES = ("x", "y", "width", "height", "textLength")
BLANK = "\N{NO-BREAK SPACE}"
CELL = 12.2
"""The width of a cell in the exported picture."""
FONT = "'Fira Code','DejaVu Sans Mono',Menlo,Consolas,monospace"


@dataclass(frozen=True)
class Frame:
    """A picture of the screen and for how long it stands."""

    svg: str
    milliseconds: int
    stands_still: bool = False


@dataclass(frozen=True)
class Piece:
    """A rectangle or a run of text in one style, at one place."""

    tag: str
    place: tuple[tuple[str, str], ...]
    style: str
    text: str


def recording() -> str:
    """The animated SVG; the same bytes for the same program."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "sample.db"
        make_demo(sample, now=NOW)
        return recording_of(sample)


def recording_of(sample: Path) -> str:
    """The animated SVG of the sample business as of `NOW`, which is copied and stays as it is."""
    prepare_environment()
    with speaking("en"), tempfile.TemporaryDirectory() as folder:
        store = Path(shutil.copy(sample, Path(folder) / "demo.db"))
        return animated(asyncio.run(_frames(store)))


async def _frames(store: Path) -> list[Frame]:
    from tui.app import DeskApp

    clock = FakeClock(NOW)
    frames: list[Frame] = []
    with Business.open(store, clock=clock, technician="anna") as business:
        business.session.new_id = IdMaker(clock.now, lambda: 1)
        app = DeskApp(business, demo=True)
        app.theme = "monteore-dark"
        async with app.run_test(size=SIZE) as pilot:

            async def shoot(milliseconds: int, *, at_once: bool = False) -> None:
                await (pilot.pause(0.05) if at_once else settle(app, pilot))
                frames.append(Frame(app.export_screenshot(title="Monteore"), milliseconds))

            async def until_calls(count: int) -> None:
                while len(business.calls.list(business.technician)) != count:
                    await pilot.pause(0.05)
                await changed(app, pilot)

            await shoot(1800)
            for letter in "off":
                await pilot.press(letter)
                await shoot(450)
            await pilot.press("enter")
            await until_calls(1)
            await shoot(1000)
            for step in (1, 1, 1, 448, 1, 1):
                clock.advance(step * SECOND)
                tick(app)
                await shoot(600, at_once=True)
            frames[-1] = replace(frames[-1], stands_still=True)
            await pilot.press("f5")
            await shoot(1000)
            for part in ("print", "er ", "jams", " #4", "821"):
                await pilot.press(*({" ": "space", "#": "number_sign"}.get(letter, letter) for letter in part))
                await shoot(350, at_once=True)
            frames.append(Frame(frames[-1].svg, 2200))
            await pilot.press("enter")
            await until_calls(0)
            await shoot(3500)
    return frames


def tick(app) -> None:  # type: ignore[no-untyped-def]
    """Let whatever shows a running time look at the clock, which moves by hand here."""
    for widget in app.screen.walk_children():
        if hasattr(widget, "tick"):
            widget.tick()


def animated(frames: list[Frame]) -> str:
    """The frames as one SVG. Where nothing moves (no CSS, or less motion is wished) one frame stands still."""
    seen: dict[Piece, list[int]] = {}
    for number, frame in enumerate(frames):
        for piece in pieces(frame.svg):
            shown = seen.setdefault(piece, [])
            if number not in shown:
                shown.append(number)
    groups: dict[tuple[str, tuple[int, ...]], list[Piece]] = {}
    for piece, shown in seen.items():
        groups.setdefault((piece.tag, tuple(shown)), []).append(piece)
    styles = {style: f"s{number}" for number, style in enumerate(dict.fromkeys(piece.style for piece in seen))}
    timings = {shown: f"t{number}" for number, shown in enumerate(dict.fromkeys(shown for _tag, shown in groups))}
    everything = tuple(range(len(frames)))
    poster = next((number for number in everything if frames[number].stands_still), 0)
    width, height = extent(seen)
    rules = [f"text{{font:20px {FONT};white-space:pre}}"]
    rules += [f".{name}{{{style}}}" for style, name in styles.items()]
    rules += [rule for shown, name in timings.items() if shown != everything for rule in timing(name, shown, frames)]
    rules.append("@media (prefers-reduced-motion:reduce){g{animation:none!important}}")
    body = []
    # Backgrounds first: within one frame neither two of them nor two texts lie on each other.
    for tag in ("rect", "text"):
        for (kind, shown), members in groups.items():
            if kind != tag:
                continue
            hidden = "" if poster in shown else ' visibility="hidden"'
            mark = "" if shown == everything else f' class="{timings[shown]}"{hidden}'
            body.append(f"<g{mark}>" + "".join(drawn(piece, styles) for piece in members) + "</g>")
    margin = 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-margin} {-margin} {width + 2 * margin:g} '
        f'{height + 2 * margin:g}" role="img" aria-label="A call in Monteore, from ring to saved">\n'
        f"<style>\n{chr(10).join(rules)}\n</style>\n"
        f'<rect x="{-margin}" y="{-margin}" width="{width + 2 * margin:g}" height="{height + 2 * margin:g}" '
        f'rx="8" fill="#14181d"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def timing(name: str, shown: tuple[int, ...], frames: list[Frame]) -> Iterable[str]:
    """The CSS that shows a group in some of the frames."""
    whole = sum(frame.milliseconds for frame in frames)
    starts = [sum(frame.milliseconds for frame in frames[:number]) for number in range(len(frames))]
    steps = []
    for number in range(len(frames)):
        is_shown = number in shown
        if number == 0 or is_shown != ((number - 1) in shown):
            steps.append(f"{starts[number] * 100 / whole:.3f}%{{visibility:{'visible' if is_shown else 'hidden'}}}")
    yield f"@keyframes {name}{{{''.join(steps)}}}"
    yield f".{name}{{animation:{name} {whole}ms step-end infinite}}"


def pieces(svg: str) -> list[Piece]:
    """The backgrounds and texts of a screenshot, each with the words of its style instead of a name."""
    root = ElementTree.fromstring(svg)
    sheet = "".join(style.text or "" for style in root.iter(f"{SVG}style"))
    rules = dict(part.strip().removeprefix(".").split(" { ", 1) for part in sheet.split(" }") if " { " in part)
    found = []
    for group in root.iter(f"{SVG}g"):
        if "clip-terminal" not in group.get("clip-path", ""):
            continue
        for element in group.iter():
            tag = element.tag.removeprefix(SVG)
            if tag not in ("rect", "text"):
                continue
            name = element.get("class", "")
            style = rules.get(name, "") if tag == "text" else f"fill:{element.get('fill')}"
            numbers = {key: float(element.get(key, "")) for key in PIECE_ATTRIBUTES if element.get(key)}
            text = (element.text or "").strip(BLANK)
            if tag == "text":
                # Some viewers swallow blanks at the edges of a text: it starts where its first figure does.
                blanks = len(element.text or "") - len((element.text or "").lstrip(BLANK))
                numbers["x"] += blanks * CELL
                numbers["textLength"] -= (len(element.text or "") - len(text)) * CELL
            if tag == "rect" or text:
                place = tuple((key, f"{number:.5g}") for key, number in numbers.items())
                found.append(Piece(tag, place, style.replace(": ", ":").rstrip("; "), text))
    return found


def drawn(piece: Piece, styles: dict[str, str]) -> str:
    """A piece as an element."""
    place = "".join(f" {key}={quoteattr(value)}" for key, value in piece.place)
    open_tag = f'<{piece.tag} class="{styles[piece.style]}"{place}'
    return f"{open_tag}/>" if piece.tag == "rect" else f"{open_tag}>{escape(piece.text)}</text>"


def extent(seen: Iterable[Piece]) -> tuple[float, float]:
    """The right and the lower edge of all backgrounds."""
    boxes = [dict(piece.place) for piece in seen if piece.tag == "rect"]
    right = max(float(box["x"]) + float(box["width"]) for box in boxes)
    return right, max(float(box["y"]) + float(box["height"]) for box in boxes)


if __name__ == "__main__":
    (FOLDER / "call.svg").write_text(recording(), encoding="utf-8")
    print("call", file=sys.stderr)
