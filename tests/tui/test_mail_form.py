"""Which mail a client receives, said on its page; what needs a person stands in the header."""

from pathlib import Path

from core.mail.model import MailState
from core.models import MailSwitches
from tests.builders import add_client, draft_of, open_ledger
