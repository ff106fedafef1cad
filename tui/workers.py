"""How a read begins in a worker."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode


def begin(node: DOMNode, read: Callable[[], Coroutine[Any, Any, None]], *, group: str, exclusive: bool = False) -> None:
    """Run a coroutine function in a worker of a page or a dialog.

    The worker makes the coroutine: one made here would never be awaited if the worker is cancelled before it begins.
    """
    # Textual's type allows a function that returns a coroutine as its result, too.
    work: Callable[[], Any] = read
    node.run_worker(work, group=group, exclusive=exclusive)
