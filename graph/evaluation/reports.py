"""The two reports of a round, made of what the gate lets through."""

from collections.abc import Iterator, Sequence

import numpy as np

from graph.algorithms.ratee_correlation import ratee_correlation
from graph.algorithms.rating_averages import Averages, averages, rank_moves
from graph.algorithms.social_relations import FULL, variances
from graph.algorithms.stability import stability
from graph.evaluation.assessment import Assessment, seed_of
from graph.evaluation.estimates import Bools
from graph.evaluation.facts import round_of
from graph.evaluation.figures import (
    Agreement,
    Audit,
    Design,
    Document,
    Kind,
    Moves,
    Named,
    Objective,
    Oversight,
    Own,
    Pair,
    Quadrant,
    RaterFlags,
    Score,
    Shape,
    Split,
    Unasked,
)
from graph.evaluation.figures import Process as ProcessWord
from graph.evaluation.gate import Gate, gate
from graph.evaluation.process import ENOUGH
from graph.evaluation.ratings import Ratings
from graph.load import Load

METHODS: dict[str, str] = {
    "mean": "mean",
    "trimmed": "trimmed",
    "adjusted": "ols",
    "standardised": "z",
}
EFFICIENCY, QUALITY = "工作效率", "工作质量"
KINDS: tuple[Kind, ...] = ("mutual", "one_way", "inflation")


def oversight(of: Assessment, load: Load) -> Oversight:
    """Return the oversight report."""
    through = gate(of)
    scores = through.scores()
    objective = _objective(of, scores)
    pairs = tuple(_pairs(through))
    return Oversight(
        round=round_of(of.ratings, load),
        rules=of.rules,
        design=_design(of),
        splits=tuple(_splits(of)) if of.corrected else (),
        scores=scores,
        named=tuple(_named(of)),
        raters=_raters(of),
        pairs=pairs,
        rings=_rings(through),
        equal_sums=of.judged.equal_sums,
        objective=objective,
        agreement=_agreement(through),
        moves=tuple(_moves(through)),
        audit=_audit(scores),
    )


def documents(of: Assessment, report: Oversight) -> tuple[Document, ...]:
    """Return the report of each department, from the oversight report and its own habit."""
    return tuple(_document(of, report, at) for at in range(len(of.ratings.departments)))


def _design(of: Assessment) -> Design:
    ratings = of.ratings
    asked = _asked(ratings)
    scored = ~np.isnan(ratings.x)
    answers = scored.sum() + ratings.unknown.sum()
    work = of.process.pair_handoffs
    first, second = np.nonzero(np.triu((work + work.T > 0) & ~asked & ~asked.T, 1))
    unasked = [
        Unasked(ratings.departments[i], ratings.departments[j], int(work[i, j] + work[j, i]))
        for i, j in zip(first, second, strict=True)
    ]
    return Design(
        shape=_shape(asked),
        rank=min((variances(x).rank for x in of.used), default=0),
        of=FULL,
        corrected=of.corrected,
        connected=all(each.connected for each in of.estimates),
        departments=len(ratings.departments),
        raters=int(scored.any(axis=(0, 2)).sum()),
        unknown=round(float(ratings.unknown.sum() / answers), 2) if answers else 0.0,
        silent=int(((work > 0) & ~scored.any(axis=0)).sum()),
        unasked=tuple(sorted(unasked, key=lambda each: (-each.handoffs, each.first, each.second))),
        excluded=int(of.excluded.sum()),
    )


def _asked(ratings: Ratings) -> Bools:
    """Return which rater answered about which ratee, if only that it does not know."""
    answered: Bools = np.any(~np.isnan(ratings.x) | ratings.unknown, axis=0)
    return answered


def _shape(asked: Bools) -> Shape:
    n = len(asked)
    either = asked | asked.T
    for hub in range(n):
        rest = np.delete(np.delete(either, hub, 0), hub, 1)
        if either[hub].any() and not rest.any():
            return "star"
    return "mesh" if asked.sum() >= 0.8 * n * (n - 1) else "other"


def _splits(of: Assessment) -> Iterator[Split]:
    apart = of.distinguishable
    for layer, name in enumerate([*of.ratings.dimensions, ""]):
        each = of.estimates[layer]
        found = variances(each.x)
        rater, ratee, pair = found.shares
        yield Split(
            dimension=name,
            ratee=_percent(ratee),
            rater=_percent(rater),
            pair=_percent(pair),
            reliability=_percent(each.reliability),
            generalised=_correlation(found.rater_ratee, found.rater * found.ratee),
            dyadic=_correlation(found.dyadic, found.pair**2),
            distinguishable=bool(apart[layer]),
            stable=_stable(of, layer),
        )


def _percent(value: float) -> float:
    return round(float(value), 2) + 0.0


def _correlation(covariance: float, product: float) -> float | None:
    if not product > 0:
        return None
    return _percent(min(max(covariance / product**0.5, -1), 1))


def _stable(of: Assessment, layer: int) -> float | None:
    """Return the share of the ratee variance that the round before has too."""
    if of.earlier is None or layer >= len(of.earlier) or np.isnan(of.earlier[layer]).all():
        return None
    found = stability(np.stack([of.earlier[layer], of.used[layer]]))
    whole = found.stable.ratee + found.unstable.ratee
    return _percent(min(max(found.stable.ratee / whole, 0), 1)) if whole > 0 else None


def _named(of: Assessment) -> Iterator[Named]:
    ratings = of.ratings
    for at, rater in enumerate(ratings.departments):
        if rater in ratings.open_raters:
            for layer, ratee in np.argwhere(~np.isnan(ratings.x[:, at])):
                yield Named(
                    rater,
                    ratings.departments[ratee],
                    ratings.dimensions[layer],
                    float(ratings.x[layer, at, ratee]),
                )


def _raters(of: Assessment) -> tuple[RaterFlags, ...]:
    return tuple(
        RaterFlags(one, flags, bool(out))
        for one, flags, out in zip(of.ratings.departments, of.flags, of.excluded, strict=True)
        if flags
    )


def _pairs(through: Gate) -> Iterator[Pair]:
    """Return the pairs of which both ratees have enough raters; neither score nor direction."""
    of = through.of
    enough = through.enough
    work, slow = of.process.pair_handoffs, of.process.slow
    found = set()
    for kind, i, j in of.judged.pairs:
        if enough[i] and enough[j]:
            count = int(work[i, j] + work[j, i])
            process: ProcessWord = "slow" if slow[i, j] or slow[j, i] else "usual"
            ids = sorted((of.ratings.departments[i], of.ratings.departments[j]))
            found.add(Pair(ids[0], ids[1], kind, process if count >= ENOUGH else "", count))
    yield from sorted(found, key=lambda each: (KINDS.index(each.kind), each.first, each.second))


def _rings(through: Gate) -> tuple[tuple[str, ...], ...]:
    enough = through.enough
    names = through.of.ratings.departments
    return tuple(
        sorted(
            tuple(names[at] for at in ring)
            for ring in through.of.judged.rings
            if all(enough[at] for at in ring)
        )
    )


def _objective(of: Assessment, scores: Sequence[Score]) -> tuple[Objective, ...]:
    verdicts = {(each.department, each.dimension): each.verdict for each in scores}
    found = []
    for at, one in enumerate(of.ratings.departments):
        process = of.process
        wait, low, high = (_number(value) for value in process.wait[at])
        back, least, most = (_number(value) for value in process.returned[at])
        city, usual = _number(process.wait_city), _number(process.returned_city)
        enough = int(process.handoffs[at]) >= ENOUGH
        waits = _against(low, high, city) if enough else ""
        returns = _against(least, most, usual) if enough else ""
        found.append(
            Objective(
                department=one,
                handoffs=int(process.handoffs[at]),
                wait=wait,
                wait_low=low,
                wait_high=high,
                wait_city=city,
                waits=waits,
                returns=int(process.returns[at]),
                returned=back,
                returned_low=least,
                returned_high=most,
                returned_city=usual,
                returns_are=returns,
                efficiency=_quadrant(verdicts.get((one, EFFICIENCY), ""), waits),
                quality=_quadrant(verdicts.get((one, QUALITY), ""), returns),
            )
        )
    return tuple(found)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _against(low: float | None, high: float | None, city: float | None) -> ProcessWord:
    if low is None or high is None or city is None:
        return ""
    return "slow" if low > city else "fast" if high < city else "usual"


def _quadrant(verdict: str, process: str) -> Quadrant:
    known: dict[tuple[str, str], Quadrant] = {
        ("below", "slow"): "confirmed",
        ("below", "fast"): "perception",
        ("above", "slow"): "hidden",
        ("above", "fast"): "good",
    }
    return known.get((verdict, process), "")


def _agreement(through: Gate) -> Agreement:
    of = through.of
    said = {(i, j) for kind, i, j in of.judged.pairs if kind != "inflation"}
    said |= {(j, i) for kind, i, j in of.judged.pairs if kind == "mutual"}
    slow = {(int(i), int(j)) for i, j in np.argwhere(of.process.slow)}
    work = of.process.pair_handoffs
    known = {pair for pair in said if work[pair] >= ENOUGH}
    score = np.where(through.shown[-1], of.estimates[-1].score, np.nan)
    wait = np.log(np.where(of.process.wait[:, 0] > 0, of.process.wait[:, 0], np.nan))
    level = ratee_correlation(score, wait, seed=seed_of(of.ratings.round_id))
    return Agreement(
        wait_correlation=_hundredth(level.r),
        wait_p=_hundredth(level.p),
        pair_coefficient=None
        if np.isnan(of.judged.coefficient)
        else round(of.judged.coefficient, 1),
        pair_p=_hundredth(of.judged.p),
        slow_unsaid=len(slow - said) if of.corrected else 0,
        said_not_slow=len(known - slow),
        said_and_slow=len(known & slow),
    )


def _hundredth(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2) + 0.0


def _moves(through: Gate) -> Iterator[Moves]:
    """Return who moves by more than three places, of the departments with an overall score."""
    of, shown = through.of, through.shown[-1]
    if not of.corrected:
        return
    whole = of.ratings.x.mean(axis=0)
    found = averages(whole, of.excluded)
    masked = [np.where(shown, getattr(found, name), np.nan) for name in found.__slots__]
    moves = rank_moves(Averages(*masked), reference="screened")
    for method, word in METHODS.items():
        own = [each for each in moves if each.method == method]
        up, down = (
            tuple(of.ratings.departments[e.ratee] for e in own if (e.rank < e.usual) is better)
            for better in (True, False)
        )
        yield Moves(word, up, down)  # type: ignore[arg-type]


def _audit(scores: Sequence[Score]) -> Audit:
    return Audit(
        figures=len(scores),
        few=sum(each.reason == "few" for each in scores),
        protected=sum(each.reason == "protected" for each in scores),
        changes_withheld=sum(each.change == "withheld" for each in scores),
    )


def _document(of: Assessment, report: Oversight, at: int) -> Document:
    one, habit = report.round.departments[at], of.habits[at]
    ratings = of.ratings
    own = [each for each in report.scores if each.department == one.id]
    hub = report.design.shape == "star" and one.id != _hub(of)
    digits = report.round.decimals
    return Document(
        round=report.round,
        rules=report.rules,
        department=one,
        asked=1 if hub else len(ratings.departments) - 1,
        raters=own[0].raters,
        corrected=report.design.corrected,
        distinguishable=tuple(s.dimension for s in report.splits if s.distinguishable),
        scores=tuple(own),
        named=tuple(each for each in report.named if one.id in (each.rater, each.ratee)),
        subgroups=(),
        objective=report.objective[at],
        own=Own(
            rated=int((~np.isnan(ratings.x[:, at])).any(axis=0).sum()),
            unknown=int(ratings.unknown[:, at].any(axis=0).sum()),
            severity=None if np.isnan(habit.severity) else round(habit.severity, digits) + 0.0,
            flags=habit.flags,
        ),
    )


def _hub(of: Assessment) -> str:
    asked = _asked(of.ratings)
    return of.ratings.departments[int((asked | asked.T).sum(axis=0).argmax())]
