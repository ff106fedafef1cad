"""The flow that exports the lines to invoice for the accounting program."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.basics.errors import Refused, at
from core.basics.i18n import _, ngettext
from core.entryline.parse import parse_day
from core.forms.fields import FormField
from core.language.formats import money_text
from tui.attempt import attempt
from tui.dialogs.form import Form
from tui.files import named_path
from tui.flows.runner import Runner
from tui.flows.saving import fill_form
from tui.flows.target import Target

if TYPE_CHECKING:
    from core.business import Business
    from core.exports.billing import ExportRun

_ENDINGS: Final = {"xlsx": "xlsx", "fatturapa": "zip", "easyfatt": "DefXml"}
"""How the files of formats end; the others are CSV."""


async def export(runner: Runner) -> None:
    """Write the lines to invoice into a file, each once, and record the run, once the file can be made."""
    from core.exports.billing import left_out_lines
    from core.exports.columns import PRESETS, ColumnMap, preset

    today = runner.reader.today.isoformat()
    formats = ("csv", "xlsx", *PRESETS, "easyfatt", "fatturapa")
    fields = (
        FormField("format", _("Format"), formats[0], "", formats, hint=_("of the accounting program")),
        FormField("file", _("File"), "", "october.csv", default=f"~/{_('invoices')}-{today}.csv"),
        FormField("until", _("Until"), "", "2026-10-31", default=_("today")),
        FormField("client", _("Client"), "", "acme", default=_("every client")),
        FormField("first", _("First no."), "", "41/2026", hint=_("where the firm numbers its invoices itself")),
    )

    def path_of(values: Mapping[str, str]) -> Path:
        ending = _ENDINGS.get(values["format"], "csv")
        return named_path(values["file"].strip() or f"~/{_('invoices')}-{today}.{ending}")

    def made(business: "Business", values: Mapping[str, str], *, dry_run: bool) -> "ExportRun":
        name, who, until = values["format"], values["client"].strip(), values["until"].strip()
        return business.billing.export(
            client_id=at("client", lambda: business.queries.resolve_client(who, archived=True)).client_id
            if who
            else None,
            until=at("until", lambda: parse_day(until, today=business.today)) if until else None,
            format_name="csv" if name in PRESETS else name,
            columns=preset(name) if name in PRESETS else ColumnMap(),
            first_number=values["first"].strip(),
            dry_run=dry_run,
        )

    target = Target(path_of)

    def check(values: Mapping[str, str]) -> list[str]:
        into = target.lines(values)
        run = runner.beside.reading(lambda reader: made(reader, values, dry_run=True))
        first = f"{_counted(run)}  {into[0]}"
        return [first, _("each line goes out once"), *into[1:], *left_out_lines(run.left_out)]

    def save(values: dict[str, str]) -> str:
        # Checked before the run is recorded, because that happens only once.
        target.check(values)
        run = made(runner.business, values, dry_run=False)
        written = attempt(lambda: target.write(values, run.content))
        if written.error is not None:
            again = _("{reason}; the run is recorded, in the shell: monteore invoice export --again {id} --output FILE")
            raise Refused(again.format(reason=written.error, id=run.run_id))
        return f"{_counted(run)}  {_('written: {path}').format(path=written.value)}"

    def form(values: dict[str, str], trouble: str) -> Form:
        title = _("Export the lines to invoice")
        return Form(title, fields, check, values=values, trouble=trouble, is_slow=True)

    told = await fill_form(runner, form, save, target.doubt)
    if told is not None:
        runner.say(told)


def _counted(run: "ExportRun") -> str:
    """How many lines a run has, and their sums by currency."""
    from core.exports.billing import totals_of

    said = ngettext("{count} line", "{count} lines", len(run.lines)).format(count=len(run.lines))
    return "  ".join((said, *(money_text(amount, currency) for currency, amount in sorted(totals_of(run.lines)))))
