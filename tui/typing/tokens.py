"""Splits a terminal's input into characters, escape sequences and bracketed pastes, wherever its reads are cut.

Textual's own parser takes everything that follows Esc for the rest of one sequence until it knows one, so that Esc and
the word typed right after it would come out garbled.
"""

from collections.abc import Mapping
from enum import Enum

from core.basics.dataclass import dataclass
from core.basics.patterns import Pattern

ESC = "\x1b"
ESC_SECONDS = 0.3
"""After this time a lone Esc is the key Esc, in seconds. SSH may deliver the bytes of one sequence 100 ms apart."""
QUESTION, ANSWER = ESC + "[5n", ESC + "[0n"
"""Whether the terminal is ready (DSR), and that it is: terminals answer so since the VT100, and so do tmux and GNU screen."""
SEQUENCE_SECONDS = 1.0
"""After this time an unfinished sequence is dropped, in seconds."""
PASTE_SECONDS = 3.0
"""After this time without a byte an unfinished bracketed paste counts as finished, in seconds."""
LATE_SECONDS = 2.0
"""So long after a lone Esc the rest of a key's sequence may come, in seconds: a slow line delivers them apart."""
_LATE = Pattern(r"\[(?:[0-9]+(?:;[0-9]+)?[~^$@]|\[[A-E]|(?:1;[0-9])?[A-DFHP-S]|0n)|O[A-DFHP-S]")
"""What follows Esc in sequences of function keys and arrows, and in `ANSWER`. It counts where a read holds nothing else."""
_STRINGS = "]P_^"
"""After Esc these begin a string that ends with Esc and backslash, or BEL: an answer of the terminal."""
_ANSWER = Pattern(r"\][0-9]+;|P[0-9;]*[>=?!$+|]|_G|\^[0-9]")
"""How a string of a terminal begins. Anything else was typed."""
_MAY_ANSWER = Pattern(r"\][0-9]*;?|P[0-9;]*[>=?!$+|]?|_G?|\^[0-9]?")
"""What can still become the beginning of one."""
_BELL, _BACKSLASH = "\x07", "\\"
_PASTE_START = ESC + "[200~"
_PASTE_END = ESC + "[201~"
_LONGEST = 64


def esc_seconds(environment: Mapping[str, str]) -> float | None:
    """How long a lone Esc is to wait: `ESCDELAY`, in milliseconds as in curses, if it is a number of 1 to 5000."""
    given = environment.get("ESCDELAY", "")
    is_number = given.isascii() and given.isdecimal() and len(given) <= 4
    return int(given) / 1000 if is_number and 1 <= int(given) <= 5000 else None


class Kind(Enum):
    """What a token is."""

    CHARACTER = "character"
    SEQUENCE = "sequence"
    ALT = "alt"
    PASTE = "paste"


@dataclass(frozen=True)
class Token:
    """One character, one whole sequence with its Esc, the character that came with Esc before it, or a pasted text."""

    kind: Kind
    text: str
    is_alone: bool = False
    """Of `ALT`: Esc and the character were all that one read held, as Alt with a letter sends it."""


class Tokenizer:
    """Collects characters into tokens; `tick` ends what waits too long."""

    def __init__(self, esc_seconds: float = ESC_SECONDS) -> None:
        self._esc_seconds = esc_seconds
        self._partial = ""
        self._paste: list[str] | None = None
        self._at = 0.0
        self._is_split = False
        self._string = ""
        """What followed Esc of a string that is not ended yet."""
        self._may_end = False
        """Whether the last character of the string is the Esc of its end."""
        self._esc_at = float("-inf")
        self.met_late_rest = False
        """Whether the rest of a sequence came after its Esc had counted as the key."""

    def deadline(self) -> float | None:
        """When `tick` has something to do, in the seconds of `feed`; `None` if nothing is unfinished."""
        if self._paste is not None:
            return self._at + PASTE_SECONDS
        if self._string:
            return self._at + SEQUENCE_SECONDS
        if self._partial:
            return self._at + (self._esc_seconds if len(self._partial) <= 2 else SEQUENCE_SECONDS)
        return None

    @property
    def is_inside_sequence(self) -> bool:
        """Whether an Esc came and what follows it is not complete yet."""
        return bool(self._partial or self._string)

    @property
    def is_esc_alone(self) -> bool:
        """Whether an Esc came and nothing behind it yet."""
        return self._partial == ESC

    def feed(self, text: str, now: float) -> list[Token]:
        """The tokens that are complete with this read."""
        tokens: list[Token] = []
        if now - self._esc_at < LATE_SECONDS and _LATE.fullmatch(text):
            self._esc_at, self._at, self.met_late_rest = float("-inf"), now, True
            return [Token(Kind.SEQUENCE, ESC + text)]
        self._esc_at = now if self.is_esc_alone and text == ANSWER else float("-inf")
        self._is_split = bool(self._partial)
        for character in text:
            self._take(character, tokens, is_alone=len(text) == 2)
        self._at = now
        return tokens

    def tick(self, now: float) -> list[Token]:
        """What is complete because nothing followed."""
        end = self.deadline()
        if end is None or now < end:
            return []
        if self._paste is not None:
            pasted, self._paste = "".join(self._paste), None
            return [Token(Kind.PASTE, pasted)]
        if self._string:
            return self._broken_off()
        partial, self._partial = self._partial, ""
        if partial == ESC:
            self._esc_at = self._at
        # `Esc [` and `Esc O` alone are keys that somebody pressed; a longer beginning only a terminal sends.
        return [Token(Kind.CHARACTER, each) for each in partial] if len(partial) <= 2 else []

    def _take(self, character: str, tokens: list[Token], *, is_alone: bool) -> None:
        if self._paste is not None:
            self._paste.append(character)
            if character == "~" and "".join(self._paste[-len(_PASTE_END) :]) == _PASTE_END:
                tokens.append(Token(Kind.PASTE, "".join(self._paste[: -len(_PASTE_END)])))
                self._paste = None
        elif self._string:
            self._extend_string(character, tokens)
        elif not self._partial:
            if character == ESC:
                self._partial = ESC
                self._is_split = False
            else:
                tokens.append(Token(Kind.CHARACTER, character))
        elif character == ESC:
            # A new sequence begins; an unfinished one before it is lost, a lone Esc was the key.
            if len(self._partial) <= 2:
                tokens += [Token(Kind.CHARACTER, each) for each in self._partial]
            self._partial = ESC
        else:
            self._extend(character, tokens, is_alone=is_alone)

    def _extend(self, character: str, tokens: list[Token], *, is_alone: bool) -> None:
        introducer, body = self._partial[1:2], self._partial[2:] + character
        if not introducer:
            if character in "[O":
                self._partial += character
                return
            self._partial = ""
            if character in _STRINGS and not self._is_split:
                self._string, self._may_end = character, False
                return
            tokens.append(Token(Kind.ALT, character, is_alone=is_alone and not self._is_split))
        elif introducer == "O":
            self._extend_ss3(character, tokens)
        elif not " " <= character <= "~" or len(body) > _LONGEST:
            # Inside a sequence no such character can stand: the sequence is broken off.
            self._partial = ""
            tokens.append(Token(Kind.CHARACTER, character))
        elif _ends_csi(body):
            sequence, self._partial = self._partial + character, ""
            if sequence == _PASTE_START:
                self._paste = []
            elif sequence != _PASTE_END:
                tokens.append(Token(Kind.SEQUENCE, sequence))
        else:
            self._partial += character

    def _extend_string(self, character: str, tokens: list[Token]) -> None:
        """Take a string of the terminal up to its end. What cannot be one was typed."""
        if character == _BELL or (self._may_end and character == _BACKSLASH):
            is_answer, self._may_end = _ANSWER.match(self._string), False
            if not is_answer:
                tokens += self._broken_off()
            self._string = ""
        elif self._may_end or (character != ESC and character < " "):
            # A new sequence, or a key that no string holds.
            was_escape = self._may_end
            tokens += self._broken_off()
            for each in (ESC, character) if was_escape else (character,):
                self._take(each, tokens, is_alone=False)
        elif character == ESC:
            self._may_end = True
        elif _ANSWER.match(self._string):
            # What it says does not matter.
            pass
        else:
            self._string += character
            if not (_ANSWER.match(self._string) or _MAY_ANSWER.fullmatch(self._string)):
                tokens += self._broken_off()

    def _broken_off(self) -> list[Token]:
        """End a string without its end: an answer is dropped, anything else was typed, with Esc before it."""
        string, self._string, self._may_end = self._string, "", False
        if _ANSWER.match(string):
            return []
        return [Token(Kind.ALT, string[0]), *(Token(Kind.CHARACTER, each) for each in string[1:])]

    def _extend_ss3(self, character: str, tokens: list[Token]) -> None:
        if character.isascii() and character.isdigit() and len(self._partial) == 2:
            self._partial += character
            return
        sequence, self._partial = self._partial + character, ""
        # Lower-case finals are the numeric keypad; after a pause between Esc and O they are a word such as "Otto".
        if "@" <= character <= "Z" or character == "[" or ("a" <= character <= "z" and not self._is_split):
            tokens.append(Token(Kind.SEQUENCE, sequence))
        else:
            tokens += [Token(Kind.CHARACTER, each) for each in sequence]


def _ends_csi(body: str) -> bool:
    """Whether the last character of what follows `Esc [` ends the sequence."""
    if body[0] == "[":
        # Linux console: Esc [ [ A
        return len(body) == 2
    if body[-1] == "$":
        # rxvt ends keys with Shift so; in a report it comes before the last letter.
        return body[:-1].isdigit()
    return "@" <= body[-1] <= "~"
