"""A dataclass that is built late behaves as one that is built at once."""

import dataclasses
import subprocess
import sys
import threading
from typing import get_type_hints

import pytest

from core.basics.dataclass import dataclass


def is_built(kind: type) -> bool:
    return "_known_fields" in kind.__dict__


def test_a_class_is_built_by_its_first_instance() -> None:
    @dataclass(frozen=True)
    class Point:
        x: int
        y: int = 2
        tags: tuple[str, ...] = dataclasses.field(default=(), compare=False)

    assert not is_built(Point)
    point = Point(1)
    assert is_built(Point)
    assert (point, hash(point)) == (Point(1, 2, ("a",)), hash(Point(1, 2)))
    assert repr(point).endswith("Point(x=1, y=2, tags=())")
    assert dataclasses.replace(point, y=3) == Point(1, 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 5  # type: ignore[misc]
    with pytest.raises(TypeError, match=r"Point\.__init__\(\) missing"):
        Point()  # type: ignore[call-arg]


def test_the_fields_of_a_class_that_has_no_instance_can_be_read() -> None:
    @dataclass(frozen=True)
    class Base:
        a: int

    @dataclass(frozen=True)
    class Derived(Base):
        b: str = ""

    assert dataclasses.is_dataclass(Derived)
    assert [field.name for field in dataclasses.fields(Derived)] == ["a", "b"]
    assert get_type_hints(Derived) == {"a": int, "b": str}
    assert is_built(Base) and is_built(Derived) and Derived(1) == Derived(1, "")


def test_a_derived_class_is_built_before_its_base_was_used() -> None:
    @dataclass(frozen=True)
    class Base:
        a: int

    @dataclass(frozen=True)
    class Derived(Base):
        b: int

    assert (Derived(1, 2).a, Derived(1, 2).b) == (1, 2)
    match Derived(1, 2):
        case Base(a=found):
            assert found == 1


def test_the_first_instances_are_those_that_a_compiled_class_makes() -> None:
    @dataclass(frozen=True)
    class Entry:
        note: str
        tags: list[str] = dataclasses.field(default_factory=list)
        minutes: int = dataclasses.field(default=15, kw_only=True)

        def __post_init__(self) -> None:
            object.__setattr__(self, "note", self.note.strip())

    made = [Entry(" a ", minutes=number) for number in range(60)]
    assert [entry.minutes for entry in made] == list(range(60))
    assert all(entry.note == "a" and entry.tags == [] for entry in made)
    assert len({id(entry.tags) for entry in made}) == 60

    @dataclass(frozen=True)
    class Pair:
        left: int
        right: int = 2

    for arguments, values in (((), {}), ((1, 2, 3), {}), ((1,), {"left": 1}), ((1,), {"middle": 2})):
        with pytest.raises(TypeError, match=r"Pair\.__init__\(\)"):
            Pair(*arguments, **values)  # type: ignore[arg-type]
    assert Pair(1) == Pair(left=1, right=2)


def test_an_instance_that_was_there_before_its_class_was_built_compares_by_its_fields() -> None:
    @dataclass(frozen=True)
    class Point:
        x: int

    early = [object.__new__(Point) for _each in range(2)]
    for each in early:
        vars(each).update(x=1)
    assert not is_built(Point)
    assert early[0] == early[1] == Point(1) and len({*early, Point(1)}) == 1


def test_threads_that_meet_at_the_first_instance_all_get_one() -> None:
    usual = sys.getswitchinterval()
    # Threads change places at nearly every instruction, so that one of them meets the class half built if it can be met so.
    sys.setswitchinterval(1e-6)
    try:
        assert all(_made_by_eight_threads() for _round in range(20))
    finally:
        sys.setswitchinterval(usual)


def _made_by_eight_threads() -> bool:
    @dataclass(frozen=True)
    class Point:
        x: int

    start, made = threading.Barrier(8), list[Point]()

    def make() -> None:
        start.wait()
        made.append(Point(7))

    threads = [threading.Thread(target=make) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made == [Point(7)] * 8


def test_a_verb_builds_few_of_the_classes_that_it_imports() -> None:
    counting = (
        "import sys, core.business, core.journal.events, core.queries.views.desk, core.queries.views.postings\n"
        "kinds = {each for name, module in sys.modules.items() if name.startswith('core.') for each in vars(module).values()\n"
        "         if isinstance(each, type) and '__dataclass_fields__' in each.__dict__}\n"
        "print(sum('_known_fields' in each.__dict__ for each in kinds), len(kinds))"
    )
    told = subprocess.run([sys.executable, "-c", counting], capture_output=True, text=True, check=True)
    built, all_of_them = map(int, told.stdout.split())
    assert built <= 15 < 100 <= all_of_them


def test_a_copy_with_changes_is_that_of_the_library_and_refuses_what_is_no_field() -> None:
    from core.basics.dataclass import filled, replace

    @dataclass(frozen=True)
    class Pair:
        left: int
        right: int = 2

    pair = Pair(1)
    assert replace(pair, right=5) == dataclasses.replace(pair, right=5) == Pair(1, 5) and pair == Pair(1, 2)
    assert filled(Pair, {"left": 1, "right": 2}) == pair
    for broken in ({"left": 1, "middle": 3}, {"right": 2}):
        with pytest.raises(TypeError):
            filled(Pair, broken)
    with pytest.raises(TypeError):
        replace(pair, middle=3)  # type: ignore[call-arg]


def test_instances_share_the_keys_of_their_dicts() -> None:
    @dataclass(frozen=True)
    class Point:
        x: int
        y: int = 2
        z: int = 3

    points = [Point(number) for number in range(100)]
    assert {sys.getsizeof(vars(point)) < sys.getsizeof(dict(vars(point))) for point in points[-50:]} == {True}
