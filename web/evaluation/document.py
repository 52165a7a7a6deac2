"""The report that a department gets of a round of mutual evaluation."""

from collections.abc import Sequence

from graph.evaluation.figures import Document
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import document_answer, document_basis, own_severity
from web.evaluation.about import about, held_back, mark, method, period
from web.evaluation.beside import Beside
from web.evaluation.scores import DepartmentScores
from web.reports.cells import Tables, number
from web.reports.content import Block, Cell, Paragraph, Report, numbered

_VALIDITY = Text("这份评价可不可信", "How far this can be relied on")
_OWN = says.TITLES["own"]
_OWN_NOTE = Text(
    "只有本部门能看到，与本部门得到的评价无关。",
    "Shown to this department alone; it does not depend on what it was given.",
)
_OWN_APART = Text(
    "只写入送达本部门的文件（xietu report evaluation）。",
    "Only in the files that are delivered to the department (xietu report evaluation).",
)
_NAMED_NOTE = Text(
    "这些部门事先声明具名评价，得分为其原分，未校正宽严。",
    "These departments had declared that they rate openly; the scores are as given.",
)
_CORRECTED = Text("已扣除评价部门的宽严差异", "corrected for the severity of raters")


def department_report(
    figures: Document, language: Language = "zh", *, with_own: bool = True
) -> Report:
    """Return what the report of a department says.

    A department of which no score is shown gets the reason in place of the scores. ``with_own``:
    it is for the department itself, and says how it rates.
    """
    facts, scores, parts = (
        figures.round,
        DepartmentScores(figures, language),
        _Parts(figures, language),
    )
    shown = any(each.score is not None for each in figures.scores)
    sections: list[tuple[Text, Sequence[Block]]] = [(_VALIDITY, parts.validity())]
    if shown:
        sections += [
            (Text("综合得分", "Overall score"), scores.overall()),
            (Text("各维度得分", "Scores by dimension"), scores.dimensions()),
            (Text("较上期变化", "Change since the last round"), scores.change()),
            (Text("长处和短处", "Strengths and weak points"), scores.strengths()),
        ]
    else:
        sections.append((Text("得分为什么不予显示", "Why no score is shown"), parts.reason()))
    sections += [
        (says.NAMED, parts.named()),
        (Text("人评与流程对照", "Ratings beside the process"), Beside(figures, language).blocks()),
        (_OWN, parts.own() if with_own else [Paragraph(_OWN_APART.of(language))]),
        (Text("方法与保密", "Method and privacy"), method(facts, figures.rules, language)),
    ]
    name = figures.department.name
    return Report(
        language=language,
        title=Text(f"{name}部门互评报告", f"Evaluation of {name}").of(language),
        line=f"{facts.city} {facts.id}".strip(),
        answer=document_answer(figures).of(language),
        basis=document_basis(figures).of(language),
        sections=tuple(numbered(language, sections)),
        about=about(facts, figures.rules, language),
        mark=mark(facts, language),
        day=facts.as_of,
    )


class _Parts(Tables):
    """Makes what is not about the scores given in confidence."""

    def __init__(self, figures: Document, language: Language) -> None:
        super().__init__(language)
        self.figures = figures

    def validity(self) -> list[Block]:
        """Return what the scores rest on."""
        one, facts = self.figures, self.figures.round
        apart = [self.of(says.dimension(each)) for each in one.distinguishable]
        corrected = _CORRECTED if one.corrected else says.UNCORRECTED
        rows = [
            (Text("期次", "Round"), self.words(f"{facts.id}（{period(facts)}）")),
            (Text("应评", "Asked"), self._departments(one.asked)),
            (Text("实评", "Answered"), self.words(says.counted(one.raters, one.rules))),
            (Text("得分", "Scores"), self.words(corrected)),
            (Text("能区分部门的得分", "Telling departments apart"), self.words(self.listed(apart))),
            (Text("离群评价", "Unusual ratings"), self.words(Text("已检查", "checked"))),
        ]
        return [self.facts(_VALIDITY, rows)]

    def reason(self) -> list[Block]:
        """Return why no score is shown."""
        reason = self.figures.scores[0].reason if self.figures.scores else "small"
        return [Paragraph(self.of(held_back(reason or "protected", self.figures.rules)))]

    def named(self) -> list[Block]:
        """Return what open raters gave, as theirs."""
        facts, named = self.figures.round, self.figures.named
        if not named:
            return []
        given = {(each.rater, each.dimension): each.score for each in named}
        rows = [
            (
                self.words(facts.name(rater)),
                *(number(given.get((rater, key)), facts.decimals) for key in facts.dimensions),
            )
            for rater in dict.fromkeys(each.rater for each in named)
        ]
        head = [
            (Text("评价部门", "Rater"), False),
            *((says.dimension(key), True) for key in facts.dimensions),
        ]
        return [self.table(says.NAMED, head, rows, _NAMED_NOTE)]

    def own(self) -> list[Block]:
        """Return how the department rated others."""
        own = self.figures.own
        flags = self.of(Text("；", "; ")).join(self.of(says.FLAGS[each]) for each in own.flags)
        usual = self.marked(says.USUAL, "ok")
        severity = self.words(own_severity(own))
        rows = [
            (says.OWN["rated"], self._departments(own.rated)),
            (says.OWN["unknown"], self._departments(own.unknown)),
            (says.OWN["severity"], severity),
            (says.OWN["flags"], self.words(flags) if flags else usual),
        ]
        return [self.facts(_OWN, rows, _OWN_NOTE)]

    def _departments(self, count: int) -> Cell:
        return number(count, after=self.of(Text("家", " departments")))
