"""SHA-256 without OpenSSL, whose library takes 3 ms of a shell verb to load; where there is much to digest it is quicker."""

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

_used = [sha256]


def hex_digest(data: bytes) -> str:
    """The digest of bytes as 64 hexadecimal digits."""
    return _used[0](data).hexdigest()


def quicken() -> None:
    """Take the digests of `hex_digest` by OpenSSL from now on: a quarter of the time for a row of the journal."""
    from hashlib import sha256 as quick

    _used[0] = quick


__all__ = ["hex_digest", "quicken", "sha256"]
