"""What reports of mutual evaluation say first."""

from dataclasses import replace

import pytest

from graph.evaluation.figures import Flag, Own
from queries.evaluation_sentences import document_answer, oversight_answer, own_severity
from tests.figures import documents, mesh, star


def test_a_department_reads_score_ranks_and_what_stands_out() -> None:
    said = document_answer(documents(mesh())[2])
    assert said.zh == (
        "综合得分80分（76～84），15家中可能排第4～10位。"
        "工作效率明显偏低，流程数据也慢；信息共享明显偏高。"
    )
    assert said.en == (
        "Overall 80 points (76–84), rank 4 to 10 of 15. Efficiency clearly below the mean, and the "
        "process is slow; information sharing clearly above the mean."
    )


def test_dimensions_of_which_the_process_says_nothing_are_named_together() -> None:
    one = documents(mesh())[2]
    low = tuple(replace(each, verdict="below" if each.dimension else "") for each in one.scores)
    quiet = replace(one.objective, waits="usual", returns_are="")
    said = document_answer(replace(one, scores=low, objective=quiet))
    assert said.zh.endswith("工作效率、工作质量、沟通频率、信息共享明显偏低。")
    assert said.en.endswith(
        "Efficiency, quality, communication and information sharing clearly below the mean."
    )


def test_a_department_wholly_suppressed_reads_why_and_what_the_process_says() -> None:
    said = document_answer(documents(mesh())[-1])
    assert (
        said.zh == "综合得分：不足5家，不予显示。流程等待中位数0.7个工作日（全市1.1），快于全市。"
    )


def test_plain_means_say_that_they_are_not_corrected() -> None:
    assert document_answer(documents(star())[-1]).zh == "综合得分80分（未校正宽严）。"
    assert (
        oversight_answer(star()).zh == "16家部门参评，1家可显示综合得分；得分未校正宽严，不列配对。"
    )


def test_the_oversight_office_reads_counts_of_what_is_shown() -> None:
    assert oversight_answer(mesh()).zh == (
        "16家部门参评，15家可显示综合得分，其中1家明显高于均值，2家明显低于均值；"
        "5对部门互评异常，2对的流程也慢。"
    )


@pytest.mark.parametrize(
    ("flags", "judged", "words"),
    [
        (("halo", "severe"), True, "打分偏严"),
        (("lenient",), True, "打分偏松"),
        (("halo",), True, "与其他部门相当"),
        ((), False, "评价太少，不作判断"),
    ],
)
def test_severity_is_said_in_words(flags: tuple[Flag, ...], judged: bool, words: str) -> None:
    assert own_severity(Own(9, 0, flags, judged)).zh == words
