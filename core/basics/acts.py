"""What a service method does in the words of the shell, such as `entry void`: how the security log names it."""

_NOUNS = {
    "Accounts": "account",
    "Adjustments": "account",
    "Agreements": "agreement",
    "BillingExport": "invoice export",
    "BlockStatements": "block statement",
    "Blocks": "block",
    "BroughtFiles": "import",
    "BusinessSettings": "business",
    "CallEdits": "call",
    "Callers": "call",
    "Calls": "call",
    "Clients": "client",
    "Contests": "entry",
    "Daily": "daily",
    "DayMail": "mail",
    "Entries": "entry",
    "Erasure": "client",
    "FirstClients": "client",
    "Forfeitures": "block",
    "Hours": "hours",
    "Imports": "import",
    "Invoices": "invoice",
    "Lines": "log",
    "Lock": "lock",
    "Merging": "client",
    "Moves": "agreement",
    "MyDay": "day",
    "Outbox": "mail",
    "Phone": "phone",
    "PhoneSettings": "phone",
    "PriceList": "price",
    "Proposals": "proposal",
    "Reconciliation": "reconcile",
    "RecordImports": "import calls",
    "Recorder": "phone",
    "Records": "reconcile",
    "Recovery": "backup",
    "Renewals": "renewal",
    "Replays": "account replay",
    "Security": "store",
    "Statements": "statement",
    "TechnicianBook": "technician",
    "Unsent": "call",
}
"""The noun of each class that has methods with a right. A class that is split keeps its noun, so its acts keep their names."""


def act_of(method: str) -> str:
    """The name of a method, such as `CallEdits.split_in_change`, as an act: `call split`. Any other text stays as it is."""
    owner, dot, name = method.partition(".")
    if not dot or owner not in _NOUNS:
        return method
    noun = _NOUNS[owner]
    act = name.removesuffix("_in_change").replace("_", " ")
    return noun if act in ("run", "read") or noun.endswith(act) else f"{noun} {act}"
