"""How a report of mutual evaluation was made: method, privacy, definitions, rules, load."""

from dataclasses import fields

from graph.evaluation.figures import Reason, Round
from graph.evaluation.rules import WEIGHTS, Rules
from graph.text import Language, Text
from queries import evaluation_words as says
from web.reports.cells import Tables, number, share, whole_share
from web.reports.content import Block, Cell, Paragraph, Table

DEFINITIONS = (
    Text(
        "得分：由评价部门对被评部门的打分扣除评价部门的宽严差异后估计，向均值收缩；"
        "未校正宽严的，为收到打分的平均。",
        "Score: estimated from the ratings, less the severity of each rater, shrunk to the mean; "
        "where not corrected, the plain mean of the ratings received.",
    ),
    Text(
        "95%区间：评价有偶然性，真实得分多半在这个范围内。可能名次：由区间推得，只在可显示的部门中排。",
        "95 % interval: where the true score most probably lies. Possible ranks follow from it, "
        "among the departments that are shown.",
    ),
    Text(
        "不低于、不高于：很高和很低的得分只给界限，不给数值。",
        "At least, at most: very high and very low scores are given as bounds.",
    ),
    Text(
        "约：部门少或缺评多的一期，得分取整到2、5或10分（五分制为0.2、0.5或1分），以免由其他部门的得分"
        "推出一家的打分；区间已计入取整。",
        "About: in rounds of few departments or with many gaps scores are rounded to 2, 5 or 10 "
        "points (0.2, 0.5 or 1 on a scale of five), so that no rating can be worked out from the "
        "scores of others; intervals allow for it.",
    ),
    Text(
        "等待：交接按因果配对，从送出到对方开始办理，按工作日历计，一个工作日8小时，停表时间已扣除。"
        "退回率：收到的办件中退回的占比。",
        "Wait: handoffs by cause, from sending to the start of work, in working time of 8 hours a "
        "day, lawful stops left out. Returned: share of the cases received that were sent back.",
    ),
)


def method(about: Round, rules: Rules, language: Language) -> list[Block]:
    """Return the method and privacy note of a department's report."""
    least = rules.min_raters
    privacy = Text(
        f"每个背靠背得分至少来自{least}家部门。评价部门与答案分开存放。少于{least}家、"
        "或能由其他数字反推出个别评价的，一律不予显示。",
        f"Each score given in confidence comes from at least {least} departments. Raters and "
        f"answers are kept apart. What comes from fewer than {least}, or would reveal a rating "
        "together with other figures, is not shown.",
    )
    source = Text(
        f"数据批次{about.load_id}，截至{about.as_of}。",
        f"Load {about.load_id}, data to {about.as_of}.",
    )
    return [Paragraph(each.of(language)) for each in (*DEFINITIONS, privacy, source)]


def mark(about: Round, language: Language) -> str:
    """Return what stands on every page of made-up data."""
    return says.SYNTHETIC.of(language) if about.synthetic else ""


def held_back(reason: Reason, rules: Rules) -> Text:
    """Return why a department gets no score, in sentences."""
    if reason == "few":
        least = rules.min_raters
        return Text(
            f"实际评价本部门的不足{least}家。来自少数部门的得分会暴露个别部门的评价，所以各项得分"
            f"不予显示，也不排名。这不是对本部门的判断。",
            f"Fewer than {least} departments rated this one. A score from so few would reveal what "
            "single departments answered, so no score and no rank is shown. It is no verdict.",
        )
    if reason == "small":
        least = rules.min_departments
        return Text(
            f"参评部门不足{least}家，只给总体数字，各部门得分不予显示。",
            f"Fewer than {least} departments took part: figures of the whole only.",
        )
    return Text(
        "由得分和其他已公布的数字可能推出个别部门的评价，为保护评价部门，各项得分不予显示。"
        "这不是对本部门的判断。",
        "Together with other published figures the scores might reveal what single departments "
        "answered; to protect them none is shown. It is no verdict.",
    )


def about(facts: Round, rules: Rules, language: Language) -> tuple[tuple[str, str], ...]:
    """Return the facts of the sheet 说明: round, load, definitions, rules with their source."""
    rows = [
        (Text("期次", "Round"), facts.id),
        (Text("评价期间", "Period"), period(facts)),
        (Text("城市", "City"), facts.city or "—"),
        (Text("数据批次", "Load"), facts.load_id),
        (Text("数据截至", "Data to"), facts.as_of),
        (Text("量程", "Scale"), f"{facts.low:g}～{facts.high:g}"),
        (Text("日历", "Calendar"), _CALENDAR.of(language)),
        *((Text("定义", "Definition"), each.of(language)) for each in DEFINITIONS),
    ]
    found = [(name.of(language), value) for name, value in rows]
    if facts.synthetic:
        synthetic = says.SYNTHETIC.of(language)
        found.insert(0, (synthetic, says.SYNTHETIC.zh))
    for label, value, source in rules_rows(rules, language):
        found.append((label.text, f"{value.text}（{source.text}）"))
    return tuple(found)


def period(about: Round) -> str:
    """Return the dates of a round, or a dash."""
    return f"{about.starts} ～ {about.ends}" if about.starts and about.ends else "—"


def rules_table(rules: Rules, language: Language) -> Table:
    """Return the thresholds in force, each with its source."""
    head = (
        (Text("规则", "Rule"), False),
        (Text("取值", "Value"), True),
        (Text("来源", "Source"), False),
    )
    name = Text("规则与来源", "Rules and their source")
    return Tables(language).table(name, head, rules_rows(rules, language))


def rules_rows(rules: Rules, language: Language) -> list[tuple[Cell, Cell, Cell]]:
    """Return name, value and source of each threshold."""
    make = Tables(language)
    weights = {getattr(rules, name) for name in WEIGHTS.values()}
    named = [
        (each.name, each.metadata["text"], each.metadata["source"])
        for each in fields(rules)
        if len(weights) > 1 or each.name not in WEIGHTS.values()
    ]
    rows = [
        (make.words(text), _value(name, getattr(rules, name)), make.words(source))
        for name, text, source in named
    ]
    if len(weights) == 1:
        text, value, source = _EQUAL
        rows.append((make.words(text), make.words(value), make.words(source)))
    return rows


_EQUAL = (
    Text("综合得分中各维度的权重", "Weights of the dimensions in the overall score"),
    Text("相同", "equal"),
    Text("默认相等", "equal by default"),
)
_CALENDAR = Text("工作日历，含节假日和调休", "working days with holidays and make-up days")


def _value(name: str, value: float) -> Cell:
    """Return a count or a weight, or a share with as many decimals as it needs."""
    if isinstance(value, int) or name in WEIGHTS.values():
        return number(value, 0 if value == round(value) else 1)
    return whole_share(value) if abs(value - round(value, 2)) < 1e-9 else share(value)
