"""What may be shown of a round of mutual evaluation, and nothing else of it.

``gate`` makes these from the ratings; pages, files, API, reports and the command line know only
these. A release keeps them as canonical JSON: the same figures are the same bytes.

Scores are points of the round's scale, already rounded and coded at both ends; shares are 0 to 1;
waits are working seconds. A figure that is not shown is None, and ``reason`` says why.
"""

from dataclasses import asdict, dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Self, Union, get_args, get_origin, get_type_hints

import orjson

from graph.evaluation.rules import Rules

Reason = Literal["", "few", "protected", "small"]
"""Why a figure is not shown: too few raters (P1), others could be worked out from it (P2, P4, P8),
too few departments in the round (P14)."""
Raters = Literal["none", "few", "enough", "many"]
"""How many departments answered: fewer than P1 asks for, at least that, at least P2's number."""
Verdict = Literal["", "above", "below", "level"]
Change = Literal["", "up", "down", "level", "withheld"]
Quadrant = Literal["", "confirmed", "perception", "hidden", "good"]
"""Low and slow, low though fast, high though slow, high and fast; empty: no statement."""
Process = Literal["", "slow", "fast", "usual"]
Kind = Literal["mutual", "one_way", "inflation"]
Flag = Literal["severe", "lenient", "straight", "same", "halo", "spread", "outfit", "disagrees"]
Shape = Literal["mesh", "star", "other"]
Relation = Literal["", "lower", "higher", "none"]
"""Longer waits with lower or higher ratings, or neither; empty: not known."""


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the round."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Round:
    """The facts of a round that everybody may know."""

    id: str
    city: str
    starts: str  # ISO date, or empty: not known
    ends: str
    load_id: str
    as_of: str  # ISO date of the data
    synthetic: bool
    low: float  # ends of the scale
    high: float
    decimals: int  # of published scores
    dimensions: tuple[str, ...]
    departments: tuple[Department, ...]  # invited, by id
    open_raters: tuple[str, ...]  # ids

    @property
    def is_unfinished(self) -> bool:
        """Whether the data were drawn before the period was over (P5: release after closing)."""
        return "" < self.as_of < self.ends

    def name(self, department: str) -> str:
        """Return the name of a department of the round."""
        return next((each.name for each in self.departments if each.id == department), department)


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a department in a dimension (empty: overall), and what it means.

    ``coded``: the score lies beyond what is shown (P10) and is written as at least or at most.
    ``mean`` is the organisation's, over what is shown. ``rank_low`` is the better end of the places
    that are likely among the ``ranked`` departments.
    """

    department: str
    dimension: str
    raters: Raters
    reason: Reason
    score: float | None = None
    coded: Literal["", "top", "bottom"] = ""
    low: float | None = None
    high: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    mean: float | None = None
    verdict: Verdict = ""
    change: Change = ""
    ranked: int | None = None
    step: float | None = None  # points to which it is rounded; None: to its last digit
    mean_step: float | None = None  # the same of the mean


@dataclass(frozen=True, slots=True)
class Named:
    """A score that an open rater gave, shown as its own (具名评价)."""

    rater: str
    ratee: str
    dimension: str
    score: float


@dataclass(frozen=True, slots=True)
class Unasked:
    """Two departments that work together and of which neither was asked about the other."""

    first: str
    second: str
    handoffs: int


@dataclass(frozen=True, slots=True)
class Design:
    """What the round can show, before any score.

    ``rank`` of ``of``: how many of the five parameters the ratings determine; below ``of`` scores
    are plain means, not corrected for severity. ``unknown`` is the share of 不了解 among the
    answers. ``silent`` counts ordered pairs that hand over and where the rater gave no score.
    """

    shape: Shape
    rank: int
    of: int
    corrected: bool
    connected: bool
    departments: int
    raters: int  # that gave a score
    unknown: float
    silent: int
    unasked: tuple[Unasked, ...]
    excluded: int  # raters whose rows were left out (straight lines, noise)


@dataclass(frozen=True, slots=True)
class Split:
    """Where the scores of a dimension come from, in shares of their variance (whole per cents)."""

    dimension: str
    ratee: float
    rater: float
    pair: float
    reliability: float | None
    generalised: float | None  # correlation of giving and receiving
    dyadic: float | None  # correlation of the two directions of a pair
    distinguishable: bool
    stable: float | None  # share of the ratee part that lasts over rounds; None: one round
    ratee_error: float | None = None  # standard error of the ratee's share, by jackknife


@dataclass(frozen=True, slots=True)
class RaterFlags:
    """What is unusual in the ratings that a department gave; without values."""

    department: str
    flags: tuple[Flag, ...]
    excluded: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """A problem pair or a mutual inflation, without score and direction; the two ids in order.

    ``process`` tells whether handoffs between them are slow, either way; ``handoffs`` counts them.
    """

    first: str
    second: str
    kind: Kind
    process: Process
    handoffs: int


@dataclass(frozen=True, slots=True)
class Objective:
    """What the process log says of a department within the round's dates.

    ``wait`` is the median waiting before it, ``returned`` the share of the cases it got that it
    sent back; each with its 95 % interval, the city's figure and the verdict on the interval.
    Quadrants set it beside the scores of 工作效率 and 工作质量.
    """

    department: str
    handoffs: int
    wait: float | None
    wait_low: float | None
    wait_high: float | None
    wait_city: float | None
    waits: Process
    returns: int
    returned: float | None
    returned_low: float | None
    returned_high: float | None
    returned_city: float | None
    returns_are: Process  # slow: more returned than in the city
    efficiency: Quadrant = ""
    quality: Quadrant = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far ratings and process agree; of 工作效率 with the wait, and of pairs by MRQAP.

    A pair counts once, whichever way; only pairs that may be listed count as complaints.
    """

    wait_correlation: float | None
    wait_p: float | None
    slow_unsaid: int  # slow pairs nobody complains about
    said_not_slow: int  # complaints without objective cause
    said_and_slow: int
    unsaid: tuple[tuple[str, str], ...] = ()  # the slow pairs nobody complains about, by ids
    pairs: Relation = ""  # how ratings of pairs go with their waits, where significant


@dataclass(frozen=True, slots=True)
class Moves:
    """Departments whose rank moves by more than three places under another way of counting."""

    method: Literal["mean", "trimmed", "ols", "screened", "z"]
    up: tuple[str, ...]
    down: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What the disclosure audit did: how many figures it looked at, how many it held back.

    ``few`` counts those of too few raters and those of a round of too few departments.
    """

    figures: int
    few: int
    protected: int
    changes_withheld: int


@dataclass(frozen=True, slots=True)
class Oversight:
    """The oversight report of a round."""

    round: Round
    rules: Rules
    design: Design
    splits: tuple[Split, ...]
    scores: tuple[Score, ...]  # overall first, then by dimension; shown ones first, by id
    named: tuple[Named, ...]
    raters: tuple[RaterFlags, ...]  # flagged or left out, by id
    pairs: tuple[Pair, ...]  # by kind, then ids
    rings: tuple[tuple[str, ...], ...]
    equal_sums: bool  # every ratee got the same set of scores: agreed beforehand
    objective: tuple[Objective, ...]  # by id
    agreement: Agreement
    moves: tuple[Moves, ...]
    audit: Audit

    @property
    def shows_scores(self) -> bool:
        """Whether there is a score that may be shown, or one given openly."""
        return bool(self.named) or any(each.score is not None for each in self.scores)

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return _json(self)

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Read what ``to_json`` wrote."""
        made: Self = _made(cls, orjson.loads(text))
        return made


@dataclass(frozen=True, slots=True)
class Own:
    """How a department rated the others; told to it alone, in words.

    ``judged``: it rated enough for anything to be said. How many points it is above or below the
    others would, beside all scores, tell single ratings of small rounds.
    """

    rated: int
    unknown: int
    flags: tuple[Flag, ...]
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Mean score from the departments of one kind, in one dimension (P4)."""

    kind: str
    dimension: str
    score: float | None
    reason: Reason
    step: float | None = None  # points to which it is rounded; None: to its last digit


@dataclass(frozen=True, slots=True)
class Document:
    """The report that one department gets."""

    round: Round
    rules: Rules
    department: Department
    asked: int  # departments that were asked about it
    raters: Raters  # that answered, overall
    corrected: bool
    distinguishable: tuple[str, ...]  # dimensions in which departments can be told apart
    scores: tuple[Score, ...]  # overall first, then in the order of the dimensions
    named: tuple[Named, ...]
    subgroups: tuple[Subgroup, ...]
    objective: Objective
    own: Own

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return _json(self)

    @classmethod
    def from_json(cls, text: bytes | str) -> Self:
        """Read what ``to_json`` wrote."""
        made: Self = _made(cls, orjson.loads(text))
        return made


def _json(value: Any) -> bytes:
    return orjson.dumps(asdict(value), option=orjson.OPT_SORT_KEYS)


def _made(kind: Any, value: Any) -> Any:
    """Return `value`, read from JSON, as the dataclass, tuple or plain value that `kind` names.

    Releases stay as they were frozen: a field that is newer than they are has its default.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _made(inner[0], value)
    if origin is tuple:
        kinds = inner[:1] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_made(each, part) for each, part in zip(kinds, value, strict=True))
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        known = [each.name for each in fields(kind) if each.name in value]
        return kind(**{name: _made(hints[name], value[name]) for name in known})
    return float(value) if kind is float else value
