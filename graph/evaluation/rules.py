"""The thresholds of mutual evaluation: what may be shown, and what is worth saying.

They are read from ``evaluation.toml`` in the data folder, where there is one, else the defaults
hold. Each carries its source.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graph.errors import SettingsError
from graph.text import Text

FILE = "evaluation.toml"
WEIGHTS = {
    "工作效率": "weight_efficiency",
    "工作质量": "weight_quality",
    "沟通频率": "weight_communication",
    "信息共享": "weight_sharing",
}
"""The rule that weighs each dimension."""
LEAST_RATERS = 3
"""P1 can never be set below this."""


SOURCES = {
    "63 % of 5-rater sets are determined by mean and deviation, 7 % at 15": (
        "5家时63%的打分组合可由均值和离散程度唯一推出，15家时7%"
    ),
    "complement rule of survey vendors": "调查服务商通行的“其余部分”规则",
    "calibrated on simulated panels": "用模拟数据标定",
    "calibrated on 60 simulated panels": "用60组模拟数据标定",
    "calibrated on 60 simulated panels, n = 30": "用60组模拟数据标定，每组30家",
    "positive predictive value .92-.95 in simulation": "模拟中判定的准确率为0.92～0.95",
    "equal by default": "默认相等",
}
"""Sources that are no names, in Chinese."""


def _rule(default: float, zh: str, en: str, source: str, least: float, most: float) -> Any:
    meta = {
        "text": Text(zh, en),
        "source": Text(SOURCES.get(source, source), source),
        "least": least,
        "most": most,
    }
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class Rules:
    """Every threshold; shares of the scale's range where they are about points."""

    min_raters: int = _rule(
        5,
        "一个得分至少来自几家部门",
        "Departments that a score needs",
        "Culture Amp, CCL, Glint, Lattice: 3-10",
        LEAST_RATERS,
        100,
    )
    min_spread: int = _rule(
        10,
        "给出确切区间至少要几家部门",
        "Departments that an exact interval needs",
        "63 % of 5-rater sets are determined by mean and deviation, 7 % at 15",
        LEAST_RATERS,
        100,
    )
    min_subgroup: int = _rule(
        5,
        "分类得分中本类和其余各至少几家",
        "Departments that a kind, and the rest, need for a score by kind",
        "complement rule of survey vendors",
        LEAST_RATERS,
        100,
    )
    min_departments: int = _rule(
        6,
        "参评部门少于几家时只给总体数字",
        "Fewer departments in the round: figures of the whole only",
        "P14",
        3,
        100,
    )
    min_ranked: int = _rule(
        10,
        "参评部门少于几家时部门报告不给位次",
        "Fewer departments in the round: no ranks in the reports of departments",
        "P8",
        3,
        100,
    )
    min_overlap: int = _rule(
        5,
        "比较两期至少要几家两期都评过",
        "Departments in both rounds that a change needs",
        "P13",
        LEAST_RATERS,
        100,
    )
    change: float = _rule(
        0.075,
        "较上期上升或下降至少多少（占量程）",
        "A change worth saying (share of the scale)",
        "calibrated on simulated panels",
        0,
        1,
    )
    false_discovery: float = _rule(
        0.10,
        "多重比较中容许的错判比例",
        "False share allowed among verdicts",
        "Benjamini and Hochberg 1995",
        0.001,
        0.5,
    )
    problem: float = _rule(
        0.125,
        "问题配对：低于应得多少（占量程）",
        "Problem pair: this much below what was due (share of the scale)",
        "calibrated on 60 simulated panels, n = 30",
        0.01,
        1,
    )
    probability: float = _rule(
        0.90,
        "问题配对：后验概率至少多少",
        "Problem pair: least posterior probability",
        "positive predictive value .92-.95 in simulation",
        0.5,
        0.999,
    )
    pairs_a_department: int = _rule(
        2,
        "每家部门最多列出几个问题配对",
        "Problem pairs listed for a department at most",
        "P9",
        1,
        20,
    )
    severe: float = _rule(
        0.125,
        "打分偏严或偏松：偏离多少（占量程）",
        "Severe or lenient: this much off the others (share of the scale)",
        "calibrated on 60 simulated panels",
        0.01,
        1,
    )
    reliability: float = _rule(
        0.70,
        "信度低于多少时说明部门之间难以区分",
        "Below this reliability departments cannot be told apart",
        "Kenny 1994",
        0,
        1,
    )
    ratee_share: float = _rule(
        0.10,
        "被评部门占方差不足多少时不解释",
        "Below this share the ratee's part is not interpreted",
        "Kenny 1994",
        0,
        1,
    )

    weight_efficiency: float = _rule(
        1.0,
        "综合得分中工作效率的权重",
        "Weight of efficiency in the overall score",
        "equal by default",
        0,
        100,
    )
    weight_quality: float = _rule(
        1.0,
        "综合得分中工作质量的权重",
        "Weight of quality in the overall score",
        "equal by default",
        0,
        100,
    )
    weight_communication: float = _rule(
        1.0,
        "综合得分中沟通频率的权重",
        "Weight of communication in the overall score",
        "equal by default",
        0,
        100,
    )
    weight_sharing: float = _rule(
        1.0,
        "综合得分中信息共享的权重",
        "Weight of information sharing in the overall score",
        "equal by default",
        0,
        100,
    )

    def weights(self, dimensions: Sequence[str]) -> tuple[float, ...]:
        """Return the weight of each dimension in the overall score; one for any other."""
        return tuple(float(getattr(self, WEIGHTS.get(each, ""), 1.0)) for each in dimensions)

    @classmethod
    def of(cls, home: Path) -> "Rules":
        """Return the rules in force in the data folder `home`; raises `SettingsError`."""
        path = home / FILE
        if not path.is_file():
            return cls()
        try:
            given = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"{FILE} 不是正确的 TOML：{error}。请改正，或删除它以使用默认值。",
                f"{FILE} is no valid TOML: {error}. Mend it, or delete it to use the defaults.",
            ) from error
        known: dict[str, Any] = {each.name: each for each in fields(cls)}
        for name, value in given.items():
            _check(name, value, known)
        rules = cls(**{name: type(known[name].default)(each) for name, each in given.items()})
        if not any(rules.weights(tuple(WEIGHTS))):
            raise SettingsError(
                f"{FILE}：各维度的权重不能都是0。", f"{FILE}: the weights cannot all be 0."
            )
        return rules


def _check(name: str, value: object, known: dict[str, Any]) -> None:
    """Raise `SettingsError` unless `name` is a rule that may have `value`."""
    if name not in known:
        raise SettingsError(
            f"{FILE} 中没有 {name} 这个阈值。可用：{'、'.join(known)}。",
            f"{FILE}: there is no threshold {name}. There are: {', '.join(known)}.",
        )
    meta, whole = known[name].metadata, isinstance(known[name].default, int)
    right = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if not right or not meta["least"] <= value <= meta["most"]:
        raise SettingsError(
            f"{FILE} 中 {name} = {value!r}：须为 {meta['least']} 到 {meta['most']} 之间的"
            f"{'整数' if whole else '数'}。",
            f"{FILE}: {name} = {value!r}: it must be a {'whole ' if whole else ''}number from "
            f"{meta['least']} to {meta['most']}.",
        )
