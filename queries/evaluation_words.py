"""Words of mutual evaluation: labels of what figures say, and why they say nothing."""

from graph.evaluation.figures import (
    Change,
    Flag,
    Kind,
    Moves,
    Objective,
    Process,
    Quadrant,
    Raters,
    Reason,
    Round,
    Score,
    Shape,
    Subgroup,
    Verdict,
)
from graph.evaluation.rules import Rules
from graph.text import Text

NONE = Text("—", "—")
BOUNDS = {"top": Text("不低于", "at least "), "bottom": Text("不高于", "at most ")}
ABOUT = Text("约", "about ")
DIMENSIONS = {
    "": Text("综合", "Overall"),
    "工作效率": Text("工作效率", "Efficiency"),
    "工作质量": Text("工作质量", "Quality"),
    "沟通频率": Text("沟通频率", "Communication"),
    "信息共享": Text("信息共享", "Information sharing"),
}
VERDICTS: dict[Verdict, Text] = {
    "above": Text("明显高于均值", "clearly above the mean"),
    "below": Text("明显低于均值", "clearly below the mean"),
    "level": Text("与均值无明显差别", "no clear difference from the mean"),
    "": Text("不作判断", "no verdict"),
}
SHORT_VERDICTS: dict[Verdict, Text] = {
    "above": Text("高于均值", "above mean"),
    "below": Text("低于均值", "below mean"),
    "level": Text("无明显差别", "no difference"),
    "": Text("不作判断", "no verdict"),
}
CHANGES: dict[Change, Text] = {
    "up": Text("上升", "up"),
    "down": Text("下降", "down"),
    "level": Text("持平", "steady"),
    "withheld": Text("不予显示", "not shown"),
    "": Text("无可比上期", "none to compare"),
}
EFFICIENCY: dict[Quadrant, Text] = {
    "confirmed": Text("一致：评价低，流程也慢", "agree: rated low, and slow"),
    "perception": Text("不一致：评价低，流程不慢", "differ: rated low, though not slow"),
    "hidden": Text("不一致：流程慢，评价未反映", "differ: slow, though rated high"),
    "good": Text("一致：评价高，流程也快", "agree: rated high, and fast"),
    "": Text("不作对照", "no statement"),
}
QUALITY: dict[Quadrant, Text] = {
    "confirmed": Text("一致：评价低，退回也多", "agree: rated low, and much returned"),
    "perception": Text("不一致：评价低，退回不多", "differ: rated low, though little returned"),
    "hidden": Text("不一致：退回多，评价未反映", "differ: much returned, though rated high"),
    "good": Text("一致：评价高，退回也少", "agree: rated high, and little returned"),
    "": Text("不作对照", "no statement"),
}
SHORT_EFFICIENCY: dict[Quadrant, Text] = {
    "confirmed": Text("评价低且慢", "low and slow"),
    "perception": Text("评价低但不慢", "low, not slow"),
    "hidden": Text("评价高但慢", "high but slow"),
    "good": Text("评价高且快", "high and fast"),
    "": Text("不作对照", "no statement"),
}
SHORT_QUALITY: dict[Quadrant, Text] = {
    "confirmed": Text("评价低且退回多", "low, many returns"),
    "perception": Text("评价低但退回少", "low, few returns"),
    "hidden": Text("评价高但退回多", "high, many returns"),
    "good": Text("评价高且退回少", "high, few returns"),
    "": Text("不作对照", "no statement"),
}
WAITS: dict[Process, Text] = {
    "slow": Text("偏慢", "slow"),
    "fast": Text("偏快", "fast"),
    "usual": Text("与全市相当", "as in the city"),
    "": Text("样本不足", "too few to say"),
}
RETURNS: dict[Process, Text] = {
    "slow": Text("偏多", "many"),
    "fast": Text("偏少", "few"),
    "usual": Text("与全市相当", "as in the city"),
    "": Text("样本不足", "too few to say"),
}
KINDS: dict[Kind, Text] = {
    "mutual": Text("双方互评偏低", "both rate each other low"),
    "one_way": Text("一方评另一方偏低", "one rates the other low"),
    "inflation": Text("双方互评偏高", "both rate each other high"),
}
FLAGS: dict[Flag, Text] = {
    "severe": Text("打分偏严", "severe"),
    "lenient": Text("打分偏松", "lenient"),
    "straight": Text("几乎都打同一个分", "nearly always the same score"),
    "same": Text("各维度打分相同", "the same score in every dimension"),
    "halo": Text("各维度打分区别很小", "dimensions hardly told apart"),
    "spread": Text("部门之间打分区别很小", "departments hardly told apart"),
    "outfit": Text("打分与其他部门出入很大", "far from what others say"),
    "disagrees": Text("打分次序与其他部门相反", "an order contrary to the others'"),
}
SHAPES: dict[Shape, Text] = {
    "mesh": Text("网状：各部门互相评价", "mesh: all rate each other"),
    "star": Text("星形：一家与其余各家互评", "star: one and all the others rate each other"),
    "other": Text("部分互评", "part of the departments rate each other"),
}
METHODS: dict[str, Text] = {
    "mean": Text("简单平均", "plain mean"),
    "trimmed": Text("去掉最高最低后平均", "mean without highest and lowest"),
    "ols": Text("扣除宽严", "corrected for severity"),
    "screened": Text("剔除异常评价后扣除宽严", "screened, then corrected for severity"),
    "z": Text("按评价部门标准化", "standardised by rater"),
}
TITLES = {
    "splits": Text("看法从哪里来", "Whose view it is"),
    "raters": Text("评价质量", "Quality of the ratings"),
    "pairs": Text("配对", "Pairs"),
    "rings": Text("小圈子", "Rings"),
    "moves": Text("换一种算法", "Other ways of counting"),
    "audit": Text("保密审核", "Disclosure audit"),
    "own": Text("本部门给别人的评价", "How this department rated others"),
}
"""Parts of the reports, on pages and in files."""
SPLITS = {
    "ratee": Text("被评部门", "Ratee"),
    "rater": Text("评价宽严", "Rater"),
    "pair": Text("双方关系", "Pair"),
    "reliability": Text("信度", "Reliability"),
    "generalised": Text("施受相关", "Give and get"),
    "dyadic": Text("双向相关", "Both ways"),
    "stable": Text("多期稳定", "Lasting"),
    "apart": Text("区分部门", "Tells apart"),
}
ABLE = {True: Text("能", "yes"), False: Text("难以区分", "hardly")}
OWN = {
    "rated": Text("评价了", "Rated"),
    "unknown": Text("选“不了解”", "Do not know"),
    "severity": Text("宽严", "Severity"),
    "flags": Text("打分方式", "Way of rating"),
}
USUAL = Text("正常", "nothing unusual")
RANKS = Text("可能名次", "Possible ranks")
UNCORRECTED = Text("未校正宽严", "not corrected for severity")
NAMED = Text("具名评价", "rated openly")
SYNTHETIC = Text("合成数据", "synthetic data")


def dimension(key: str) -> Text:
    """Return the words of a dimension; empty is overall."""
    return DIMENSIONS.get(key, Text(key, key))


def hidden(reason: Reason, rules: Rules) -> Text:
    """Return what stands in place of a figure that is not shown (P15).

    >>> hidden("few", Rules()).zh
    '不足5家，不予显示'
    """
    if reason == "few":
        least = rules.min_raters
        return Text(f"不足{least}家，不予显示", f"fewer than {least}, not shown")
    if reason == "small":
        least = rules.min_departments
        return Text(
            f"参评不足{least}家，不予显示",
            f"fewer than {least} departments in the round, not shown",
        )
    return Text("为保护评价部门，不予显示", "not shown, to protect the raters")


def audited(rules: Rules) -> tuple[Text, Text, Text, Text]:
    """Return what the disclosure audit counts: all, too few, protected, changes withheld."""
    least = rules.min_raters
    return (
        Text("审核的数字", "Figures audited"),
        Text(f"不足{least}家", f"Fewer than {least}"),
        Text("为保护评价部门", "To protect raters"),
        Text("变化不予显示", "Changes not shown"),
    )


def counted(raters: Raters, rules: Rules) -> Text:
    """Return how many departments answered, never the number.

    >>> counted("enough", Rules())
    Text(zh='不少于5家', en='at least 5')
    """
    if raters == "none":
        return Text("没有", "none")
    if raters == "few":
        return Text(f"不足{rules.min_raters}家", f"fewer than {rules.min_raters}")
    least = rules.min_spread if raters == "many" else rules.min_raters
    return Text(f"不少于{least}家", f"at least {least}")


def points(value: float, about: Round) -> str:
    """Return a score with the decimals of its round."""
    return f"{value:.{about.decimals}f}".replace("-", "−")


def score(figure: Score | Subgroup, about: Round, rules: Rules) -> Text:
    """Return a score, or why it is not shown."""
    if figure.score is None:
        return hidden(figure.reason or "protected", rules)
    value, first = points(figure.score, about), before(figure)
    return Text(f"{first.zh}{value}", f"{first.en}{value}")


def before(figure: Score | Subgroup) -> Text:
    """Return what stands before a score: that it is a bound, or rounded to more than a digit.

    >>> before(Score("A", "", "many", "", 85, step=5))
    Text(zh='约', en='about ')
    """
    if isinstance(figure, Score) and figure.coded:
        return BOUNDS[figure.coded]
    return ABOUT if figure.step else Text("", "")


def step(figure: Score, about: Round) -> float | None:
    """Return to how many points a score is rounded; None where it is not shown."""
    return None if figure.score is None else figure.step or 10.0**-about.decimals


def mean(figure: Score, about: Round, corrected: bool) -> Text:
    """Return the organisation's mean beside a score; that it is held back, or a dash for none."""
    if figure.mean is None:
        return CHANGES["withheld"] if corrected and figure.score is not None else NONE
    value, first = points(figure.mean, about), ABOUT if figure.mean_step else Text("", "")
    return Text(f"{first.zh}{value}", f"{first.en}{value}")


def interval(figure: Score, about: Round, rules: Rules) -> Text:
    """Return the 95 % interval of a score, why it is not shown, or a dash where it has none."""
    if figure.score is None:
        return hidden(figure.reason or "protected", rules)
    if figure.low is None or figure.high is None:
        return NONE
    low, high = points(figure.low, about), points(figure.high, about)
    return Text(f"{low}～{high}", f"{low}–{high}")


def rank_span(figure: Score, rules: Rules) -> Text:
    """Return the ranks that a department may have among those shown, as figures."""
    if figure.score is None:
        return hidden(figure.reason or "protected", rules)
    if figure.rank_low is None or figure.rank_high is None:
        return NONE
    low, high = figure.rank_low, figure.rank_high
    return Text(f"{low}", f"{low}") if low == high else Text(f"{low}～{high}", f"{low}–{high}")


def ranks(figure: Score, rules: Rules) -> Text:
    """Return the ranks that a department may have among those shown, as words."""
    span = rank_span(figure, rules)
    if figure.score is None or span is NONE:
        return span
    return Text(f"第{span.zh}位", f"rank {span.en.replace('–', ' to ')}")


def quadrant(key: str, figures: Objective, short: bool = False) -> Text:
    """Return how the ratings of 工作效率 or 工作质量 and the process agree."""
    if key == "工作效率":
        return (SHORT_EFFICIENCY if short else EFFICIENCY)[figures.efficiency]
    if key == "工作质量":
        return (SHORT_QUALITY if short else QUALITY)[figures.quality]
    return NONE


def method(moves: Moves) -> Text:
    """Return the name of another way of counting."""
    return METHODS[moves.method]
