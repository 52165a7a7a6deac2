"""The working calendars of a load, for what is drawn of its cases."""

from collections.abc import Mapping
from dataclasses import dataclass

from graph.calendar import Calendar
from graph.calendars import Calendars, every_second
from graph.load import Load
from web.parts import parts


@dataclass(frozen=True, slots=True)
class CaseCalendars:
    """The calendar of every department; `shared` is that of those without days of their own.

    `days_off` tells the rest days to shade, also where all time counts.
    """

    shared: Calendar
    own: Mapping[str, Calendar]  # by department id
    days_off: Calendar

    def of(self, department: str) -> Calendar:
        """Return the calendar of a department."""
        return self.own.get(department, self.shared)


def calendars_of(load: Load, natural: bool = False) -> CaseCalendars:
    """Return the calendars of `load`; with `natural` every second of every day counts."""
    store = parts().store
    overrides = store.fetch(store.table(load.load_id, "calendar"))
    departments = store.fetch(store.table(load.load_id, "departments").select("id", "key"))
    keys = dict(zip(departments["id"].to_pylist(), departments["key"].to_pylist(), strict=True))
    zone = load.source.timezone
    found = Calendars.of(load.source.calendar, zone, overrides, keys)
    if natural:
        return CaseCalendars(every_second(zone), {}, found.common)
    ids = {key: department for department, key in keys.items()}
    own = {ids[key]: calendar for key, calendar in found.own.items()}
    return CaseCalendars(found.common, own, found.common)
