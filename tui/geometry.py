"""Where the parts of a screen stand. All sizes follow from the window's, in cells; none depends on what a panel shows."""

from core.basics.dataclass import dataclass

LEAST_WIDTH, LEAST_HEIGHT = 80, 24
WIDE, HUGE = 120, 180
"""Widths from which a screen is wide and huge."""
TALL, TOWERING = 40, 60
"""Heights from which a screen is tall and towering."""
BELOW_BODY = 2
"""The rows under the body: the answer and the keys."""
SMALL_CLOCK, LARGE_CLOCK, HUGE_CLOCK = 3, 5, 10
"""Rows of the clock of the call."""


@dataclass(frozen=True)
class Geometry:
    """The sizes for a window. Row 0 is the header; the answer stands in row `height - 2`, the keys in the last one."""

    width: int
    height: int

    @property
    def is_usable(self) -> bool:
        """Whether the window holds a screen; else only a notice is shown."""
        return self.width >= LEAST_WIDTH and self.height >= LEAST_HEIGHT

    @property
    def is_wide(self) -> bool:
        """Whether lists have bars and tables a header row."""
        return self.width >= WIDE

    @property
    def is_huge(self) -> bool:
        """Whether the desk has a column between Find and Left."""
        return self.width >= HUGE

    @property
    def today_rows(self) -> int:
        """Rows of the Today panel, borders included."""
        return 7 if self.height < TALL else 12 if self.height < TOWERING else 16

    @property
    def clock_rows(self) -> int:
        """Rows of the clock of the call."""
        if self.is_huge and self.height >= TOWERING:
            return HUGE_CLOCK
        return LARGE_CLOCK if self.is_wide and self.height >= TALL else SMALL_CLOCK

    @property
    def call_rows(self) -> int:
        """Rows of the Call panel, borders included: the client, the clock, the note; a held call below the huge clock."""
        return self.clock_rows + (5 if self.clock_rows == HUGE_CLOCK else 4)

    @property
    def find_width(self) -> int:
        """Columns of the Find panel, borders included."""
        return 60 if self.is_huge else 52 if self.is_wide else self.width // 2

    @property
    def highest_sheet_top(self) -> int:
        """The highest row in which a dialog may begin: the one below the clock."""
        return 3 + self.clock_rows

    def sheet_rows(self, wanted: int) -> int:
        """Rows of a dialog, borders included, for so many wanted rows between them; 0: from Today's upper border down."""
        most = self.height - BELOW_BODY - self.highest_sheet_top
        if wanted <= 0:
            return min(most, self.today_rows)
        return max(3, min(most, wanted + 2))
