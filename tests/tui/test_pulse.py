"""What a desk at rest looks after."""

from collections.abc import Hashable

from tui.pulse import WATCH_BEATS, Pulse


def beats_of(*signs: Hashable) -> str:
    told = list[str]()
    left = iter(signs)
    pulse = Pulse(lambda: next(left), lambda: told.append("stirred"), lambda: told.append("watch"))
    for _sign in signs:
        pulse.beat()
        told.append("|")
    return " ".join(told)


def test_only_a_sign_that_differs_or_is_unknown_is_looked_into_and_everything_is_watched_now_and_then() -> None:
    assert beats_of(1, 1, 2, 2) == "stirred | | stirred | |"
    assert beats_of(None, None) == "stirred | stirred |"
    assert beats_of(*[1] * WATCH_BEATS * 2).count("watch") == 2
