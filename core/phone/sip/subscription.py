"""One subscription to the state of an extension (RFC 6665): what to send when, and what belongs to it. Pure.

Instants are seconds of a monotonic clock. An id that nobody can guess, and the tags of both sides, say what belongs to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.basics.i18n import _
from core.phone.adapters.dialog_info import CONTENT_TYPE
from core.phone.sip.messages import Message, UnknownScheme, address_of, credentials, new_id, parameter, written

ASKED_SECONDS = 180
"""How long a subscription is to last; the exchange may shorten it. An exchange that forgot it is noticed at the refresh."""
_LONGEST_SECONDS = 86_400
_REFRESH_BEFORE = 60
_LEAST_REFRESH = 0.5
_FULL_EVERY = 30.0
_MOST_ROUTES = 10
_EXTENSION = re.compile(r"[A-Za-z0-9_.!~*'+$#-]{1,64}")


@dataclass(frozen=True, slots=True)
class Timing:
    """How long to wait for an answer over UDP, in seconds (RFC 3261: T1, T2, 64 T1)."""

    first: float = 0.5
    """Before a request is sent again; doubled each time."""
    longest: float = 4.0
    """The longest of these times."""
    patience: float = 32.0
    """Until a request has failed, and until the first state must have come."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who subscribes at which exchange. Errors: `ValueError` for a user that no address can have."""

    user: str
    """User, of the address and of the login."""
    secret: str
    """Secret of the login."""
    domain: str
    """Name or address of the exchange, an IPv6 address in brackets."""

    def __post_init__(self) -> None:
        if not is_user(self.user):
            raise ValueError("a user has letters, digits and a few signs, and no blanks")


def is_user(text: str) -> bool:
    """Whether a text can be the user of an address: an extension, or whom the exchange knows."""
    return _EXTENSION.fullmatch(text) is not None


@dataclass(slots=True)
class _Sent:
    """A request that waits for its answer."""

    data: bytes
    branch: str
    cseq: int
    expires: int
    again_at: float
    pause: float
    until: float
    has_credentials: bool


class Subscription:
    """The subscription to one extension."""

    def __init__(
        self, extension: str, account: Account, contact: str, waits: Iterator[float], timing: Timing, seconds: float
    ) -> None:
        """`contact` is the own HOST:PORT. `waits` are the pauses after failures in a row."""
        self.extension = extension
        self.call_id = new_id()
        """Id of the subscription; another one after each failure."""
        self.trouble = ""
        """Why there is no state of the extension; empty while there is."""
        self.is_active = False
        """Whether the exchange tells the state."""
        self._account, self._contact, self._timing = account, contact, timing
        self._waits = waits
        self._is_ending = self.is_over = False
        self._start_at: float | None = seconds
        self._fresh()

    def _fresh(self) -> None:
        """Forget the dialog with the exchange."""
        self.call_id, self.tag, self._remote_tag = new_id(), new_id(), ""
        self._target = self.address
        self._routes: tuple[str, ...] = ()
        self._cseq, self._notified = 0, -1
        self._sent: _Sent | None = None
        self._refresh_at: float | None = None
        self._state_until: float | None = None
        self._full_at = float("-inf")
        self.is_active = False
        self.is_new = True
        """Whether the next document tells the state from the beginning."""

    @property
    def address(self) -> str:
        """Address of the extension."""
        return f"sip:{self.extension.replace('#', '%23')}@{self._account.domain}"

    @property
    def due_at(self) -> float:
        """When `tick` has something to do."""
        times = [self._start_at, self._refresh_at, self._state_until]
        if self._sent is not None:
            times += [self._sent.again_at, self._sent.until]
        return min((each for each in times if each is not None), default=float("inf"))

    def tick(self, seconds: float) -> bytes:
        """What is to be sent now; empty for nothing."""
        sent = self._sent
        if (sent is not None and seconds >= sent.until) or (
            self._state_until is not None and seconds >= self._state_until
        ):
            self._fail(_("no answer"), seconds)
        elif sent is not None and seconds >= sent.again_at:
            sent.pause = min(self._timing.longest, sent.pause * 2)
            sent.again_at = seconds + sent.pause
            return sent.data
        elif sent is None and self._start_at is not None and seconds >= self._start_at:
            self._start_at = None
            return self._subscribe(seconds, ASKED_SECONDS)
        elif sent is None and self._refresh_at is not None and seconds >= self._refresh_at:
            return self._subscribe(seconds, ASKED_SECONDS)
        return b""

    def end(self, seconds: float) -> bytes:
        """What ends the subscription; empty where there is none. It is over when that was answered, or failed."""
        is_open = self.is_active and not self._is_ending
        self._is_ending, self._start_at = True, None
        if not is_open:
            self.is_over = True
            return b""
        return self._subscribe(seconds, 0)

    def ask_full(self, seconds: float) -> bytes:
        """Ask for the full state, after a document was lost; at most each half minute."""
        if self._sent is not None or self._is_ending or seconds - self._full_at < _FULL_EVERY:
            return b""
        self._full_at = seconds
        return self._subscribe(seconds, ASKED_SECONDS)

    def answered(self, answer: Message, seconds: float) -> tuple[bool, bytes]:
        """Take a response. Returns whether it belongs to the request that waits, and what is to be sent then."""
        sent = self._sent
        if sent is None or (answer.branch, answer.cseq, answer.method) != (sent.branch, sent.cseq, "SUBSCRIBE"):
            return False, b""
        if answer.tag("from") != self.tag:
            return False, b""
        if answer.status < 200:
            return True, b""
        self._sent = None
        if answer.status in (401, 407):
            return True, self._log_in(answer, sent, seconds)
        shortest = answer.number("min-expires")
        if answer.status == 423 and shortest is not None and sent.expires < shortest <= _LONGEST_SECONDS:
            return True, self._subscribe(seconds, shortest)
        if self._is_ending:
            self.is_over = True
        elif answer.status < 300:
            self._accepted(answer, sent, seconds)
        else:
            wait = answer.number("retry-after") or 0
            self._fail(f"{answer.status} {answer.reason}".strip()[:200], seconds, wait)
        return True, b""

    def _log_in(self, answer: Message, sent: _Sent, seconds: float) -> bytes:
        name, reply = ("www-authenticate", "Authorization")
        if answer.status == 407:
            name, reply = ("proxy-authenticate", "Proxy-Authorization")
        is_stale = any(re.search(r"\bstale\s*=\s*\"?true", line, re.IGNORECASE) for line in answer.lines(name))
        if sent.has_credentials and not is_stale:
            self._fail(
                _("the login was refused ({reason})").format(reason=f"{answer.status} {answer.reason}"[:200]), seconds
            )
            return b""
        try:
            words = credentials(answer.lines(name), "SUBSCRIBE", self._target, self._account.user, self._account.secret)
        except UnknownScheme as error:
            self._fail(_("the login was refused ({reason})").format(reason=error), seconds)
            return b""
        return self._subscribe(seconds, sent.expires, (reply, words))

    def _accepted(self, answer: Message, sent: _Sent, seconds: float) -> None:
        if not self._remote_tag:
            self._remote_tag = answer.tag("to")
            self._routes = tuple(reversed(answer.all("record-route")[:_MOST_ROUTES]))
        self._target = address_of(answer.header("contact")) or self._target
        told = answer.number("expires")
        if told == 0:
            self._fail(_("the telephone system ended the subscription ({reason})").format(reason="Expires: 0"), seconds)
            return
        self._lasts(min(sent.expires if told is None else told, _LONGEST_SECONDS), seconds)
        if not self.is_active:
            # The first state must follow; without it nothing of the exchange reaches this machine.
            self._state_until = seconds + self._timing.patience
        self.is_new = True

    def _lasts(self, expires: int, seconds: float) -> None:
        """The subscription ends after so many seconds: refresh it before."""
        self._refresh_at = seconds + max(_LEAST_REFRESH, expires / 2, expires - _REFRESH_BEFORE)

    def notified(self, notify: Message, seconds: float) -> tuple[int, str, bool]:
        """Take a NOTIFY with this subscription's id. Returns status and reason of the answer, and whether to read its body."""
        tag = notify.tag("from")
        if notify.tag("to") != self.tag or not tag or (self._remote_tag and tag != self._remote_tag):
            return 481, "Subscription does not exist", False
        if notify.header("event").partition(";")[0].strip().lower() != "dialog":
            return 489, "Bad Event", False
        if notify.cseq == self._notified:
            return 200, "OK", False
        if notify.cseq < self._notified:
            return 500, "Out of order", False
        self._notified, self._remote_tag = notify.cseq, tag
        if not self._routes:
            self._routes = notify.all("record-route")[:_MOST_ROUTES]
        self._target = address_of(notify.header("contact")) or self._target
        stated = notify.header("subscription-state")
        state = stated.partition(";")[0].strip().lower()
        if state == "terminated":
            self._terminated(stated, seconds)
            return 200, "OK", False
        self._state_until = None
        left = parameter(stated, "expires")
        if self._sent is None and re.fullmatch(r"\d{1,9}", left, re.ASCII):
            self._lasts(min(int(left), _LONGEST_SECONDS), seconds)
        self.is_active = state == "active"
        self.trouble = "" if self.is_active else _("the telephone system has not allowed it yet")
        return 200, "OK", self.is_active

    def _terminated(self, stated: str, seconds: float) -> None:
        reason, wait = parameter(stated, "reason").lower(), parameter(stated, "retry-after")
        if self._is_ending:
            self.is_over = True
            return
        was_active = self.is_active
        seconds_told = int(wait) if re.fullmatch(r"\d{1,9}", wait, re.ASCII) else 0
        self._fail(
            _("the telephone system ended the subscription ({reason})").format(reason=reason[:80] or "-"),
            seconds,
            seconds_told,
        )
        if was_active and reason in ("deactivated", "timeout"):
            # It asks for a new one at once.
            self.trouble, self._start_at = "", seconds

    def works(self, waits: Iterator[float]) -> None:
        """A state was read: the next failure is the first one again."""
        self._waits = waits

    def _fail(self, trouble: str, seconds: float, wait: int = 0) -> None:
        if self._is_ending:
            self.is_over = True
        self._fresh()
        self.trouble = trouble
        self._start_at = None if self._is_ending else seconds + max(next(self._waits), min(wait, _LONGEST_SECONDS))

    def _subscribe(self, seconds: float, expires: int, login: tuple[str, str] | None = None) -> bytes:
        self._cseq += 1
        branch = f"z9hG4bK{new_id()}"
        account = self._account
        to = f"<{self.address}>" + (f";tag={self._remote_tag}" if self._remote_tag else "")
        headers = [
            ("Via", f"SIP/2.0/UDP {self._contact};branch={branch};rport"),
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self._routes),
            ("From", f"<sip:{account.user.replace('#', '%23')}@{account.domain}>;tag={self.tag}"),
            ("To", to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self._cseq} SUBSCRIBE"),
            ("Contact", f"<sip:{account.user.replace('#', '%23')}@{self._contact}>"),
            ("Event", "dialog"),
            ("Accept", CONTENT_TYPE),
            ("Expires", str(expires)),
            ("User-Agent", "Monteore"),
            *((login,) if login else ()),
        ]
        data = written(f"SUBSCRIBE {self._target} SIP/2.0", headers)
        first, until = self._timing.first, self._timing.patience
        self._sent = _Sent(
            data, branch, self._cseq, expires, seconds + first, first, seconds + until, login is not None
        )
        self._refresh_at = None
        return data
