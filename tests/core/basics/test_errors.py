"""The reasons that the operating system gives, as the user reads them."""

import errno

import pytest

from core.basics.errors import reason_of
from core.basics.i18n import writing_to


@pytest.mark.parametrize(
    ("error", "english", "italian"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/srv/x.db"), "no permission", "permesso negato"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left", "spazio esaurito"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "invalid cross-device link", "invalid cross-device link"),
        (TimeoutError(), "no answer in time", "nessuna risposta in tempo"),
    ],
)
def test_a_refusal_of_the_system_is_told_in_the_language_where_it_is_a_common_one(
    error: OSError, english: str, italian: str
) -> None:
    assert reason_of(error) == english
    with writing_to("it"):
        assert reason_of(error) == italian
