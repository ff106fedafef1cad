"""Minutes and account of every standing entry, in some twenty bytes each: an audit of a million entries keeps all of them."""

from array import array


class Standing:
    """The entries that stand, with the minutes that blocks pay of each.

    An entry is identified by 64 bits of Python's keyed hash of its id, which is another one in each process: nobody can
    make two ids that are taken for one.
    """

    def __init__(self) -> None:
        self._new = _Bucket()
        """Those added since the last question. Many histories ask for few entries, some for none."""
        self._places: dict[int, _Bucket] = {}
        self._accounts: list[str] = []
        self._numbers: dict[str, int] = {}

    def add(self, entry_id: str, minutes: int, account_id: str) -> None:
        """Keep an entry of which nothing is kept yet."""
        number = self._numbers.get(account_id)
        if number is None:
            number = self._number(account_id)
        self._new.names.append(hash(entry_id))
        self._new.minutes.append(minutes)
        self._new.accounts.append(number)

    def _bucket(self, name: int) -> "_Bucket | None":
        """The bucket of a hash, with all entries that were added."""
        new = self._new
        if new.names:
            self._new = _Bucket()
            for added, minutes, number in zip(new.names, new.minutes, new.accounts, strict=True):
                bucket = self._places.get(added & _BUCKETS)
                if bucket is None:
                    bucket = self._places[added & _BUCKETS] = _Bucket()
                bucket.names.append(added)
                bucket.minutes.append(minutes)
                bucket.accounts.append(number)
        return self._places.get(name & _BUCKETS)

    def put(self, entry_id: str, minutes: int, account_id: str) -> None:
        """Keep an entry, in the place of what was kept of it."""
        name = hash(entry_id)
        bucket = self._bucket(name)
        place = bucket.place(name) if bucket else None
        if bucket is None or place is None:
            self.add(entry_id, minutes, account_id)
        else:
            bucket.minutes[place], bucket.accounts[place] = minutes, self._number(account_id)

    def _number(self, account_id: str) -> int:
        number = self._numbers.setdefault(account_id, len(self._accounts))
        if number == len(self._accounts):
            self._accounts.append(account_id)
        return number

    def minutes(self, entry_id: str) -> int | None:
        """The minutes of an entry; `None` for one that does not stand."""
        name = hash(entry_id)
        bucket = self._bucket(name)
        place = bucket.place(name) if bucket else None
        return bucket.minutes[place] if bucket and place is not None else None

    def account(self, entry_id: str) -> str:
        """The account of an entry; empty for one that does not stand."""
        name = hash(entry_id)
        bucket = self._bucket(name)
        place = bucket.place(name) if bucket else None
        return self._accounts[bucket.accounts[place]] if bucket and place is not None else ""

    def pop(self, entry_id: str) -> int | None:
        """Forget an entry; its minutes, or `None` for one that does not stand."""
        name = hash(entry_id)
        bucket = self._bucket(name)
        place = bucket.place(name) if bucket else None
        if bucket is None or place is None:
            return None
        del bucket.names[place]
        del bucket.accounts[place]
        return bucket.minutes.pop(place)


_BUCKETS = 0x3FFF


class _Bucket:
    """The entries whose hashes end alike, in arrays side by side."""

    __slots__ = ("accounts", "minutes", "names")

    def __init__(self) -> None:
        self.names = array("q")
        self.minutes = array("q")
        self.accounts = array("L")

    def place(self, name: int) -> int | None:
        """Where an entry is kept."""
        return self.names.index(name) if name in self.names else None
