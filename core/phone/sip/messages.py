"""SIP messages (RFC 3261) and digest authentication (RFC 3261, RFC 8760): bytes to values and back. Pure."""

import hashlib
import re
import secrets
from collections.abc import Iterable

from core.basics.dataclass import dataclass
from core.phone.adapters.request import BadMessage

LARGEST_MESSAGE = 32_768
"""Bytes of a datagram that is read; the state of one extension takes some hundred."""
_MOST_HEADERS, _LONGEST_HEADER = 100, 4096
_COMPACT = {
    "v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "c": "content-type",
    "o": "event", "e": "content-encoding", "k": "supported",
}  # fmt: skip
_ECHOED = ("via", "from", "to", "call-id", "cseq")
"""Headers that an answer repeats."""
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CSEQ = re.compile(r"(\d{1,10})\s+([A-Za-z]{1,20})$", re.ASCII)
_ANSWER = re.compile(r"SIP/2\.0 ([1-6]\d\d)(?: (.*))?$", re.ASCII)
_REQUEST = re.compile(r"([A-Z]{1,20}) \S+ SIP/2\.0$", re.ASCII)
_QUOTED_OR_ADDRESS = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>')
_ADDRESS = re.compile(r"<([^<>\s]+)>")
_PARAMETER = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]+))')
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


class UnknownScheme(ValueError):
    """A way to log in that is not spoken here."""


@dataclass(frozen=True)
class Message:
    """A request or a response."""

    method: str
    """The method; of a response that of the request it answers."""
    status: int
    """The status of a response; 0 for a request."""
    reason: str
    """The words beside the status."""
    cseq: int
    """The number of the request within its dialog."""
    headers: tuple[tuple[str, str], ...]
    """Headers in their order, the names long and in small letters."""
    body: bytes
    """The body."""

    def header(self, name: str) -> str:
        """The first header of a name; empty for none."""
        return next((value for each, value in self.headers if each == name), "")

    def lines(self, name: str) -> tuple[str, ...]:
        """All headers of a name."""
        return tuple(value for each, value in self.headers if each == name)

    def all(self, name: str) -> tuple[str, ...]:
        """All headers of a name; a list in one line counts by its parts."""
        return tuple(part for value in self.lines(name) for part in _listed(value))

    def tag(self, name: str) -> str:
        """The tag of `from` or `to`."""
        return parameter(self.header(name), "tag")

    @property
    def branch(self) -> str:
        """The id of the transaction, which the topmost Via has."""
        return parameter(next(iter(self.all("via")), ""), "branch")

    def number(self, name: str) -> int | None:
        """A header that is a count, such as the seconds of `expires`; `None` where it is none."""
        digits = self.header(name).partition(";")[0].strip()
        return int(digits) if re.fullmatch(r"\d{1,9}", digits, re.ASCII) else None


def read_message(datagram: bytes) -> Message:
    """A message. Errors: `BadMessage`."""
    if len(datagram) > LARGEST_MESSAGE:
        raise BadMessage("the message is too large")
    head, parted, body = datagram.partition(b"\r\n\r\n")
    if not parted:
        raise BadMessage("the message has no end of its headers")
    first, *lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
    is_long = len(lines) > _MOST_HEADERS or any(len(line) > _LONGEST_HEADER for line in (first, *lines))
    if is_long or any(_CONTROLS.search(line) for line in (first, *lines)):
        raise BadMessage("the message has headers that cannot be read")
    headers = tuple(_header(line) for line in lines)
    found = dict(reversed(headers))
    counted = _CSEQ.match(found.get("cseq", ""))
    answer, request = _ANSWER.match(first), _REQUEST.match(first)
    if counted is None or not all(found.get(name) for name in _ECHOED) or not (answer or request):
        raise BadMessage("this is no SIP message")
    method = counted[2].upper()
    if request is not None and request[1] != method:
        raise BadMessage("the message has two methods")
    length = found.get("content-length")
    if length is not None:
        if not re.fullmatch(r"\d{1,9}", length, re.ASCII) or int(length) > len(body):
            raise BadMessage("the message is cut off")
        body = body[: int(length)]
    return Message(
        method, int(answer[1]) if answer else 0, (answer[2] or "") if answer else "", int(counted[1]), headers, body
    )


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not name.strip():
        raise BadMessage("the message has headers that cannot be read")
    name = name.strip().lower()
    return _COMPACT.get(name, name), value.strip()


def _listed(value: str) -> list[str]:
    """The parts of a list; commas within quotes and within `<>` part nothing."""
    hidden = _QUOTED_OR_ADDRESS.sub(lambda match: "x" * len(match[0]), value)
    parts, start = [], 0
    for place in [*(match.start() for match in re.finditer(",", hidden)), len(value)]:
        parts.append(value[start:place].strip())
        start = place + 1
    return parts


def parameter(value: str, name: str) -> str:
    """A parameter of a header, such as the tag of an address; empty for none."""
    bare = _QUOTED_OR_ADDRESS.sub("", value)
    match = re.search(rf";\s*{name}\s*=\s*([^\s;,]+)", bare, re.IGNORECASE)
    return match[1] if match else ""


def address_of(value: str) -> str:
    """The address of a Contact; empty where it has none."""
    match = _ADDRESS.search(re.sub(r'"(?:[^"\\]|\\.)*"', "", value))
    bare = match[1] if match else value.partition(";")[0].strip()
    return bare if re.fullmatch(r"sips?:[!-;=?-~]{1,300}", bare, re.IGNORECASE) else ""


def written(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """A message without a body."""
    lines = [first, *(f"{name}: {value}" for name, value in headers), "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


def reply(request: Message, status: int, reason: str, tag: str, *more: tuple[str, str]) -> bytes:
    """A response to a request. `tag` is our tag, for a request that has none yet."""
    headers = [(name.title(), value) for name, value in request.headers if name in _ECHOED]
    if not request.tag("to"):
        headers = [(name, f"{value};tag={tag}" if name == "To" else value) for name, value in headers]
    return written(f"SIP/2.0 {status} {reason}", [*headers, *more])


def new_id() -> str:
    """An id that nobody can guess, so that only who was told it can belong to a subscription."""
    return secrets.token_hex(12)


def credentials(challenges: Iterable[str], method: str, uri: str, user: str, secret: str) -> str:
    """The answer to a challenge, SHA-256 before MD5. Errors: `UnknownScheme` where none of them is spoken here."""
    known: dict[str, dict[str, str]] = {}
    for challenge in challenges:
        scheme, _space, rest = challenge.partition(" ")
        said = {match[1].lower(): match[2] if match[2] is not None else match[3] for match in _PARAMETER.finditer(rest)}
        name = said.get("algorithm", "MD5").upper()
        qops = [each.strip().lower() for each in said["qop"].split(",")] if "qop" in said else []
        if scheme.lower() == "digest" and name in _HASHES and said.get("nonce") and (not qops or "auth" in qops):
            known.setdefault(name, said)
    name = next((each for each in ("SHA-256", "MD5") if each in known), "")
    if not name:
        raise UnknownScheme("no Digest with MD5 or SHA-256")
    said = known[name]

    def hashed(*parts: str) -> str:
        return hashlib.new(_HASHES[name], ":".join(parts).encode(), usedforsecurity=False).hexdigest()

    realm, nonce = said.get("realm", ""), said["nonce"]
    who = hashed(user, realm.replace('\\"', '"').replace("\\\\", "\\"), secret)
    what = hashed(method, uri)
    own, count = new_id(), "00000001"
    words = [f'username="{_quoted(user)}"', f'realm="{realm}"', f'nonce="{nonce}"', f'uri="{uri}"', f"algorithm={name}"]
    if "qop" in said:
        words += [
            "qop=auth",
            f"nc={count}",
            f'cnonce="{own}"',
            f'response="{hashed(who, nonce, count, own, "auth", what)}"',
        ]
    else:
        words.append(f'response="{hashed(who, nonce, what)}"')
    if "opaque" in said:
        words.append(f'opaque="{said["opaque"]}"')
    return "Digest " + ", ".join(words)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
