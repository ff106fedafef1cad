"""Keys typed before the desk has the terminal: until then the terminal's driver would take some of them for itself."""

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def kept_for_the_desk() -> Iterator[None]:
    """Let the terminal keep every key for the desk that is being opened; the modes are those of before at the end.

    In the modes of a shell it takes Ctrl+Q and Ctrl+S for flow control, edits the line by others, and shows what is typed.
    Ctrl+C still ends the program. Textual's driver sets the same modes, later.
    """
    try:
        import termios

        terminal = sys.__stdin__.fileno() if sys.__stdin__ is not None else 0
        before = termios.tcgetattr(terminal)
    except (ImportError, OSError, ValueError, termios.error):
        # Windows has no such modes; standard input may be no terminal.
        yield
        return
    modes = termios.tcgetattr(terminal)
    modes[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
    modes[6][termios.VMIN] = 1
    termios.tcsetattr(terminal, termios.TCSANOW, modes)
    try:
        yield
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, before)
