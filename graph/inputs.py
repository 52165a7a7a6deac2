"""Which files can be read, and what may be said of one when it is."""

EVENT_LOGS = (".xes", ".xes.gz", ".csv", ".csv.gz", ".parquet")
WORKBOOKS = (".xlsx", ".xls", ".xlsb", ".ods")

ROLES = ("case", "activity", "start", "end", "department", "person", "item")
"""Roles that a column (attribute) of an event log may play and that a user may name."""

NO_COLUMN = "-"
"""Said of a role instead of a column: none of them plays it."""

LOG_OPTIONS = (*ROLES, "missing", "final")
"""Options that only an event log has a use for."""

OPTIONS = (*LOG_OPTIONS, "calendar", "timezone", "score_direction")
"""All that may be said of an input; ``missing`` and ``final`` hold several texts."""

CALENDARS = ("china", "none")
"""Calendars that are built in."""

DIRECTIONS = ("high", "low")
"""Which digits of a mutual evaluation are best."""


def is_event_log(name: str) -> bool:
    """Tell by the end of its name whether a file is an event log rather than a workbook.

    >>> is_event_log("九月.CSV"), is_event_log("月报.xlsx")
    (True, False)
    """
    return name.lower().endswith(EVENT_LOGS)
