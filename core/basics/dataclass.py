"""Frozen dataclasses that are built when they are first used, and cheaply; and quick ways to make instances.

`dataclasses.dataclass` takes nearly a millisecond a class, most of it to compile six methods, and a shell verb imports well
over a hundred classes of which it uses a third. Here only `__init__` is compiled, after some instances; the others are
shared functions. To a type checker the decorator is `dataclasses.dataclass`; at run time it takes the option `frozen` alone.
An instance that is made without `__init__`, as pickle does, is not of a built class.
"""

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import replace as replace

    T = TypeVar("T")

    def filled(kind: type[T], values: dict[str, Any]) -> T:
        """An instance that `__init__` would make of values of all its fields, in a quarter of its time; it keeps the dict."""
        ...

else:
    import dataclasses
    import threading
    from operator import attrgetter

    _MISSING = dataclasses.MISSING
    _set = object.__setattr__
    _building = threading.RLock()
    _FIRST = 30
    """How many instances are made before `__init__` is compiled."""

    class _Fields:
        """Stands for `__dataclass_fields__` until the class is built; reading it builds the class."""

        def __init__(self, frozen):
            self.frozen = frozen

        def __get__(self, instance, owner):
            # `owner` may be a subclass that is still to be decorated: build the class that holds this stand-in.
            holder = next((each for each in owner.__mro__ if each.__dict__.get("__dataclass_fields__") is self), None)
            if holder is not None:
                _build(holder)
            return owner.__dataclass_fields__

    def _build(cls):
        with _building:
            stand_in = cls.__dict__["__dataclass_fields__"]
            if not isinstance(stand_in, _Fields):
                return
            # Collects the fields, those of the bases included, and makes no method.
            dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
            fields = dataclasses.fields(cls)
            if cls.__dict__.get("__eq__") in (None, _equal_at_first):
                compared = [field.name for field in fields if field.compare]
                _compare_by(cls, attrgetter(*compared) if compared else type, stand_in.frozen)
            _share_keys(cls, fields)
            # Last: until now the `__init__` that waits for this lock is the only one, also for other threads.
            cls.__init__ = _initializer(cls, fields, stand_in.frozen)

    def _share_keys(cls, fields):
        """Let instances share the keys of their dicts, which halves them: Python takes those that its first ones are set."""
        first = object.__new__(cls)
        for field in fields:
            _set(first, field.name, None)

    def _compare_by(cls, key, frozen):
        def is_equal(self, other):
            return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

        cls.__eq__ = is_equal
        if cls.__dict__.get("__hash__") in (None, _hash_at_first):
            cls.__hash__ = (lambda self: hash(key(self))) if frozen else None

    def _equal_at_first(self, other):
        # Another thread may be building the class, and this one have an instance that `filled` made.
        with _building:
            _ = type(self).__dataclass_fields__
        return type(self).__eq__(self, other)

    def _hash_at_first(self):
        with _building:
            _ = type(self).__dataclass_fields__
        return type(self).__hash__(self)

    def _initializer(cls, fields, frozen):
        """The `__init__` of the first instances: three times slower than a compiled one, which takes as long as fifty."""
        names = tuple(field.name for field in fields if not field.kw_only)
        with_default = tuple((field.name, field.default, field.default_factory) for field in fields)
        has_more = hasattr(cls, "__post_init__")
        left = _FIRST

        def initialize(self, *args, **values):
            nonlocal left
            left -= 1
            given = dict(zip(names, args, strict=False))
            made = {}
            if left >= 0 and len(given) == len(args) and given.keys().isdisjoint(values):
                given.update(values)
                for name, default, make in with_default:
                    if name in given:
                        made[name] = given.pop(name)
                    elif default is not _MISSING:
                        made[name] = default
                    elif make is not _MISSING:
                        made[name] = make()
            if given or len(made) != len(with_default):
                # Also where arguments are missing or unknown: Python says which.
                cls.__init__ = _compiled(cls, fields, frozen)
                cls.__init__(self, *args, **values)
                return
            vars(self).update(made)
            if has_more:
                self.__post_init__()

        return initialize

    def _compiled(cls, fields, frozen):
        """Compile `__init__`, with a parameter a field in their order, those by keyword alone after the others."""
        known = {"_MISSING": _MISSING}
        parameters, by_keyword, body = ["self"], [], [" _values = self.__dict__"] if frozen else []
        for field in fields:
            name = field.name
            value, default = name, ""
            if field.default is not _MISSING:
                known[f"_default_{name}"] = field.default
                default = f"=_default_{name}"
            elif field.default_factory is not _MISSING:
                known[f"_make_{name}"] = field.default_factory
                default, value = "=_MISSING", f"_make_{name}() if {name} is _MISSING else {name}"
            (by_keyword if field.kw_only else parameters).append(f"{name}{default}")
            # A third of the time of `object.__setattr__` for each field.
            body.append(f" _values[{name!r}] = {value}" if frozen else f" self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            body.append(" self.__post_init__()")
        listed = ", ".join([*parameters, "*", *by_keyword] if by_keyword else parameters)
        made = {}
        exec("\n".join([f"def __init__({listed}):", *body, " return None"]), known, made)
        initializer = made["__init__"]
        initializer.__qualname__ = f"{cls.__qualname__}.__init__"
        initializer.__module__ = cls.__module__
        return initializer

    def _refuse_to_set(self, name, value):
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

    def _in_words(self):
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def dataclass(cls=None, /, *, frozen=False):
        """As `dataclasses.dataclass`, but the class is built when it is first instantiated or its fields are read."""
        if cls is None:
            return lambda decorated: dataclass(decorated, frozen=frozen)

        def build_and_init(self, *args, **values):
            _build(cls)
            cls.__init__(self, *args, **values)

        cls.__dataclass_fields__ = _Fields(frozen)
        cls.__init__ = build_and_init
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = _in_words
        if "__eq__" not in cls.__dict__:
            cls.__eq__ = _equal_at_first
            if frozen and "__hash__" not in cls.__dict__:
                cls.__hash__ = _hash_at_first
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refuse_to_set, _refuse_to_delete
        return cls

    def replace(instance, /, **changes):
        """As `dataclasses.replace`, in a tenth of its time: an instance that has its fields and nothing else is copied."""
        kind, state = type(instance), getattr(instance, "__dict__", ())
        known = kind.__dataclass_fields__
        if len(state) != len(known) or not changes.keys() <= known.keys() or hasattr(kind, "__post_init__"):
            return dataclasses.replace(instance, **changes)
        made = object.__new__(kind)
        _set(made, "__dict__", {**state, **changes})
        return made

    def filled(kind, values):
        """Errors: `TypeError` for an unknown or a missing field."""
        if values.keys() != kind.__dataclass_fields__.keys() or hasattr(kind, "__post_init__"):
            return kind(**values)
        made = object.__new__(kind)
        _set(made, "__dict__", values)
        return made


__all__ = ["dataclass", "filled", "replace"]
