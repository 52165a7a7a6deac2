"""The two clocks on which durations are shown, and the seconds that make a day of each."""

WORKING_DAY = 28_800  # eight hours
CALENDAR_DAY = 86_400
