"""Public holidays: one country is imported, and every country of the library can be."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_calendar_of_one_country_imports_no_other_and_every_country_still_has_one() -> None:
    code = """
import sys
from datetime import date
from core.basics.calendars import holiday_test, parse_country

assert holiday_test("IT")(date(2026, 6, 2)) and not holiday_test("IT")(date(2026, 6, 3))
countries = [name for name in sys.modules if name.startswith("holidays.countries.")]
assert countries == ["holidays.countries.italy"], countries
import holidays
for country in holidays.list_supported_countries(include_aliases=False):
    assert parse_country(country) == country
assert holiday_test("DE-BY")(date(2026, 1, 6)) and not holiday_test("DE-BE")(date(2026, 1, 6))
assert holidays.Germany(years=2026, subdiv="BY")
"""
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr
