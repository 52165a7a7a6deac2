"""The columns of the question about bottlenecks."""

from graph.text import Text
from queries.bottleneck_words import GRADE_WORDS, KIND_WORDS
from queries.columns import CASES, EVIDENCE_WORDS, count, duration, node, other, share, text
from queries.query import Column

COLUMNS = (
    count(
        "rank",
        "名次",
        "Rank",
        "在同种堵点中按偏离从大到小；不足 20 次的不排名，为空。",
        "Place within its kind by deviation; empty with fewer than 20 handoffs.",
    ),
    Column(
        "kind",
        "string",
        Text("种类", "Kind"),
        Text(
            "edge 交接对，node 部门，return 退回，change 变慢，chain 三部门链。",
            "edge: a pair; node: a department; return; change: became slower; chain: three "
            "departments in a row.",
        ),
        words=KIND_WORDS,
    ),
    *node("sender"),
    *node("receiver"),
    *node("department"),
    text(
        "stage",
        "主要环节",
        "Main stage",
        "得分最多的标准环节；没有标准环节时为环节名称。",
        "Standard stage, or activity where there is none, with most of the score.",
    ),
    text(
        "since",
        "自哪月起",
        "Since",
        "变慢从哪个月起最明显。",
        "Month from which the change is clearest.",
    ),
    Column(
        "score",
        "number",
        Text("得分", "Score"),
        Text(
            "每次等待（部门：办理用时）超出同环节中位数的部分之和；退回为次数；变慢为此后多等的时间。",
            "Sum of what each wait (of a node: processing time) is above the median of its stage; "
            "of returns their number; of a change the time waited more since.",
        ),
        unit_column="unit",
    ),
    text(
        "unit",
        "得分单位",
        "Unit of the score",
        "s 为秒（所选时钟），空为计数。",
        "s: seconds of the chosen clock; empty: a count.",
    ),
    other(
        "ratio",
        "number",
        "通常的倍数",
        "Times the usual",
        "得分是同样环节在其他部门通常得分的几倍；无从比较为空。",
        "Score by the score that is usual for the same stages elsewhere; empty where nothing "
        "compares.",
    ),
    other(
        "deviation",
        "number",
        "偏离",
        "Deviation",
        "得分超出通常多少个标准差（含部门间的正常差异）。",
        "Standard deviations, the usual spread between departments included, by which the score "
        "is beyond the usual one.",
    ),
    count(
        "handoffs",
        "次数",
        "Handoffs",
        "计入得分的交接（部门：环节；链：经过；退回：从对方收到）次数。",
        "Handoffs that the score counts (of a node: steps; of a chain: passages; of returns: what "
        "was got from there).",
    ),
    CASES,
    duration(
        "mean",
        "平均",
        "Mean",
        "平均等待（部门：办理用时；变慢：变慢之后）；退回为空。",
        "Mean wait (of a node: processing time; of a change: since then); empty for returns.",
    ),
    duration(
        "mean_before",
        "此前平均",
        "Mean before",
        "变慢之前的平均等待。",
        "Mean wait before the change.",
    ),
    share(
        "rate",
        "退回率",
        "Return rate",
        "退回占从对方收到的比例。",
        "Returns by what it got from there.",
    ),
    share(
        "share",
        "占比",
        "Share",
        "占同种全部等待（部门：办理用时；退回：退回次数）的比例。",
        "Share of all waiting of the kind (of a node: of processing; of returns: of their number).",
    ),
    share(
        "share_low", "占比下限", "Share, low", "95% 区间的下限。", "Low end of its 95 % interval."
    ),
    share("share_high", "占比上限", "Share, high", "95% 区间的上限。", "High end of the interval."),
    count("rank_low", "名次最好", "Rank, best", "名次 95% 区间的一端。", "Best rank of 95 %."),
    count("rank_high", "名次最差", "Rank, worst", "名次 95% 区间的另一端。", "Worst rank of 95 %."),
    share(
        "p_top",
        "在前五的把握",
        "Chance of the top five",
        "重抽办件 500 次，名次在同种前五的比例；不足十个时为前一半。",
        "Share of 500 draws of the cases in which it is among the first five of its kind, of "
        "fewer than ten among the first half.",
    ),
    Column(
        "grade",
        "string",
        Text("等级", "Grade"),
        Text(
            "A：把握不低于 95% 且至少 30 次；B：不低于 80%；unsettled 名次未定；scarce 样本不足。",
            "A: a chance of 95 % and 30 handoffs; B: of 80 %; unsettled: neither; scarce: too few.",
        ),
        words=GRADE_WORDS,
    ),
    other(
        "suspect",
        "boolean",
        "疑似堵点",
        "Suspected",
        "等级为 A，超出部分的下限高于 95% 同类在正常时的水平，且偏离高于全部同类在正常时"
        "以 95% 的把握都达不到的水平；链中有交接对已是疑似堵点的不再算。",
        "Grade A; the low end of what is beyond the usual is above what 95 % of its like stay "
        "below if nothing is wrong, and the deviation above what all of them stay below with "
        "95 %; no chain of which a pair is suspected already.",
    ),
    share(
        "p",
        "显著性",
        "P-value",
        "变慢的 p 值，按 Benjamini–Hochberg 校正。",
        "P-value of a change, adjusted by Benjamini and Hochberg.",
    ),
    count(
        "by_score",
        "按得分的名次",
        "Rank by score",
        "只按得分的名次。",
        "Place by the score alone.",
    ),
    count("by_mean", "按平均的名次", "Rank by mean", "对照：按平均。", "Baseline: by the mean."),
    count(
        "by_volume",
        "按次数的名次",
        "Rank by volume",
        "对照：按次数。",
        "Baseline: by the number of handoffs.",
    ),
    Column(
        "evidence",
        "string",
        Text("时间依据", "Evidence"),
        Text(
            "最弱的时间依据：receipt 签收，start 开始，instant 只有一个时间。",
            "The weakest times it rests on: receipt, start, or one instant a step.",
        ),
        words=EVIDENCE_WORDS,
    ),
    text("sentence", "一句话", "In words (Chinese)", "可直接念出的一句话。", "To be read out."),
    text("sentence_en", "一句话（英文）", "In words", "同一句话的英文。", "The same in English."),
)
