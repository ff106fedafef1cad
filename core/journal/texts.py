"""Personal texts: split them from an event's JSON body, join them to it again, or join replacements of erased ones."""

from typing import Any

from core.basics.sha256 import hexdigest
from core.journal.codec import canonical, parsed
from core.journal.registry import TextTree

Json = Any


def text_digest(salt: str, texts: str) -> str:
    """The digest of a row's texts that the chain holds. Without the random salt, a short text could be guessed from it."""
    return hexdigest(f"{salt}\n{texts}".encode("utf-8", "surrogatepass"))


def split(value: Json, tree: TextTree) -> tuple[Json, Json]:
    """A value without its texts, and the texts in the same shape."""
    if isinstance(value, str):
        rest, texts = split(parsed(value), tree)
        return canonical(rest), texts
    if isinstance(value, list):
        parts = [split(item, _branch(tree, "*")) for item in value]
        return [part[0] for part in parts], [part[1] for part in parts]
    rest, texts = dict(value), {}
    for name in tree.keys() & value.keys():
        below = tree[name]
        if isinstance(below, (str, tuple)):
            texts[name] = rest.pop(name)
        else:
            rest[name], texts[name] = split(value[name], below)
    return rest, texts


def join(rest: Json, texts: Json, tree: TextTree) -> Json:
    """The inverse of `split`. Errors: `TypeError`, `KeyError` or `ValueError` if the texts do not fit the value."""
    if isinstance(rest, str):
        return canonical(join(parsed(rest), texts, tree))
    if isinstance(rest, list):
        return [join(item, text, _branch(tree, "*")) for item, text in zip(rest, texts, strict=True)]
    value: dict[str, Json] = rest | texts
    for name in texts:
        below = tree[name]
        if not isinstance(below, (str, tuple)):
            value[name] = join(rest[name], texts[name], below)
    return value


def join_erased(rest: Json, tree: TextTree, fields: Json) -> Json:
    """The value with the leaf of the tree in place of each text; `fields` are the fields that a leaf may name in braces."""
    if isinstance(rest, str):
        return canonical(join_erased(parsed(rest), tree, fields))
    if isinstance(rest, list):
        return [join_erased(item, _branch(tree, "*"), fields) for item in rest]
    value = dict(rest)
    for name, below in tree.items():
        if isinstance(below, str):
            value[name] = below.format_map(fields)
        elif isinstance(below, tuple):
            value[name] = list(below)
        elif name in rest:
            value[name] = join_erased(rest[name], below, fields)
    return value


def _branch(tree: TextTree, name: str) -> TextTree:
    below = tree[name]
    assert not isinstance(below, (str, tuple))
    return below
