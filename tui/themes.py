"""Which theme a terminal can bear: its own colours where it is poor, or where the user wants none."""

from collections.abc import Mapping

_POOR = ("linux", "screen", "dumb", "vt", "ansi")


def choose_theme(environment: Mapping[str, str]) -> str:
    """`ansi-dark` under NO_COLOR and on poor terminals, where it leaves colours to the terminal; else a dark theme."""
    if environment.get("NO_COLOR"):
        return "ansi-dark"
    if environment.get("TERM", "").startswith(_POOR) and "COLORTERM" not in environment:
        return "ansi-dark"
    return "textual-dark"
