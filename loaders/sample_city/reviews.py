"""Sheet 部门互评: the approval bureau and fifteen departments score each other in two rounds."""

from itertools import product

import numpy as np

from loaders.sample_city.departments import BUREAU, CODES, RATED
from loaders.sample_city.sheet import Sheet, texts

ROUNDS = ("2021H2", "2022H1")
DIMENSIONS = ("工作效率", "工作质量", "沟通频率", "信息共享")
PROBLEMS = {
    "工作效率": "反馈意见不够及时",
    "工作质量": "个别意见不够明确，需要再次沟通",
    "沟通频率": "日常沟通偏少",
    "信息共享": "部分数据尚未共享",
}
PROBLEM_ROWS = 5  # in the last round


def review_sheet(rng: np.random.Generator) -> Sheet:
    """Return the star: both directions, four dimensions, two rounds; scores of 60 to 100."""
    bureau = CODES[BUREAU]
    pairs = [(bureau, code) for code in RATED] + [(code, bureau) for code in RATED]
    rows = list(product(ROUNDS, pairs, DIMENSIONS))
    pair = np.tile(rng.normal(0, 3, len(pairs)).repeat(len(DIMENSIONS)), len(ROUNDS))
    dimension = np.tile(rng.normal(0, 1, len(DIMENSIONS)), len(ROUNDS) * len(pairs))
    scores = 88 + pair + dimension + rng.normal(0, 2, len(rows))
    last = np.array([period == ROUNDS[-1] for period, _, _ in rows])
    lowest = np.argsort(np.where(last, scores, np.inf), kind="stable")[:PROBLEM_ROWS]
    problems = texts([None] * len(rows))
    problems[lowest] = [PROBLEMS[rows[n][2]] for n in lowest]
    return {
        "评价批次": texts(period for period, _, _ in rows),
        "评价部门": texts(pair[0] for _, pair, _ in rows),
        "被评部门": texts(pair[1] for _, pair, _ in rows),
        "评价维度": texts(dimension for _, _, dimension in rows),
        "得分": np.clip(np.rint(scores), 60, 100).astype(np.int64),
        "问题描述": problems,
    }
