"""The terminal's input, from bytes to messages for the app. Knows no thread and no clock."""

from collections.abc import Callable, Sequence

from textual import events
from textual.message import Message

from core.basics.decoding import Decoder
from tui.typing.bursts import Bursts, Item, Pasted, Stroke
from tui.typing.keys import KeyNames
from tui.typing.tokens import ANSWER, ESC_SECONDS, QUESTION, Token, Tokenizer

_CHARACTER_SECONDS = 1.5
"""After this time the bytes of an unfinished UTF-8 character count as Windows-1252, in seconds. SSH may stall that long."""
_LATIN_SECONDS = 0.2
"""The same for a terminal that is known to send no UTF-8: its last letter is shown soon."""


class Reader:
    """Feed it what is read, `tick` it when nothing comes; both give the messages that are due."""

    def __init__(self, term: str, is_alt_key: Callable[[str], bool], esc_seconds: float | None = None) -> None:
        """A lone Esc waits `esc_seconds`; without them as long as the line takes to answer, and `ESC_SECONDS` at most."""
        self._decoder = Decoder()
        self._tokens = Tokenizer(ESC_SECONDS if esc_seconds is None else esc_seconds)
        self._asks = esc_seconds is None
        self._is_asked = False
        """Whether a question is not answered yet."""
        self._names = KeyNames(term, is_alt_key)
        self._bursts: Bursts[events.Key] = Bursts()
        self._read_at = 0.0

    @property
    def met_other_bytes(self) -> bool:
        """Whether the terminal sends bytes that are no UTF-8."""
        return self._decoder.met_other_bytes

    def question(self) -> str:
        """What to ask the terminal after this read; empty if nothing.

        The answer shows that an Esc was the key: a terminal sends a sequence whole, so the rest of one comes before the
        answer, however late the line delivers it. No second question before the answer: on a line that delivers single
        bytes each answer begins with a lone Esc. No question any more where the rest of a sequence came late: what answers
        may be nearer than the keyboard, as tmux is.
        """
        asks = self._asks and not self._is_asked and not self._tokens.met_late_rest
        if not (asks and self._tokens.is_esc_alone):
            return ""
        self._is_asked = True
        return QUESTION

    def deadline(self) -> float | None:
        """When to call `tick` at the latest; `None` if nothing waits."""
        ends = [
            end
            for end in (self._character_deadline(), self._tokens.deadline(), self._bursts.deadline())
            if end is not None
        ]
        return min(ends, default=None)

    def feed(self, data: bytes, now: float) -> list[Message]:
        """The messages that are due with this read, at `now` seconds of any steady clock."""
        messages = self.tick(now)
        self._read_at = now
        messages += self._take(self._tokens.feed(self._decoder.feed(data), now), now)
        if self._tokens.is_inside_sequence:
            # Esc, or the beginning of a key: what was typed before it is no paste.
            messages += _messages(self._bursts.settle())
        return messages

    def tick(self, now: float) -> list[Message]:
        """The messages that are due because nothing followed."""
        messages: list[Message] = []
        character = self._character_deadline()
        if character is not None and now >= character:
            messages += self._take(self._tokens.feed(self._decoder.flush(), now), now)
        messages += self._take(self._tokens.tick(now), now)
        return messages + _messages(self._bursts.tick(now))

    def _character_deadline(self) -> float | None:
        if not self._decoder.is_waiting:
            return None
        is_other = self._decoder.met_other_bytes and not self._decoder.met_characters
        return self._read_at + (_LATIN_SECONDS if is_other else _CHARACTER_SECONDS)

    def _take(self, tokens: Sequence[Token], now: float) -> list[Message]:
        messages: list[Message] = []
        strokes: list[Stroke[events.Key]] = []
        for token in tokens:
            if token.text == ANSWER:
                self._is_asked = False
            for message in self._names.messages(token):
                if isinstance(message, events.Key):
                    strokes.append(Stroke(message, _text_of(message)))
                    continue
                messages += _messages(self._bursts.feed(strokes, now)) if strokes else []
                strokes = []
                if isinstance(message, events.Paste):
                    # A bracketed paste says itself what it is; what was typed before it is settled by it.
                    messages += _messages(self._bursts.settle())
                messages.append(message)
        return messages + (_messages(self._bursts.feed(strokes, now)) if strokes else [])


def _text_of(key: events.Key) -> str:
    """The text that a key stands for in a paste; nothing for a key that is no text."""
    if key.key == "enter":
        return "\r"
    return key.character if key.is_printable and key.character and "+" not in key.key else ""


def _messages(items: Sequence[Item[events.Key]]) -> list[Message]:
    return [events.Paste(item.text) if isinstance(item, Pasted) else item.key for item in items]
