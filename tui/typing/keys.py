"""Tokens to Textual's messages: keys by name, pastes, and the terminal's own reports."""

from collections.abc import Callable, Iterable

from textual import events
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.typing.function_keys import SCO_ONLY, SCO_UNLESS_KITTY, function_keys, sco_keys
from tui.typing.tokens import ESC, Kind, Token

_REPORT_ENDS = ("$y", "t")
_LINE_FEED = "ctrl+j"
_WORD_LEFT_AND_RIGHT = "bf"


class KeyNames:
    """Names keys; remembers what the keyboard has shown of its mode so far."""

    def __init__(self, term: str, is_alt_key: Callable[[str], bool]) -> None:
        """`is_alt_key` says whether a name such as `alt+x` is a key of the keymap."""
        self._parser = XTermParser()
        self._is_linux = term.startswith("linux")
        self._function_keys = function_keys(term)
        self._sco_keys = sco_keys()
        self._is_alt_key = is_alt_key
        self._is_sco = False
        self._sends_plain_letters = False

    def messages(self, token: Token) -> list[Message]:
        """What a token means; nothing for a sequence that no key sends."""
        if token.kind is Kind.PASTE:
            return [events.Paste(token.text.replace("\x00", ""))]
        if token.kind is Kind.CHARACTER:
            self._sends_plain_letters |= token.text.isascii() and token.text.isalnum()
            return [*self._character(token.text)]
        if token.kind is Kind.ALT:
            return [*self._alt(token)]
        return [*self._sequence(token.text)]

    def _character(self, character: str) -> Iterable[events.Key]:
        if character == ESC:
            return (events.Key("escape", ESC),)
        if "\x80" <= character <= "\x9f":
            return ()
        keys = self._parser._sequence_to_key_events(character)
        return (events.Key("enter", "\r") if key.key == _LINE_FEED else key for key in keys)

    def _alt(self, token: Token) -> Iterable[events.Key]:
        """Esc with a character close behind it is both, unless it is a key of its own."""
        character = token.text
        name = f"alt+{'shift+' if character.isupper() else ''}{character.lower()}"
        if self._is_alt_key(name):
            return (events.Key(name, None),)
        is_word_key = token.is_alone and character in _WORD_LEFT_AND_RIGHT
        if is_word_key or character == "\x7f" or (character == "\t" and self._is_linux):
            return self._parser._sequence_to_key_events(ESC + character)
        return (events.Key("escape", ESC), *self._character(character))

    def _sequence(self, sequence: str) -> Iterable[Message]:
        if sequence in SCO_ONLY or (self._sends_plain_letters and sequence in SCO_UNLESS_KITTY):
            self._is_sco = True
        if self._is_sco and sequence in self._sco_keys:
            return (events.Key(self._sco_keys[sequence], None),)
        if name := self._function_keys.get(sequence):
            return (events.Key(name, None),)
        if sequence.endswith(_REPORT_ENDS):
            # The size of the window, or a mode that the terminal knows. Only whole reports come here.
            return list(self._parser.feed(sequence)) if _is_report(sequence) else ()
        if not _is_known(sequence):
            return ()
        try:
            keys = list(self._parser._sequence_to_key_events(sequence))
        except (ValueError, OverflowError):
            # A number that is no character.
            return ()
        return [key for key in keys if key.key != "<ignore>" and not _is_half_a_character(key)]


def _is_half_a_character(key: events.Key) -> bool:
    return key.character is not None and "\ud800" <= key.character <= "\udfff"


def _is_report(sequence: str) -> bool:
    return sequence.startswith(("\x1b[48;", "\x1b[?")) and sequence[2:-1].strip("?$0123456789;:") == ""


def _is_known(sequence: str) -> bool:
    """Whether Textual's parser has a name for a sequence; for some that it lacks it makes one up."""
    if not sequence.startswith("\x1b["):
        return True
    codes, end = sequence[2:-1], sequence[-1]
    if end == "u":
        return bool(codes) and codes.strip("0123456789:;") == ""
    if end in "~ABCDEFHPQRS":
        code = codes.split(";")[0] or "1"
        return f"{code}{end}" in FUNCTIONAL_KEYS or (end == "~" and code == "27" and codes.count(";") == 2)
    return True
