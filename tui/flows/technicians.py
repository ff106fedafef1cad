"""The flow that says the class and the cost of a technician."""

from collections.abc import Mapping
from datetime import date

from core.basics.i18n import _
from core.forms.technicians import example_cost, read_technician, technician_fields, technician_in_words
from core.model.technicians import TechnicianVersion, version_on
from tui.dialogs.form import Form
from tui.flows.runner import Runner
from tui.flows.saving import fill_form


async def set_technician(runner: Runner) -> None:
    """Say the class or the cost of a technician from a day on; posted work stays as it is."""
    business, reader = runner.business, runner.reader
    known, usual = await runner.read(lambda: (reader.technicians.all(), reader.price_list.usual_currency()))
    fields = technician_fields(known, reader.session.technician, usual)

    def check(values: Mapping[str, str]) -> list[str]:
        said = read_technician(values, known, reader.today, usual)
        before = version_on(known, said.name, said.from_date or date.min)
        after = TechnicianVersion(
            said.from_date,
            before.class_name if said.class_name is None else said.class_name.casefold(),
            before.cost_minor if said.cost_minor is None else said.cost_minor,
            said.currency or before.currency,
        )
        return [technician_in_words(said.name, after), _("work that is posted stays as it is")]

    def hints(values: Mapping[str, str]) -> dict[str, str]:
        held = version_on(known, values["name"].strip(), reader.today)
        now = {"class": held.class_name, "cost": example_cost(held)}
        return {name: _("now {value}").format(value=value) for name, value in now.items() if value}

    def form(values: dict[str, str], trouble: str) -> Form:
        return Form(_("Class and cost"), fields, check, values=values, trouble=trouble, hints=hints)

    def save(values: dict[str, str]) -> str:
        said = read_technician(values, business.technicians.all(), business.today, usual)
        version = business.technicians.set(
            said.name,
            said.from_date,
            class_name=said.class_name,
            cost_minor=said.cost_minor,
            currency=said.currency,
        )
        return technician_in_words(said.name, version)

    words = await fill_form(runner, form, save)
    if words is not None:
        runner.say(words)
