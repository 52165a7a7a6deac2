"""Labels of the measures of the overview."""

from graph.text import Text

WORDS = {
    "departments": Text("部门", "departments"),
    "items": Text("事项", "items"),
    "cases": Text("办件", "cases"),
    "open_cases": Text("在办办件", "open cases"),
    "steps": Text("环节", "steps"),
    "handoffs": Text("交接", "handoffs"),
    "binding_handoffs": Text("决定开始的交接", "binding handoffs"),
    "open_handoffs": Text("在途交接", "open handoffs"),
    "first_at": Text("数据始于", "first instant"),
    "last_at": Text("数据止于", "last instant"),
    "waiting": Text("等待", "waiting"),
    "processing": Text("办理", "processing"),
    "share_of_waiting": Text("等待占比", "share of waiting"),
    "median_wait": Text("一次等待（中位数）", "median wait"),
    "median_throughput": Text("全程用时（中位数）", "median throughput"),
    "returns": Text("退回", "returns"),
    "share_of_returns": Text("退回率", "share of returns"),
    "pairs_80": Text("占等待八成的交接对", "pairs that carry 80 % of the waiting"),
    "rows_read": Text("读入行", "rows read"),
    "rows_loaded": Text("装载行", "rows loaded"),
    "rows_refused": Text("拒收行", "rows refused"),
    "tied_steps": Text("时刻相同的环节", "steps tied in time"),
    "steps_without_department": Text("未登记部门的环节", "steps without a department"),
    "steps_without_person": Text("未登记经办人的环节", "steps without a person"),
    "handoffs_without_department": Text("一方未登记的交接", "handoffs with a side not registered"),
    "cases_without_steps": Text("没有环节的办件", "cases without any step"),
    "unfinished_steps": Text("未办结的环节", "steps not finished"),
    "concurrent_pairs": Text("可并行的环节对", "pairs of activities side by side"),
    "instant_steps": Text("只有一个时间的环节", "steps with one instant only"),
    "open_cases_without_next_step": Text(
        "去向不明的在办办件", "open cases whose next step is not known"
    ),
}
"""A measure of data quality that is not here is shown by its key."""
