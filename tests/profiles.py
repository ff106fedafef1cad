"""How many examples a property gets, in the short form and in the full one."""

from hypothesis import HealthCheck, settings

SOAK_FACTOR = 10
_USUAL = 50


def load(*, is_soak: bool) -> None:
    """Choose the form, before test modules are imported.

    Deadlines and health checks are off: they measure the load of the machine. The short form draws the same examples
    each time, so that the same code gives the same answer; the full one draws new ones.
    """
    name = "soak" if is_soak else "short"
    settings.register_profile(
        name,
        max_examples=_USUAL * SOAK_FACTOR if is_soak else _USUAL,
        derandomize=not is_soak,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile(name)


def examples(count: int, *, steps: int = 50) -> settings:
    """The settings of a property with `count` examples in the short form and ten times as many in the full one.

    `steps` is the length of a state machine's runs in the short form; the full one makes them twice as long.
    """
    is_soak = settings.default.max_examples > _USUAL
    return settings(
        max_examples=count * SOAK_FACTOR if is_soak else count, stateful_step_count=steps * 2 if is_soak else steps
    )


def is_verified_after(step: int) -> bool:
    """Whether a state machine verifies its whole ledger after a step: after every fourth in the short form, else after each.

    It does so at the end of each run too. What one step broke and the next one mended is for the full form to find.
    """
    return settings.default.max_examples > _USUAL or step % 4 == 0
