"""The oversight report of a round, made of what the gate lets through."""

from collections.abc import Iterator, Sequence

import numpy as np

from graph.algorithms.jackknife import jackknife
from graph.algorithms.ratee_correlation import ratee_correlation
from graph.algorithms.rating_averages import Averages, averages, rank_moves
from graph.algorithms.social_relations import Variances, variances
from graph.algorithms.stability import stability
from graph.evaluation.assessment import Assessment, seed_of
from graph.evaluation.beside import EFFICIENCY, beside
from graph.evaluation.design import design
from graph.evaluation.documents import named
from graph.evaluation.estimates import Floats
from graph.evaluation.facts import round_of
from graph.evaluation.figures import (
    Agreement,
    Audit,
    Kind,
    Moves,
    Oversight,
    Pair,
    RaterFlags,
    Relation,
    Score,
    Split,
)
from graph.evaluation.figures import Process as ProcessWord
from graph.evaluation.gate import Gate
from graph.evaluation.pairs import Judged, judge
from graph.evaluation.process import ENOUGH
from graph.load import Load

METHODS: dict[str, str] = {
    "mean": "mean",
    "trimmed": "trimmed",
    "adjusted": "ols",
    "standardised": "z",
}
KINDS: tuple[Kind, ...] = ("mutual", "one_way", "inflation")


def oversight(through: Gate, load: Load) -> Oversight:
    """Return the oversight report."""
    of, scores = through.of, through.scores()
    judged = judge(of)
    return Oversight(
        round=round_of(of.ratings, load),
        rules=of.rules,
        design=design(of),
        splits=tuple(_splits(of)) if of.corrected else (),
        scores=scores,
        named=tuple(named(of)),
        raters=_raters(of),
        pairs=tuple(_pairs(through, judged)),
        rings=_rings(through, judged),
        equal_sums=judged.equal_sums,
        objective=tuple(beside(of, scores)),
        agreement=_agreement(through, judged),
        moves=tuple(_moves(through)),
        audit=_audit(scores),
    )


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
            ratee_error=_error(each.x, found),
        )


def _error(x: Floats, found: Variances) -> float | None:
    """Return the standard error of the ratee's share: departments left out one by one."""
    whole = np.maximum(found.values[:3], 0).sum()
    error = float(jackknife(x).error[1] / whole) if whole > 0 else np.nan
    return None if np.isnan(error) else _percent(error)


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


def _raters(of: Assessment) -> tuple[RaterFlags, ...]:
    return tuple(
        RaterFlags(one, flags, bool(out))
        for one, flags, out in zip(of.ratings.departments, of.flags, of.excluded, strict=True)
        if flags or out
    )


SIGNIFICANT = 0.05
"""Greatest chance at which a relation of pairs and waits is told."""


def _pairs(through: Gate, judged: Judged) -> Iterator[Pair]:
    """Return the pairs of which both ratees have enough raters; neither score nor direction."""
    of = through.of
    enough = through.enough
    work, slow = of.process.pair_handoffs, of.process.slow
    found = set()
    for kind, i, j in judged.pairs:
        if enough[i] and enough[j]:
            count = int(work[i, j] + work[j, i])
            process: ProcessWord = "slow" if slow[i, j] or slow[j, i] else "usual"
            ids = sorted((of.ratings.departments[i], of.ratings.departments[j]))
            found.add(Pair(ids[0], ids[1], kind, process if count >= ENOUGH else "", count))
    yield from sorted(found, key=lambda each: (KINDS.index(each.kind), each.first, each.second))


def _rings(through: Gate, judged: Judged) -> tuple[tuple[str, ...], ...]:
    enough = through.enough
    names = through.of.ratings.departments
    return tuple(
        sorted(
            tuple(names[at] for at in ring)
            for ring in judged.rings
            if all(enough[at] for at in ring)
        )
    )


def _agreement(through: Gate, judged: Judged) -> Agreement:
    """Return how far both agree; pairs count as they are listed, without direction.

    Counts of directions beside the known slow ones would tell who rated whom low.
    """
    of = through.of
    enough, names = through.enough, of.ratings.departments
    low = [each for each in judged.pairs if each[0] != "inflation"]
    said = {(min(i, j), max(i, j)) for _, i, j in low if enough[i] and enough[j]}
    slow = {(min(i, j), max(i, j)) for i, j in np.argwhere(of.process.slow).tolist()}
    work = of.process.pair_handoffs
    known = {(i, j) for i, j in said if work[i, j] + work[j, i] >= ENOUGH}
    unsaid = sorted(slow - said) if of.corrected else ()
    words = of.ratings.dimensions
    score = through.written()[words.index(EFFICIENCY) if EFFICIENCY in words else -1]
    wait = np.log(np.where(of.process.wait[:, 0] > 0, of.process.wait[:, 0], np.nan))
    level = ratee_correlation(score, wait, seed=seed_of(of.ratings.round_id))
    return Agreement(
        wait_correlation=_hundredth(level.r),
        wait_p=_hundredth(level.p),
        pairs=_relation(judged),
        slow_unsaid=len(unsaid),
        said_not_slow=len(known - slow),
        said_and_slow=len(known & slow),
        unsaid=tuple((names[i], names[j]) for i, j in unsaid),
    )


def _relation(judged: Judged) -> Relation:
    """Return the direction only: the coefficient is a sum of ratings, and could tell one."""
    if np.isnan(judged.coefficient):
        return ""
    if judged.p > SIGNIFICANT:
        return "none"
    return "lower" if judged.coefficient < 0 else "higher"


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
        few=sum(each.reason in ("few", "small") for each in scores),
        protected=sum(each.reason == "protected" for each in scores),
        changes_withheld=sum(each.change == "withheld" for each in scores),
    )
