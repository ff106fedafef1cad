"""What to do about each thing that is wrong with a store, said with it by every face."""

from core.basics.i18n import _
from core.model.health import Foreign
from core.store.place import Place


def advised(problem: str, place: Place) -> str:
    """A problem that `verify` or the engine tells, with what to do about it."""
    if isinstance(problem, Foreign):
        sentence = (
            _("{problem}; it may change or refuse what is written: run in {path}: {drop}; then run: monteore verify")
            if problem.acts
            else _("{problem}; the store does not need it: copy from it what you need, then run in {path}: {drop}")
        )
        return sentence.format(problem=problem, path=place.words, drop=problem.drop)
    if not place.is_file:
        return _("{problem}; keep this database and restore a backup of the server beside it").format(problem=problem)
    return _("{problem}; keep this file and restore a backup: monteore restore FILE").format(problem=problem)
