"""The language of click's own sentences."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager

from core.basics.i18n import CLICK_DOMAIN, LOCALE_FOLDER, language


@contextmanager
def click_speaks_it() -> Iterator[None]:
    """Set gettext's default domain and LANGUAGE, from which click reads the translations of its own sentences."""
    before = os.environ.get("LANGUAGE"), gettext.textdomain()
    gettext.bindtextdomain(CLICK_DOMAIN, str(LOCALE_FOLDER))
    gettext.textdomain(CLICK_DOMAIN)
    os.environ["LANGUAGE"] = language()
    try:
        yield
    finally:
        gettext.textdomain(before[1])
        if before[0] is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before[0]
