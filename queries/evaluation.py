"""What the questions about mutual evaluation share: the round, its report, and words."""

from dataclasses import dataclass
from typing import Annotated

from graph.evaluation.figures import Oversight, Round
from graph.evaluation.rounds import Rounds
from graph.load import Load
from graph.store import GraphStore
from graph.text import Text
from queries.columns import text
from queries.evaluation_words import DIMENSIONS
from queries.filters import Paged
from queries.parameters import Help
from queries.query import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRound(Paged):
    """Parameters of questions about one round."""

    round: Annotated[
        str | None,
        Help("互评批次；不写为最近一期。", "The round of evaluation; the latest without."),
    ] = None


def report(
    store: GraphStore, load: Load | None, parameters: OfRound, who: str = ""
) -> Oversight | None:
    """Return the report of the round asked for, or of the latest; None where there is none.

    Raises `RoundNotFoundError` for a round that is asked for and not there.
    """
    rounds = Rounds(store)
    name = parameters.round or rounds.latest(load)
    return None if name is None else rounds.oversight(load, name, who)


def version(store: GraphStore) -> str:
    """Return what the answers depend on besides the load: releases and thresholds."""
    return Rounds(store).version()


def named(about: Round, department: str, name: str = "department") -> dict[str, object]:
    """Return id and name of a department as two columns."""
    return {name: department, f"{name}_name": about.name(department)}


ROUND = text("round", "评价批次", "Round", "互评批次。", "The round of evaluation.")
DIMENSION = Column(
    "dimension",
    "string",
    Text("维度", "Dimension"),
    Text("评价维度；空为综合。", "Dimension of evaluation; empty: overall."),
    words={key: words for key, words in DIMENSIONS.items() if key},
)


def member(name: str, zh: str, en: str) -> tuple[Column, Column]:
    """Return the columns of a department of the round: id, and name beside it."""
    return (
        text(name, f"{zh}编码", f"{en} id", f"{zh}的编码。", f"{en}: its id."),
        text(f"{name}_name", zh, en, f"{zh}的名称。", f"{en}: its name."),
    )


_ENOUGH = {
    "none": Text("没有", "none"),
    "few": Text("不足", "too few"),
    "enough": Text("足够", "enough"),
    "many": Text("充足", "many"),
}
_WHY = {
    "few": Text("评价部门不足", "too few raters"),
    "protected": Text("为保护评价部门", "to protect the raters"),
    "small": Text("参评部门太少", "too few departments"),
}
RATERS = Column(
    "raters",
    "string",
    Text("评价部门", "Raters"),
    Text(
        "给出评分的部门是否足够；不给数目。",
        "Whether enough departments answered; the number is not told.",
    ),
    words=_ENOUGH,
)
REASON = Column(
    "reason",
    "string",
    Text("原因", "Reason"),
    Text("不予显示的原因。", "Why it is not shown."),
    words=_WHY,
)
