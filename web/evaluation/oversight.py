"""The report of a round of mutual evaluation for the oversight office."""

from collections.abc import Sequence

from graph.evaluation.figures import Oversight
from graph.text import Language, Text
from queries.evaluation_sentences import oversight_answer
from queries.evaluation_words import TITLES
from web.evaluation.about import about, mark, rules_table
from web.evaluation.agreement import Agreements
from web.evaluation.checks import Checks
from web.evaluation.design import RoundDesign
from web.evaluation.league import League
from web.reports.content import Block, Report, numbered

_BASIS = Text(
    "供监督部门内部使用，不得转给被评部门。不含任何一家给另一家的打分；少于规定家数、或能反推出个别"
    "评价的数字不予显示。",
    "For the oversight office, not to be passed on. It holds no rating that one department gave "
    "another; figures from too few, or that would reveal a rating, are not shown.",
)


def oversight_report(figures: Oversight, language: Language = "zh") -> Report:
    """Return what the oversight report says."""
    facts, league, checks = figures.round, League(figures, language), Checks(figures, language)
    sections: list[tuple[Text, Sequence[Block]]] = [
        (
            Text("本期能说明什么", "What the round can show"),
            RoundDesign(figures, language).blocks(),
        ),
        (TITLES["splits"], league.splits()),
        (Text("综合得分", "Overall scores"), league.overall()),
        (Text("各维度得分", "Scores by dimension"), league.dimensions()),
        (Text("具名评价", "Rated openly"), league.named()),
        (TITLES["raters"], checks.raters()),
        (TITLES["pairs"], checks.pairs()),
        (TITLES["rings"], checks.rings()),
        (
            Text("人评与流程对照", "Ratings beside the process"),
            Agreements(figures, language).blocks(),
        ),
        (TITLES["moves"], checks.moves()),
        (TITLES["audit"], checks.audit()),
        (Text("规则与来源", "Rules and their source"), [rules_table(figures.rules, language)]),
    ]
    title = Text("部门互评监督报告", "Mutual evaluation: oversight report")
    return Report(
        language=language,
        title=title.of(language),
        line=f"{facts.city} {facts.id}".strip(),
        answer=oversight_answer(figures).of(language),
        basis=_BASIS.of(language),
        sections=tuple(numbered(language, sections)),
        about=about(facts, figures.rules, language),
        mark=mark(facts, language),
        day=facts.as_of,
    )
