"""The working calendar of a load, for what is drawn of its cases."""

from graph.calendar import Calendar
from graph.calendars import Calendars
from graph.load import Load
from web.parts import parts


def calendar_of(load: Load) -> Calendar:
    """Return the calendar that all departments of `load` share."""
    store = parts().store
    overrides = store.fetch(store.table(load.load_id, "calendar"))
    departments = store.fetch(store.table(load.load_id, "departments").select("id", "key"))
    keys = dict(zip(departments["id"].to_pylist(), departments["key"].to_pylist(), strict=True))
    return Calendars.of(load.source.calendar, load.source.timezone, overrides, keys).common
