"""The built-in work types. A code is stored and typed; its label is what a user reads."""

from core.basics.dataclass import dataclass
from core.basics.errors import Usage
from core.basics.i18n import _
from core.model.terms import Terms


@dataclass(frozen=True)
class WorkType:
    """A kind of work: `proactive` work is done before anything breaks."""

    code: str
    """The stored and typed code."""
    proactive: bool
    """Whether it is work done before anything breaks."""

    @property
    def label(self) -> str:
        """The name in the user's language."""
        return label_of(self.code)


DEFAULT_WORK_TYPE = "phone"

BUILT_IN: dict[str, WorkType] = {
    work_type.code: work_type
    for work_type in (
        WorkType("phone", proactive=False),
        WorkType("remote", proactive=False),
        WorkType("on-site", proactive=False),
        WorkType("advice", proactive=False),
        WorkType("incident", proactive=False),
        WorkType("repair", proactive=False),
        WorkType("patching", proactive=True),
        WorkType("update", proactive=True),
        WorkType("maintenance", proactive=True),
        WorkType("install", proactive=True),
        WorkType("backup", proactive=True),
        WorkType("monitoring", proactive=True),
        WorkType("training", proactive=True),
        WorkType("audit", proactive=True),
        WorkType("documentation", proactive=True),
    )
}


def label_of(code: str) -> str:
    """The name of a work type in the user's language; the code itself for a type that only the agreement names."""
    # The message extractor finds only literal arguments of `_`.
    labels = {
        "phone": _("phone"),
        "remote": _("remote"),
        "on-site": _("on-site"),
        "advice": _("advice"),
        "incident": _("incident"),
        "repair": _("repair"),
        "patching": _("patching"),
        "update": _("update"),
        "maintenance": _("maintenance"),
        "install": _("install"),
        "backup": _("backup"),
        "monitoring": _("monitoring"),
        "training": _("training"),
        "audit": _("audit"),
        "documentation": _("documentation"),
    }
    return labels.get(code, code)


def typed_name(code: str) -> str:
    """The name of a work type as one word of a line: lower case, a hyphen for each blank (`+in-sede`)."""
    return "-".join(label_of(code).casefold().split())


def code_of(typed: str) -> str:
    """The code of a work type that is typed by its code or by its name in the user's language; else what is typed."""
    name = typed.strip().casefold()
    if name in BUILT_IN:
        return name
    word = "-".join(name.split())
    return next((code for code in BUILT_IN if typed_name(code) == word), name)


_NEARNESS = 0.84
_SHORTEST_STEM = 4


def near_work_type(name: str) -> str | None:
    """The built-in work type that a name nearly is, by its code or its label: `onsite`, `patch`, `installl`; else `None`.

    A built-in name itself is near nothing, and so is one that refines it (`remote-night`).
    """
    from difflib import SequenceMatcher

    words = {word.casefold(): code for code in BUILT_IN for word in (label_of(code), code)}
    if any(name == word or name.startswith(f"{word}-") for word in words):
        return None
    typed, best, nearest = _letters(name), 0.0, None
    for word, code in words.items():
        letters = _letters(word)
        ratio = SequenceMatcher(None, typed, letters).ratio()
        stem = next(
            (place for place, (one, other) in enumerate(zip(typed, letters, strict=False)) if one != other), None
        )
        stem = min(len(typed), len(letters)) if stem is None else stem
        has_stem = stem >= _SHORTEST_STEM and 2 * stem > max(len(typed), len(letters))
        if ratio > best and (ratio >= _NEARNESS or has_stem):
            best, nearest = ratio, code
    return nearest


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def is_proactive(code: str) -> bool:
    """Whether work of this type is proactive; a type that only the agreement names is not."""
    work_type = BUILT_IN.get(code)
    return work_type is not None and work_type.proactive


def known_work_types(terms: Terms) -> frozenset[str]:
    """The work types that an entry may have: built in, or named by the agreement."""
    return frozenset(BUILT_IN) | terms.named_work_types


def check_work_type(name: str, terms: Terms) -> None:
    """Errors: `Usage` for a type that is neither built in nor named by the agreement."""
    if name in BUILT_IN:
        return
    known = known_work_types(terms)
    if name not in known:
        raise Usage(
            _("the work type {name} is not known; use one of: {known}").format(
                name=name, known=", ".join(sorted(typed_name(code) if code in BUILT_IN else code for code in known))
            )
        )
