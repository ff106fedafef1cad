"""Frozen dataclasses that are built when they are first used.

Building one takes about half a millisecond, and a shell verb imports well over a hundred of which it uses a dozen. To a type
checker the decorator is `dataclasses.dataclass`. `slots` is left out: it would need a new class object.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses

    class _Fields:
        """Stands for `__dataclass_fields__` until the class is built; reading it builds the class."""

        def __init__(self, options):
            self._options = options

        def __get__(self, instance, owner):
            # `owner` may be a subclass that is still to be decorated: build the class that holds this stand-in.
            holder = next(each for each in owner.__mro__ if each.__dict__.get("__dataclass_fields__") is self)
            _build(holder, self._options)
            return holder.__dict__["__dataclass_fields__"]

    def _build(cls, options):
        del cls.__dataclass_fields__
        if cls.__init__ is cls.__dict__.get("__init__"):
            del cls.__init__
        dataclasses.dataclass(**options)(cls)

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`, but the class is built when it is first instantiated or its fields are read."""
        if cls is None:
            return lambda decorated: dataclass(decorated, **options)

        def build_and_init(self, *args, **values):
            _build(cls, options)
            cls.__init__(self, *args, **values)

        cls.__dataclass_fields__ = _Fields(options)
        cls.__init__ = build_and_init
        return cls


__all__ = ["dataclass"]
