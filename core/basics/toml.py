"""Read a TOML text, whatever is in it."""

from typing import Any


def read_toml(text: str) -> dict[str, Any]:
    """The tables. Errors: `ValueError` for what is no TOML, and for tables nested too deeply or numbers too long."""
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
