"""SHA-256 without OpenSSL, whose library takes 3 ms of a shell verb to load."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha256 import sha256
    except ImportError:
        # Python 3.12 and later have it under another name; some builds have neither.
        try:
            from _sha2 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["sha256"]
