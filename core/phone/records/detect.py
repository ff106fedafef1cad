"""Which format a file of call records has, told by its content and not by its name."""

from core.basics.errors import Refused, Usage
from core.basics.i18n import _
from core.phone.records import asterisk_files, cloud, exchanges, freeswitch, generic, offices, threecx
from core.phone.records.legs import Format
from core.phone.records.text import Sheet

FORMATS: tuple[Format, ...] = (
    freeswitch.XML,
    threecx.LOG,
    exchanges.AVAYA,
    asterisk_files.CDR_CSV,
    asterisk_files.CDR_CUSTOM,
    asterisk_files.FREEPBX_BARE,
    freeswitch.CSV_EXAMPLE,
    freeswitch.CSV_ASTERISK,
    offices.FRITZBOX,
    exchanges.CUCM,
    asterisk_files.GRANDSTREAM,
    asterisk_files.NETHVOICE,
    asterisk_files.FREEPBX,
    asterisk_files.ASTERISK_NAMED,
    freeswitch.FUSIONPBX,
    threecx.REPORT,
    offices.YEASTAR,
    cloud.TEAMS,
    cloud.TWILIO,
    cloud.RINGCENTRAL,
    cloud.ZOOM,
    offices.VOISPEED,
    generic.PLAIN,
)
"""The formats that are known, the narrower before the wider one."""


def format_of(sheet: Sheet, name: str, wanted: str = "") -> Format:
    """The format of a file, or the one that somebody named. Errors: `Refused` for none, `Usage` for an unknown name."""
    if wanted:
        found = next((each for each in FORMATS if each.key == wanted), None)
        if found is None:
            raise Usage(
                _("there is no format {name}; there are {names}").format(
                    name=wanted, names=", ".join(each.key for each in FORMATS)
                )
            )
        return found
    found = next((each for each in FORMATS if each.claims(sheet)), None)
    if found is None:
        raise Refused(
            _(
                "{name} holds no call records that can be read; say which columns are start, number and talk, "
                "or which format it has"
            ).format(name=name),
            option="--map start=COLUMN --map number=COLUMN --map talk=COLUMN, --format NAME",
            about="columns",
        )
    return found
