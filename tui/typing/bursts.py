"""Tells keys typed ahead from an unbracketed paste, by what arrives together. Pure: the caller brings the clock.

A burst is what one read holds, or keys less than `BURST_SECONDS` apart. With a pressed key in it (a function key, Tab, Esc,
an arrow: anything that is no text) it is keys. At least `SHORTEST_PASTE` characters of text with a line break before the last
one, and no pressed key in it or within `DOUBT_SECONDS` after it, are a paste. Text that follows a paste within that time
belongs to it: a large paste comes in several reads.
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

from core.basics.dataclass import dataclass

BURST_SECONDS = 0.005
DOUBT_SECONDS = 0.06
SHORTEST_PASTE = 8

Key = TypeVar("Key")


@dataclass(frozen=True)
class Stroke(Generic[Key]):
    """A key and the text it stands for: one character, a line break, or nothing where it is no text."""

    key: Key
    text: str

    @property
    def is_break(self) -> bool:
        """Whether it is Enter or a line feed."""
        return self.text in ("\r", "\n")


@dataclass(frozen=True)
class Pasted:
    """The text of a paste, without what was passed on as keys before it was known as one; line breaks are `\\n`."""

    text: str


Item = Stroke[Key] | Pasted


class Bursts(Generic[Key]):
    """Passes strokes on as soon as it is sure that they are typed."""

    def __init__(self) -> None:
        self._held: list[Stroke[Key]] = []
        self._count = 0
        self._breaks_inside = False
        self._had_break = False
        self._last = ""
        self._at = float("-inf")
        self._is_typed = False

    @property
    def _is_paste(self) -> bool:
        return bool(self._held) and not self._is_typed and self._count >= SHORTEST_PASTE and self._breaks_inside

    def deadline(self) -> float | None:
        """When `tick` has something to pass on; `None` if nothing is held."""
        if not self._held:
            return None
        return self._at + (DOUBT_SECONDS if self._is_paste else BURST_SECONDS)

    def feed(self, strokes: Sequence[Stroke[Key]], now: float) -> list[Item[Key]]:
        """What is sure with this read, in order."""
        items = self.tick(now)
        if now - self._at >= BURST_SECONDS and not self._held:
            self._begin()
        is_first = self._count == 0 and len(strokes) == 1
        for stroke in strokes:
            self._at = now
            if not stroke.text:
                items += self._release()
                items.append(stroke)
                self._is_typed = True
            elif stroke.text == "\n" and self._last == "\r":
                # A line break of two characters is one.
                pass
            else:
                self._note(stroke)
                # A letter by itself is typed by hand far more often than it begins a paste: it is not delayed.
                if self._is_typed or (is_first and not stroke.is_break):
                    items.append(stroke)
                else:
                    self._held.append(stroke)
            self._last = stroke.text
        return items

    def tick(self, now: float) -> list[Item[Key]]:
        """What is sure because nothing followed in time."""
        end = self.deadline()
        if end is None or now < end:
            return []
        if self._is_paste:
            text = "".join("\n" if stroke.is_break else stroke.text for stroke in self._held)
            self._begin()
            return [Pasted(text)]
        items = self._release()
        self._begin()
        return items

    def settle(self) -> list[Item[Key]]:
        """What is held, as keys: something else shows that they were typed."""
        items = self._release()
        self._begin()
        return items

    def _note(self, stroke: Stroke[Key]) -> None:
        self._count += 1
        self._breaks_inside = self._breaks_inside or self._had_break
        self._had_break = self._had_break or stroke.is_break

    def _release(self) -> list[Item[Key]]:
        held: list[Item[Key]] = [*self._held]
        self._held.clear()
        return held

    def _begin(self) -> None:
        self._held.clear()
        self._count = 0
        self._breaks_inside = self._had_break = self._is_typed = False
        self._last = ""
