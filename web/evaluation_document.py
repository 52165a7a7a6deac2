"""The report that a department gets of a round of mutual evaluation."""

from collections.abc import Sequence

from graph.evaluation.figures import Document, Score
from graph.text import Language, Text
from queries import evaluation_words as says
from queries.evaluation_sentences import document_answer, document_basis, own_severity
from web import evaluation_cells as cells
from web.evaluation_about import about, held_back, mark, method
from web.evaluation_plots import plots
from web.report_cells import FACTS, columns, days, held, marked, number, share, words
from web.report_content import Block, Cell, Column, Paragraph, Report, Table, numbered


class DepartmentReport:
    """Makes the content of the report of one department, in one language."""

    def __init__(self, figures: Document, language: Language) -> None:
        self.figures, self.language = figures, language
        self.scores = cells.Scores(figures, language)
        self.overall, self.dimensions = figures.scores[0], figures.scores[1:]
        self.shown = any(each.score is not None for each in figures.scores)

    def report(self) -> Report:
        """Return the content."""
        one, facts = self.figures, self.figures.round
        named = Text(f"{one.department.name}部门互评报告", f"Evaluation of {one.department.name}")
        # ① to ⑦ and ⑨ of the definition; a department with nothing shown gets the reason instead
        sections: list[tuple[Text, Sequence[Block]]] = [
            (Text("这份评价可不可信", "How far this can be relied on"), [self._validity()]),
            (Text("综合得分", "Overall score"), self._overall() if self.shown else []),
            (Text("各维度得分", "Scores by dimension"), self._dimensions() if self.shown else []),
            (Text("较上期变化", "Change since the last round"), self._change()),
            (Text("长处和短处", "Strengths and weak points"), self._strengths()),
            (Text("得分为什么不予显示", "Why no score is shown"), self._reason()),
            (Text("具名评价", "Rated openly"), self._named()),
            (Text("人评与流程对照", "Ratings beside the process"), self._objective()),
            (Text("本部门给别人的评价", "How this department rated others"), self._own()),
            (Text("方法与保密", "Method and privacy"), method(facts, one.rules, self.language)),
        ]
        return Report(
            language=self.language,
            title=self._of(named),
            line=self._of(Text(f"{facts.city} {facts.id}", f"{facts.city}, {facts.id}")).strip(),
            answer=self._of(document_answer(one)),
            basis=self._of(document_basis(one)),
            sections=tuple(numbered(self.language, sections)),
            about=about(facts, one.rules, self.language),
            mark=mark(facts, self.language),
            day=facts.as_of,
        )

    def _of(self, text: Text) -> str:
        return text.of(self.language)

    def _validity(self) -> Table:
        one, facts = self.figures, self.figures.round
        apart = [self._of(says.dimension(each)) for each in one.distinguishable]
        corrected = (
            Text("已扣除评价部门的宽严差异", "corrected for the severity of raters")
            if one.corrected
            else says.UNCORRECTED
        )
        checked = Text("已检查", "checked")
        rows = [
            (Text("期次", "Round"), words(_period(facts.id, facts.starts, facts.ends))),
            (
                Text("应评", "Asked"),
                number(one.asked, after=self._of(Text("家", " departments"))),
            ),
            (
                Text("实评", "Answered"),
                words(says.counted(one.raters, one.rules), self.language),
            ),
            (Text("得分", "Scores"), words(corrected, self.language)),
            (
                Text("能区分部门的维度", "Dimensions that tell departments apart"),
                words(self._of(Text("、", ", ")).join(apart) or self._of(Text("无", "none"))),
            ),
            (Text("离群评价", "Unusual ratings"), words(checked, self.language)),
        ]
        return self._facts(Text("这份评价可不可信", "How far this can be relied on"), rows)

    def _overall(self) -> list[Block]:
        name = Text("综合得分", "Overall score")
        return [Table(self._of(name), self._columns(""), (self._row(self.overall),))]

    def _dimensions(self) -> list[Block]:
        name = Text("各维度得分", "Scores by dimension")
        table = Table(
            self._of(name),
            self._columns("维度"),
            tuple(self._row(each) for each in self.dimensions),
            self._of(
                Text(
                    "均值为全体参评部门的平均。判断已做多重比较校正。",
                    "The mean is that of all departments. Verdicts allow for several comparisons.",
                )
            ),
        )
        caption = Text(
            "圆点为得分，横线为95%区间，虚线为均值",
            "dot: score; line: 95 % interval; dashes: mean",
        )
        order = [*self.dimensions, self.overall]
        pairs = [(self._of(says.dimension(each.dimension)), each) for each in order]
        return [table, *self.scores.whiskers(pairs, caption), *self._subgroups()]

    def _columns(self, first: str) -> tuple[Column, ...]:
        return columns(
            self.language,
            (Text("维度" if first else "范围", "Dimension" if first else "Scope"), 1.3, False),
            (Text("得分", "Score"), 0.8, True),
            (Text("95%区间", "95 % interval"), 1.1, True),
            (Text("均值", "Mean"), 0.7, True),
            (Text("可能名次", "Possible ranks"), 1.2, True),
            (Text("判断", "Verdict"), 1.9, False),
        )

    def _row(self, figure: Score) -> tuple[Cell, ...]:
        if figure.score is None:
            reason = self.scores.hidden(figure)
            return (self._name(figure), reason, reason, self.scores.mean(figure), reason, reason)
        return (
            self._name(figure),
            self.scores.score(figure),
            self.scores.interval(figure),
            self.scores.mean(figure),
            self.scores.ranks(figure),
            self.scores.verdict(figure),
        )

    def _name(self, figure: Score) -> Cell:
        return words(says.dimension(figure.dimension), self.language)

    def _subgroups(self) -> list[Block]:
        groups = self.figures.subgroups
        if not groups:
            return []
        keys = [each.dimension for each in self.dimensions]
        by_kind = {kind: {g.dimension: g for g in groups if g.kind == kind} for kind in
                   dict.fromkeys(each.kind for each in groups)}  # fmt: skip
        rows = []
        for kind, found in by_kind.items():
            row = [words(kind)]
            for key in keys:
                one = found.get(key)
                value, reason = (one.score, one.reason) if one else (None, "few")
                row.append(
                    number(value, self.figures.round.decimals)
                    if value is not None
                    else held(says.hidden(reason or "protected", self.figures.rules), self.language)  # type: ignore[arg-type]
                )
            rows.append(tuple(row))
        head = [(says.dimension(key), 1.0, True) for key in keys]
        least = self.figures.rules.min_subgroup
        note = Text(f"本类与其余各不少于{least}家才显示。",
                    f"Shown where the kind and the rest are at least {least} each.")  # fmt: skip
        return [
            Table(
                self._of(Text("按评价部门类别", "By kind of rater")),
                columns(self.language, (Text("类别", "Kind"), 1.4, False), *head),
                tuple(rows),
                self._of(note),
            )
        ]

    def _change(self) -> list[Block]:
        if not self.shown or not any(each.change for each in self.figures.scores):
            return []
        head = columns(
            self.language,
            (Text("维度", "Dimension"), 1, False),
            (Text("较上期", "Since the last round"), 2, False),
        )
        rows = tuple((self._name(each), self.scores.change(each)) for each in self.figures.scores)
        rules = self.figures.rules
        note = Text(
            f"只比较两期都评过的部门，不少于{rules.min_overlap}家。只给方向，不给数值；"
            f"变化不足量程的{rules.change:.1%}为持平。",
            f"Raters of both rounds only, at least {rules.min_overlap}. Direction without value; "
            f"less than {rules.change:.1%} of the scale is no clear change.",
        )
        name = Text("较上期变化", "Change since the last round")
        return [Table(self._of(name), head, rows, self._of(note))]

    def _strengths(self) -> list[Block]:
        if not self.shown or not self.figures.corrected:
            return []
        return [
            Paragraph(self._of(self._listed("above", Text("长处", "Strengths")))),
            Paragraph(self._of(self._listed("below", Text("短处", "Weak points")))),
        ]

    def _listed(self, verdict: str, name: Text) -> Text:
        found = [says.dimension(each.dimension) for each in self.dimensions
                 if each.verdict == verdict and each.score is not None]  # fmt: skip
        if not found:
            return Text(f"{name.zh}：没有{_WORSE[verdict].zh}的维度。",
                        f"{name.en}: no dimension is {_WORSE[verdict].en}.")  # fmt: skip
        zh, en = "、".join(each.zh for each in found), ", ".join(each.en for each in found)
        return Text(f"{name.zh}：{zh}，{_WORSE[verdict].zh}。",
                    f"{name.en}: {en}, {_WORSE[verdict].en}.")  # fmt: skip

    def _reason(self) -> list[Block]:
        if self.shown:
            return []
        text = held_back(self.overall.reason or "protected", self.figures.rules)
        return [Paragraph(self._of(text))]

    def _named(self) -> list[Block]:
        named = self.figures.named
        if not named:
            return []
        facts, raters = self.figures.round, dict.fromkeys(each.rater for each in self.figures.named)
        given = {(each.rater, each.dimension): each.score for each in named}
        rows = tuple(
            (
                words(facts.name(rater)),
                *(number(given.get((rater, key)), facts.decimals) for key in facts.dimensions),
            )
            for rater in raters
        )
        head = [(says.dimension(key), 1.0, True) for key in facts.dimensions]
        note = Text("这些部门事先声明具名评价，得分为其原分，未校正宽严。",
                    "These departments had declared that they rate openly; the scores are as given.")  # fmt: skip
        return [
            Table(
                self._of(says.NAMED),
                columns(self.language, (Text("评价部门", "Rater"), 1.6, False), *head),
                rows,
                self._of(note),
            )
        ]

    def _objective(self) -> list[Block]:
        one = self.figures.objective
        by_key = {each.dimension: each for each in self.dimensions}
        rows = []
        for key, value, city, verdict in (
            ("工作效率", cells.waited(one, self.language), days(one.wait_city),
             cells.waits(one, self.language)),
            ("工作质量", cells.returned(one, self.language), share(one.returned_city),
             cells.returns(one, self.language)),
        ):  # fmt: skip
            if key not in by_key:
                continue
            score = self.scores.score(by_key[key])
            rows.append((words(says.dimension(key), self.language), score, value, city, verdict,
                         cells.quadrant(key, one, score, self.language)))  # fmt: skip
        head = columns(
            self.language,
            (Text("维度", "Dimension"), 5, False),
            (Text("得分", "Score"), 6.8, True),
            (Text("流程指标（95%区间）", "Process (95 % interval)"), 13, False),
            (Text("全市", "City"), 3.8, True),
            (Text("流程", "Process"), 7.6, False),
            (Text("对照", "Together"), 9, False),
        )
        note = Text("沟通频率和信息共享没有对应的流程指标，不作对照。等待从送出算到对方开始办理。",
                    "The process says nothing of communication and information sharing. Waits run "
                    "from sending to the start of work.")  # fmt: skip
        name = Text("人评与流程对照", "Ratings beside the process")
        table = Table(self._of(name), head, tuple(rows), self._of(note))
        return [table, *plots(self.figures, self.language)]

    def _own(self) -> list[Block]:
        own = self.figures.own
        flags = self._of(Text("；", "; ")).join(self._of(says.FLAGS[each]) for each in own.flags)
        unit = self._of(Text("家", " departments"))
        unusual = (
            words(flags) if flags else marked(Text("正常", "nothing unusual"), "ok", self.language)
        )
        rows = [
            (Text("评价了", "Rated"), number(own.rated, after=unit)),
            (Text("选“不了解”", "Answered 不了解 (do not know)"), number(own.unknown, after=unit)),
            (Text("宽严", "Severity"), words(own_severity(own, self.figures.round), self.language)),
            (Text("打分方式", "Way of rating"), unusual),
        ]
        note = Text("只有本部门能看到，与本部门得到的评价无关。",
                    "Shown to this department alone; it does not depend on what it was given.")  # fmt: skip
        return [self._facts(Text("本部门给别人的评价", "How this department rated others"), rows, note)]

    def _facts(
        self,
        name: Text,
        rows: list[tuple[Text, Cell]],
        note: Text = Text("", ""),  # noqa: B008
    ) -> Table:
        made = tuple((words(label, self.language), cell) for label, cell in rows)
        return Table(self._of(name), FACTS, made, self._of(note))


_WORSE = {
    "above": Text("明显高于均值", "clearly above the mean"),
    "below": Text("明显低于均值", "clearly below the mean"),
}


def _period(name: str, starts: str, ends: str) -> str:
    return f"{name}（{starts} ～ {ends}）" if starts and ends else name


def department_report(figures: Document, language: Language = "zh") -> Report:
    """Return what the report of a department says."""
    return DepartmentReport(figures, language).report()
