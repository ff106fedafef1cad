"""Rules of style sheets parsed once a process: each app parses the same ones anew, a tenth of the work of opening a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

_parse = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def share() -> None:
    """Let all apps have the rules that the first one parsed: no app changes them, as one app has them for all its widgets."""
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]


@contextmanager
def parsed_anew() -> Iterator[None]:
    """Parse as an app in a process of its own does, for tests that count its work."""
    shared = Stylesheet._parse_rules
    Stylesheet._parse_rules = _parse  # type: ignore[method-assign]
    try:
        yield
    finally:
        Stylesheet._parse_rules = shared  # type: ignore[method-assign]


def _parsed_once(sheet: Stylesheet, *arguments: Any, **options: Any) -> list[RuleSet]:
    key = (arguments, tuple(options.items()), tuple(sheet._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse(sheet, *arguments, **options)
    return _parsed[key]
