import gzip
import time
from pathlib import Path

import pytest

from graph.errors import InputError, MappingError
from tests.loaders.event_logs import HEAD, event, load, refused, rows, trace, write

ONE = "2024-05-08T09:00:00+08:00"
TWO = "2024-05-08T10:30:00.500Z"
BODY = trace("c1", event("收件", ONE), event("审查", TWO, "水利局", org_resource="甲"))


def activities(path: Path) -> list[tuple[str, str, str | None]]:
    return rows(load(path), "steps", "case_id", "activity", "department_id")


EXPECTED = [("c1", "收件", "窗口"), ("c1", "审查", "水利局")]


def test_times_with_any_offset_and_fraction_become_instants(tmp_path: Path) -> None:
    checked = load(write(tmp_path, HEAD + BODY + "</log>"))
    times = rows(checked, "steps", "started_at", "finished_at")
    assert [(start, str(end)) for start, end in times] == [
        (None, "2024-05-08 01:00:00+00:00"),
        (None, "2024-05-08 10:30:00.500000+00:00"),
    ]
    assert checked.source.as_of == times[1][1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path, encoding: str) -> None:
    text = HEAD.replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    assert activities(write(tmp_path, text + BODY + "</log>", encoding=encoding)) == EXPECTED


def test_a_file_in_a_chinese_encoding_is_read_as_it_declares(tmp_path: Path) -> None:
    text = HEAD.replace("UTF-8", "GBK") + BODY + "</log>"
    assert activities(write(tmp_path, text, encoding="gbk")) == EXPECTED


def test_text_that_is_not_in_the_declared_encoding_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD.replace("UTF-8", "GBK") + BODY + "</log>")
    path.write_bytes(path.read_bytes() + b"\xff\xff")
    with pytest.raises(InputError, match="声明的编码"):
        load(path)


@pytest.mark.parametrize("prefix", ["", "xes:", "别的:"])
def test_a_namespace_with_or_without_prefix_changes_nothing(tmp_path: Path, prefix: str) -> None:
    text = HEAD + BODY + "</log>"
    for tag in ("log", "trace", "event", "string", "date"):
        text = text.replace(f"<{tag} ", f"<{prefix}{tag} ").replace(f"<{tag}>", f"<{prefix}{tag}>")
        text = text.replace(f"</{tag}>", f"</{prefix}{tag}>")
    bound = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    text = text.replace("xes.version", f'{bound}="http://www.xes-standard.org/" xes.version')
    assert activities(write(tmp_path, text)) == EXPECTED


def test_packed_files_are_known_by_their_bytes_and_not_by_their_name(tmp_path: Path) -> None:
    for name in ("log.xes.gz", "packed.xes"):
        (tmp_path / name).write_bytes(gzip.compress((HEAD + BODY + "</log>").encode()))
        assert activities(tmp_path / name) == EXPECTED


def test_children_of_an_attribute_and_lists_are_no_attributes_of_the_event(tmp_path: Path) -> None:
    nested = (
        '<event><string key="concept:name" value="收件"><string key="org:group" value="假"/>'
        '<string key="concept:name" value="假"><int key="n" value="1"/></string></string>'
        '<list key="org:resource"><values><string key="org:resource" value="假"/></values></list>'
        '<string key="org:group" value="窗口"/>'
        f'<date key="time:timestamp" value="{ONE}"><id key="x" value="假"/></date></event>'
    )
    more = '<list key="parts"><event><string key="concept:name" value="假"/></event></list>'
    checked = load(write(tmp_path, HEAD + trace("c1", nested, more=more) + "</log>"))
    assert rows(checked, "steps", "activity", "department_id", "person_id") == [
        ("收件", "窗口", None)
    ]


def test_headers_globals_and_log_attributes_are_no_values(tmp_path: Path) -> None:
    header = (
        '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>'
        '<global scope="event"><string key="org:group" value="假"/>'
        f'<date key="time:timestamp" value="{ONE}"/></global>'
        '<global scope="trace"><string key="concept:name" value="假"/></global>'
        '<classifier name="a" keys="concept:name"/>'
        + "".join(
            f'<float key="m{n}" value="{n}"><float key="p" value="1"/></float>' for n in range(250)
        )
        + '<string key="concept:name" value="许可"><string key="concept:name" value="假"/></string>'
    )
    checked = load(write(tmp_path, HEAD + header + BODY + "</log>"))
    assert rows(checked, "steps", "activity", "department_id") == [
        ("收件", "窗口"),
        ("审查", "水利局"),
    ]
    assert rows(checked, "items", "item_id") == [("许可",)]


def test_all_types_of_attribute_can_play_a_role(tmp_path: Path) -> None:
    body = (
        '<trace><id key="concept:name" value="9f"/>'
        '<event><int key="org:group" value="7"/><boolean key="concept:name" value="true"/>'
        f'<float key="org:resource" value="1.5"/><date key="time:timestamp" value="{ONE}"/>'
        "</event></trace>"
    )
    checked = load(write(tmp_path, HEAD + body + "</log>"))
    assert rows(checked, "steps", "case_id", "activity", "department_id", "person_id") == [
        ("9f", "true", "7", "1.5")
    ]


def test_attributes_in_another_order_and_entities_of_xml_are_understood(tmp_path: Path) -> None:
    odd = f'<event><string value="A &amp; &lt;B&gt; &#20108;" key="concept:name"/><string key="org:group" id="1" value="a/>b"/><date key="time:timestamp" value="{ONE}"/></event>'
    checked = load(write(tmp_path, HEAD + trace("c1", odd) + "</log>"))
    assert rows(checked, "steps", "activity", "department_id") == [("A & <B> 二", "a/>b")]


def test_an_attribute_of_the_trace_may_follow_its_events(tmp_path: Path) -> None:
    body = f'<trace>{event("收件", ONE)}<string key="concept:name" value="迟"/></trace>'
    checked = load(write(tmp_path, HEAD + trace("c1", event("收件", ONE)) + body + "</log>"))
    assert rows(checked, "steps", "case_id") == [("c1",), ("迟",)]


def test_a_trace_without_a_name_and_an_event_outside_of_traces_are_refused(tmp_path: Path) -> None:
    text = HEAD + BODY + f"<trace>\n{event('收件', ONE)}{event('审查', TWO)}</trace>\n"
    text += event("游离", ONE) + trace("c2") + trace("c3", event("收件", ONE)) + "</log>"
    checked = load(write(tmp_path, text))
    assert rows(checked, "steps", "case_id") == [("c1",), ("c1",), ("c3",)]
    assert refused(checked) == [(line, "case:concept:name", None) for line in (8, 9, 11)]
    assert rows(checked, "counts", "read", "loaded", "refused") == [(6, 3, 3)]
    notes = {note.note.en: note.first_row for note in checked.report.notes}
    assert notes["1 traces have no name (line 7); their events are not loaded"] == 7
    assert "1 traces have no events and become no cases" in notes


def test_every_bad_event_is_refused_with_its_line(tmp_path: Path) -> None:
    text = HEAD + trace(
        "c1",
        event("收件", ONE),
        event("", ONE),
        event("审查", "2024-02-30T00:00:00Z"),
        event("决定", ""),
        event("送达", TWO),
    )
    checked = load(write(tmp_path, text + "</log>"))
    assert refused(checked) == [
        (5, "concept:name", None),
        (6, "time:timestamp", "2024-02-30T00:00:00Z"),
        (7, "time:timestamp", None),
    ]
    assert rows(checked, "steps", "activity", "sequence") == [("收件", 1), ("送达", 5)]


def test_refusals_on_one_line_are_all_counted(tmp_path: Path) -> None:
    text = (HEAD + trace("c1", event("", ONE), event("", TWO), event("送达", TWO))).replace(
        "\n", ""
    )
    checked = load(write(tmp_path, text + "</log>"))
    assert refused(checked) == [(1, "concept:name", None), (None, "concept:name", None)]
    assert rows(checked, "counts", "read", "loaded", "refused") == [(3, 1, 2)]


def test_lines_are_right_far_into_a_file_of_many_chunks(tmp_path: Path) -> None:
    events = [event("审查", ONE if n % 5000 else "") for n in range(12_000)]
    checked = load(write(tmp_path, HEAD + trace("c1", *events) + "</log>"))
    assert [row for row, _, _ in refused(checked)] == [4, 5004, 10004]
    assert len(rows(checked, "steps", "case_id")) == 11_997


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + BODY, 7),
        (HEAD + "<trace>\n<event>\n</trace>\n</log>", 5),
        (HEAD + '<trace>\n<string key="a" value=3/></trace></log>', 4),
    ],
)
def test_broken_xml_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError, match=f"第 {line} 行") as error:
        load(write(tmp_path, text))
    assert f"line {line}" in error.value.text.en


def test_xml_that_is_no_log_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="根元素不是 <log>"):
        load(write(tmp_path, "<html><trace><event/></trace></html>"))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE log [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
        '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE log [<!ENTITY % a SYSTEM "http://localhost/x">%a;]>',
        '<!DOCTYPE log SYSTEM "log.dtd">',
    ],
)
def test_entities_and_external_definitions_are_refused(tmp_path: Path, doctype: str) -> None:
    text = HEAD.replace("<log", doctype + "<log") + BODY + "</log>"
    with pytest.raises(InputError, match="DOCTYPE"):
        load(write(tmp_path, text))


def test_a_doctype_that_declares_nothing_is_read(tmp_path: Path) -> None:
    text = HEAD.replace("<log", "<!DOCTYPE log><log") + BODY + "</log>"
    assert activities(write(tmp_path, text)) == EXPECTED


def test_a_log_without_times_names_its_attributes(tmp_path: Path) -> None:
    text = (HEAD + BODY + "</log>").replace("time:timestamp", "when")
    with pytest.raises(MappingError, match="--end COLUMN") as error:
        load(write(tmp_path, text))
    assert "concept:name、org:group、when" in error.value.text.zh
    assert len(rows(load(tmp_path / "log.xes", end="when"), "steps", "case_id")) == 2


def test_an_attribute_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="没有 --person 所指的列“经办人”"):
        load(write(tmp_path, HEAD + BODY + "</log>"), person="经办人")


def test_a_log_without_any_event_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load(write(tmp_path, HEAD + trace("c1") + "</log>"))


LONG = "甲" * (5 << 20)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f'{HEAD}<string key="x" value="{LONG}"/></log>', 3),
        (f'{HEAD}<string key="x" value="{LONG}', 3),
        (f"{HEAD}<!-- {LONG} --></log>", 3),
        (f"<log><{LONG}", 1),
        (HEAD + trace("A1", event("收件", LONG)) + "</log>", 4),
    ],
)
def test_a_tag_that_stays_open_for_megabytes_is_refused_soon(
    tmp_path: Path, text: str, line: int
) -> None:
    began = time.process_time()
    with pytest.raises(InputError, match=f"第 {line} 行开始的标记超过 4 MiB"):
        load(write(tmp_path, text))
    assert time.process_time() - began < 5


def test_a_packed_file_of_one_letter_is_refused_at_its_first_byte(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xes.gz"
    path.write_bytes(gzip.compress(b"a" * (50 << 20), 1))
    with pytest.raises(InputError, match="不是 XML"):
        load(path)


def test_long_values_that_end_are_read(tmp_path: Path) -> None:
    long = f'<string key="x" value="{"a" * (3 << 20)}"/>\n' * 3
    path = write(tmp_path, HEAD + long + trace("A1", event("收件", "2024-05-08")) + "</log>")
    assert rows(load(path), "cases", "case_id") == [("A1",)]


@pytest.mark.parametrize("text", ["", " \n", HEAD + "</log>", HEAD + "<trace></trace></log>"])
def test_a_file_without_events_is_said_to_hold_none(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="没有任何事件"):
        load(write(tmp_path, text))


def test_text_in_an_encoding_that_is_not_declared_is_named_as_such(tmp_path: Path) -> None:
    text = HEAD.replace(' encoding="UTF-8"', "") + trace("A1", event("收件", "2024-05-08"))
    with pytest.raises(InputError, match="第 4 行的文字不是 UTF-8"):
        load(write(tmp_path, text + "</log>", encoding="gb18030"))


@pytest.mark.parametrize("odd", ["", "<float key='x' value='1'/>"])
def test_traces_of_the_same_name_become_one_case_and_are_noted(tmp_path: Path, odd: str) -> None:
    both = trace("A1", event("收件", ONE), more=odd) + trace("A2", event("收件", ONE), more=odd)
    checked = load(write(tmp_path, HEAD + both * 2 + "</log>"))
    assert rows(checked, "cases", "case_id") == [("A1",), ("A2",)]
    notes = [(note.note.en, note.rows, note.first_row) for note in checked.report.notes]
    assert (
        "2 traces share the name of an earlier one (first at line 9); their events are one case",
        2,
        9,
    ) in notes
