"""What forms about mail read."""

import pytest

from core.basics.errors import Usage
from core.mail.words import is_yes


def test_a_refused_yes_or_no_is_quoted_as_it_was_typed() -> None:
    assert is_yes(" YES ")
    assert not is_yes("")
    with pytest.raises(Usage, match="'Perhaps' is neither yes nor no"):
        is_yes(" Perhaps ")
