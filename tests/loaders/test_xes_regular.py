from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree
from xml.parsers import expat

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import InputError
from loaders.xes import read_xes
from loaders.xes_batches import Row
from loaders.xes_handlers import Handlers
from loaders.xes_regular import Feed, whole_traces
from tests.loaders.event_logs import HEAD, event, trace, write

TIME = "2024-05-08T09:00:00Z"
A = '<string key="org:group" value="窗口"/>'
REGULAR = [
    trace("c1", event("收件", TIME), event("审查", TIME, None)),
    f'<trace>\n\t<date key="d" value="{TIME}" />{A}<event>{A}<int key="n" value="1"/></event></trace>',
    "<trace></trace>\n",
]
ODD = [
    f"<trace><event>{A}</event>{A}</trace>",
    f'<trace><event><string key="a" value="b">{A}</string></event></trace>',
    f'<trace><list key="a"><values>{A}</values></list><event>{A}</event></trace>',
    '<trace><event><string key="org:group" value="A &amp; B &#65;"/></event></trace>',
    f"<!-- {REGULAR[0]} -->",
    f"<![CDATA[{REGULAR[0]}]]>",
    f"<!-- <trace>{A}</trace>",
    f"<event>{A}</event>",
    A,
    '<string key="concept:name" value="许可"/>',
    f"<?pi {REGULAR[1]} ?>",
    "<trace/>",
    f"<trace><event/>{A}</trace>",
    "<trace><event><string key='org:group' value='>'/></event></trace>",
    '<trace><event><string value="x" key="org:group"/></event></trace>',
    '<trace><event><string key="org:group" value="a\tb\nc"/></event></trace>',
    '<trace><event id="1">text</event></trace>',
    "<trace>\x0b</trace>",
    "<trace>\u3000</trace>",
    '<trace><event><string key="a" value="\ufffe"/></event></trace>',
    "<trace><event></trace></event>",
    "<trace><event><event></event></event></trace>",
    "</trace>",
    "</log>",
    "<global scope='trace'>" + A + "</global>",
]
KEYS = ("concept:name", "org:group")
Rows = list[tuple[str | None, ...]]


def read(path: Path) -> tuple[Rows, str | None, int] | int:
    """Return rows, name and traces of a log, or the line at which it is broken."""
    out = path.with_suffix(".parquet")
    try:
        log = read_xes(path, out, KEYS, ("org:group",))
    except InputError as error:
        return int(error.text.en.split(" at line ")[1].split()[0])
    found = pq.read_table(out)
    text = path.read_bytes()
    assert all(text[place:].startswith(b"<event") for place in found["place"].to_pylist())
    rows = list(zip(*(found[name].to_pylist() for name in ("case", "e0", "e1")), strict=True))
    return rows, log.name, log.traces


def read_as_tree(path: Path) -> tuple[Rows, str | None, int] | int:
    """Do the same with a tree of the whole file."""
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except ElementTree.ParseError as error:
        return error.position[0]
    rows: Rows = []
    for child in root:
        of_trace = values(child) if child.tag == "trace" else {}
        for each in child.findall("event") if child.tag == "trace" else [child]:
            if each.tag == "event":
                group = values(each).get("org:group", of_trace.get("org:group"))
                rows.append((of_trace.get("concept:name"), values(each).get("concept:name"), group))
    names = [each.get("value") for each in root if each.get("key") == "concept:name"]
    return rows, names[-1] if names else None, len(root.findall("trace"))


def values(element: ElementTree.Element) -> dict[str | None, str | None]:
    return {each.get("key"): each.get("value") for each in element if each.get("value") is not None}


PARTS = st.lists(st.one_of(st.sampled_from(REGULAR), st.sampled_from(ODD)), max_size=8)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(PARTS, st.sampled_from([40, 300, 5000]), st.booleans())
def test_any_mixture_is_read_like_a_tree(parts: list[str], chunk: int, mark: bool) -> None:
    body = "".join(part + "".join(REGULAR) for part in parts)
    text = ("\ufeff" if mark else "") + HEAD + "".join(REGULAR) + body + "</log>"
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("loaders.chunks.CHUNK", chunk)
        path = write(Path(folder), text)
        assert read(path) == read_as_tree(path)


@pytest.mark.parametrize("odd", ODD)
def test_each_oddity_between_regular_traces_is_read_like_a_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    monkeypatch.setattr("loaders.chunks.CHUNK", 200)
    text = HEAD + "".join(REGULAR) * 3 + odd + "".join(REGULAR) * 3 + "</log>"
    path = write(tmp_path, text)
    assert read(path) == read_as_tree(path)


@pytest.mark.parametrize(("head", "past"), [(HEAD, 1), ("\ufeff" + HEAD, 1), ("<log>", 1), ("", 0)])
def test_regular_traces_pass_the_parser_by(head: str, past: int) -> None:
    written: list[Row] = []
    handlers = Handlers(KEYS, (), "concept:name", written.extend)
    parser = expat.ParserCreate()
    handlers.attach(parser)
    feed = Feed(parser, handlers)
    body = "".join(REGULAR)
    pieces = [(head or HEAD.replace("UTF-8", "ISO-8859-1")) + body, *[body] * 9]
    for piece in pieces:
        feed.add(piece.strip().encode())
    assert bool(feed.lines) == bool(past)
    feed.add(b"</log>")
    feed.finish()
    handlers.finish()
    assert (handlers.traces, handlers.events, len(written)) == (30, 30, 30)


def test_pieces_are_cut_behind_traces_and_lose_nothing() -> None:
    text = (HEAD + "".join(REGULAR) * 50 + "</log>").encode()
    for size in (1, 7, 100, 10**6):
        pieces = list(whole_traces(text[at : at + size] for at in range(0, len(text), size)))
        assert b"".join(pieces) == text
        assert all(piece.endswith(b"</trace>") for piece in pieces[:-1])
