"""Every error that Xietu raises on purpose.

::

    XietuError
    +-- InputError              the input was refused, nothing was activated
    |   +-- MappingError        a column that is needed is not known or not there
    +-- CalendarError           a day of which nobody knows whether it is worked
    +-- StoreError
    |   +-- NoActiveLoadError   nothing has been loaded yet
    |   +-- LoadNotFoundError   no load of that id
    |   +-- BrokenLoadError     a load whose files are damaged or missing
    |   +-- OlderLoadError      a load of an earlier release that lacks what is asked for
    |   +-- StoreBusyError      another process is writing
    |   +-- StoreUnavailableError  the store does not answer
    +-- JobError
    |   +-- JobNotFoundError    no job of that id
    |   +-- JobEndedError       a job that has ended can no longer be changed
    |   +-- QueueFullError      too many files wait already
    +-- EvaluationError         a round of mutual evaluation cannot do what was asked
    |   +-- RoundNotFoundError  no round of that name
    |   +-- NotReleasedError    nothing of the round has been released
    |   +-- UnfinishedRoundError  its period is not over and nobody said that all is in
    |   +-- NothingToReleaseError  what is new in the round may not be published yet
    +-- QueryError
    |   +-- UnknownQueryError   no question of that name
    |   +-- ParameterError      a parameter that is unknown or has a bad value
    |   +-- LevelError          the load has no data at that level
    |   +-- CaseNotFoundError   the load has no case of that id
    +-- ReportError
    |   +-- NoFontError         no Chinese font is there to print with
    |   +-- DeliveryError       reports cannot be written where they should go
    +-- SettingsError           a setting that cannot work

A message says what is wrong, where, and what to do, in Chinese and in English. It carries no
HTTP status: that is the business of ``web/errors.py``.
"""

from graph.text import Text


class XietuError(Exception):
    """Base of all errors raised on purpose; ``error.text`` is fit to be shown to a user.

    >>> error = XietuError("没有这样的批次。", "There is no such load.")
    >>> print(error.text.en, "/", error)
    There is no such load. / 没有这样的批次。
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.text = Text(zh, en)


class InputError(XietuError):
    """The input was refused and nothing was activated."""


class MappingError(InputError):
    """A column that is needed is not named, or the named one is not in the file.

    ``why`` says only what is wrong, for a page on which the columns are chosen; the whole text
    adds the command that names them.

    >>> error = MappingError("缺 a。请写：…", "No a. Say: …", Text("缺 a。", "No a."))
    >>> error.why.en, error.text.en
    ('No a.', 'No a. Say: …')
    """

    def __init__(self, zh: str, en: str, why: Text | None = None) -> None:
        super().__init__(zh, en)
        self.why = why or self.text


class CalendarError(XietuError):
    """A day lies outside the years for which working days are published."""


class StoreError(XietuError):
    """The store cannot do what was asked."""


class NoActiveLoadError(StoreError):
    """No load is active: nothing has been loaded yet, or the active one was deleted."""


class LoadNotFoundError(StoreError):
    """There is no load of that id."""


class BrokenLoadError(StoreError):
    """The files of a load are damaged or missing."""


class OlderLoadError(StoreError):
    """The load was made by an earlier release, which did not derive what is asked for."""


class StoreBusyError(StoreError):
    """Another process is writing; there is one writer at a time."""


class StoreUnavailableError(StoreError):
    """The store does not answer."""


class JobError(XietuError):
    """Something cannot be done with a job."""


class JobNotFoundError(JobError):
    """There is no job of that id."""


class JobEndedError(JobError):
    """The job has ended, or is past the point where it could be changed."""


class QueueFullError(JobError):
    """So many files wait that no other one is taken."""


class EvaluationError(XietuError):
    """Something cannot be done with a round of mutual evaluation."""


class RoundNotFoundError(EvaluationError):
    """There is no round of that name, or no department of that id in it."""


class NotReleasedError(EvaluationError):
    """Nothing of the round has been released, or the release was withdrawn."""


class NothingToReleaseError(EvaluationError):
    """What is new in the round may not be published yet, or there is nothing new."""


class UnfinishedRoundError(EvaluationError):
    """The period of the round is not over, and nobody has said that all ratings are in."""


class QueryError(XietuError):
    """A question cannot be answered as it was put."""


class UnknownQueryError(QueryError):
    """There is no question of that name."""


class ParameterError(QueryError):
    """A parameter is unknown or its value is not accepted.

    ``parameter`` is its name and ``accepted`` what would have been accepted.
    """

    def __init__(self, zh: str, en: str, parameter: str, accepted: tuple[str, ...] = ()) -> None:
        super().__init__(zh, en)
        self.parameter = parameter
        self.accepted = accepted


class LevelError(QueryError):
    """The load has no data at the level asked for; ``levels`` are those it has."""

    def __init__(self, zh: str, en: str, levels: tuple[str, ...]) -> None:
        super().__init__(zh, en)
        self.levels = levels


class CaseNotFoundError(QueryError):
    """The load has no case of that id."""


class ReportError(XietuError):
    """A report that cannot be made."""


class NoFontError(ReportError):
    """No Chinese font is there to print with: a PDF would be empty boxes."""


class DeliveryError(ReportError):
    """Reports cannot be written where they should go: the folder is taken or closed."""


class SettingsError(XietuError):
    """A setting that cannot work: a folder that cannot be written, a port in use."""
