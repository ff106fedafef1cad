"""Frozen dataclasses that are built when they are first used, and cheaply; and quick ways to make instances.

`dataclasses.dataclass` takes nearly a millisecond a class, most of it to compile six methods, and a shell verb imports well
over a hundred classes of which it uses a third. Here only `__init__` is compiled, after some instances; the others are
shared functions. The library itself, which brings in `inspect`, is imported for a class when somebody asks it about its
fields. To a type checker the decorator is `dataclasses.dataclass`; at run time it takes the option `frozen` alone.
An instance that is made without `__init__`, as pickle does, is not of a built class.
"""

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from dataclasses import MISSING as MISSING
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import fields as fields
    from dataclasses import is_dataclass as is_dataclass
    from dataclasses import replace as replace

    T = TypeVar("T")

    def filled(kind: type[T], values: dict[str, Any]) -> T:
        """An instance that `__init__` would make of values of all its fields, in a quarter of its time; it keeps the dict."""
        ...

else:
    import sys
    import threading
    from operator import attrgetter

    _set = object.__setattr__
    _building = threading.RLock()
    _FIRST = 30
    """How many instances are made before `__init__` is compiled."""

    class _Missing:
        def __repr__(self):
            return "MISSING"

    MISSING = _Missing()

    class _Field:
        """What is known of a field, under the names of `dataclasses.Field`."""

        __slots__ = ("compare", "default", "default_factory", "kw_only", "metadata", "name", "repr", "type")

        def as_of_library(self):
            """The field for `dataclasses.dataclass`."""
            from dataclasses import field

            default = {} if self.default is MISSING else {"default": self.default}
            make = {} if self.default_factory is MISSING else {"default_factory": self.default_factory}
            return field(
                **default, **make, compare=self.compare, repr=self.repr, kw_only=self.kw_only, metadata=self.metadata
            )

    def field(*, default=MISSING, default_factory=MISSING, compare=True, repr=True, kw_only=False, metadata=None):
        """As `dataclasses.field`."""
        made = _Field()
        made.default, made.default_factory = default, default_factory
        made.compare, made.repr, made.kw_only, made.metadata = compare, repr, kw_only, metadata or {}
        return made

    def _own(given):
        """A field of `dataclasses` as one of this module."""
        missing = sys.modules["dataclasses"].MISSING
        default, make = (MISSING if each is missing else each for each in (given.default, given.default_factory))
        made = field(
            default=default,
            default_factory=make,
            compare=given.compare,
            repr=given.repr,
            kw_only=given.kw_only is True,
            metadata=given.metadata,
        )
        made.name, made.type = given.name, given.type
        return made

    class _Fields:
        """Stands for `__dataclass_fields__` until that is read, when `dataclasses` makes it."""

        def __init__(self, frozen):
            self.frozen = frozen

        def __get__(self, instance, owner):
            # `owner` may be a subclass that is still to be decorated: build the class that holds this stand-in.
            holder = next((each for each in owner.__mro__ if each.__dict__.get("__dataclass_fields__") is self), None)
            if holder is not None:
                _hand_over(holder)
            return owner.__dataclass_fields__

    def _hand_over(cls):
        """Let `dataclasses` make `__dataclass_fields__`, and nothing else."""
        import dataclasses

        with _building:
            if not isinstance(cls.__dict__["__dataclass_fields__"], _Fields):
                return
            known = _build(cls)
            for name in vars(cls).get("__annotations__", {}):
                if name in known:
                    setattr(cls, name, known[name].as_of_library())
            dataclasses.dataclass(init=False, repr=False, eq=False)(cls)

    def _known(cls):
        """The fields of a class by their names, those of its bases first; the class is built if it is not yet."""
        known = cls.__dict__.get("_known_fields")
        if known is not None:
            return known
        holder = next((each for each in cls.__mro__ if "__dataclass_fields__" in each.__dict__), None)
        if holder is None:
            raise TypeError(f"{cls.__name__} is no dataclass")
        if isinstance(holder.__dict__["__dataclass_fields__"], dict) and "_known_fields" not in holder.__dict__:
            return {name: _own(each) for name, each in holder.__dict__["__dataclass_fields__"].items()}
        return _build(holder)

    def _build(cls):
        """Make what instances need; the fields."""
        with _building:
            known = cls.__dict__.get("_known_fields")
            if known is not None:
                return known
            stand_in = cls.__dict__["__dataclass_fields__"]
            known = _collected(cls)
            fields = tuple(known.values())
            cls.__match_args__ = tuple(field.name for field in fields if not field.kw_only)
            if cls.__dict__.get("__eq__") in (None, _equal_at_first):
                compared = [field.name for field in fields if field.compare]
                _compare_by(cls, attrgetter(*compared) if compared else type, stand_in.frozen)
            _share_keys(cls, fields)
            cls._known_fields = known
            cls._is_checked = hasattr(cls, "__post_init__")
            # Last: until now the `__init__` that waits for this lock is the only one, also for other threads.
            cls.__init__ = _initializer(cls, fields, stand_in.frozen)
            return known

    def _collected(cls):
        """The fields of a class, after those of its bases; its attributes become their defaults."""
        found = {}
        for base in cls.__mro__[-1:0:-1]:
            if "__dataclass_fields__" in base.__dict__:
                found.update(_known(base))
        for name, kind in vars(cls).get("__annotations__", {}).items():
            if getattr(kind, "__origin__", kind) is ClassVar:
                continue
            given = getattr(cls, name, MISSING)
            if not isinstance(given, _Field):
                if type(given).__module__ == "dataclasses":
                    given = _own(given)
                elif given.__class__.__hash__ is None:
                    raise ValueError(
                        f"mutable default {type(given)} for field {name} is not allowed: use default_factory"
                    )
                else:
                    given = field(default=given)
                    given.name, given.type = name, kind
                    found[name] = given
                    continue
            given.name, given.type = name, kind
            found[name] = given
            if given.default is MISSING:
                if name in cls.__dict__:
                    delattr(cls, name)
            else:
                setattr(cls, name, given.default)
        return found

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
            _known(type(self))
        return type(self).__eq__(self, other)

    def _hash_at_first(self):
        with _building:
            _known(type(self))
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
                    elif default is not MISSING:
                        made[name] = default
                    elif make is not MISSING:
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
        known = {"_MISSING": MISSING}
        parameters, by_keyword, body = ["self"], [], [" _values = self.__dict__"] if frozen else []
        for field in fields:
            name = field.name
            value, default = name, ""
            if field.default is not MISSING:
                known[f"_default_{name}"] = field.default
                default = f"=_default_{name}"
            elif field.default_factory is not MISSING:
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
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def _refuse_to_delete(self, name):
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def _in_words(self):
        shown = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
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

    def is_dataclass(thing):
        """As `dataclasses.is_dataclass`."""
        kind = thing if isinstance(thing, type) else type(thing)
        return any("__dataclass_fields__" in each.__dict__ for each in kind.__mro__)

    def fields(thing):
        """As `dataclasses.fields`, with what this module knows of each."""
        return tuple(_known(thing if isinstance(thing, type) else type(thing)).values())

    def replace(instance, /, **changes):
        """As `dataclasses.replace`, in a tenth of its time: an instance that has its fields and nothing else is copied."""
        kind, state = type(instance), getattr(instance, "__dict__", ())
        known = kind.__dict__.get("_known_fields") or (_known(kind) if is_dataclass(kind) else {})
        if len(state) != len(known) or not changes.keys() <= known.keys() or kind.__dict__.get("_is_checked", True):
            from dataclasses import replace

            return replace(instance, **changes)
        made = object.__new__(kind)
        _set(made, "__dict__", {**state, **changes})
        return made

    def filled(kind, values):
        """Errors: `TypeError` for an unknown or a missing field."""
        known = kind.__dict__.get("_known_fields") or _known(kind)
        if values.keys() != known.keys() or kind.__dict__.get("_is_checked", True):
            return kind(**values)
        made = object.__new__(kind)
        _set(made, "__dict__", values)
        return made


__all__ = ["MISSING", "dataclass", "field", "fields", "filled", "is_dataclass", "replace"]
