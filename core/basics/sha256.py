"""SHA-256 without OpenSSL, whose library takes 3 ms of a shell verb to load, and makes a digest in half the time."""

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

__all__ = ["hexdigest", "quicken", "sha256"]

_used = [sha256]


def hexdigest(data: bytes) -> str:
    """The digest of some bytes as 64 hexadecimal digits."""
    return _used[0](data).hexdigest()


def quicken() -> None:
    """Let `hexdigest` use OpenSSL from now on: it pays where thousands of digests follow."""
    from hashlib import sha256

    _used[0] = sha256
