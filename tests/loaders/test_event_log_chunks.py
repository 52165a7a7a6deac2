import gzip
from pathlib import Path

import pytest

from graph.errors import InputError
from loaders import chunks as subject
from loaders.chunks import chunks, recoded


def test_progress_ends_with_all_bytes_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    told: list[tuple[str, int, int | None]] = []
    for content in (b"x" * 300_000, gzip.compress(b"y" * 300_000)):
        path.write_bytes(content)
        text = b"".join(chunks(path, lambda *now: told.append(now)))
        assert len(text) == 300_000
        assert told[-1] == ("unpack", len(content), len(content))


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(range(256)) * 2000)
    for content in (packed[:-20], packed[:-8] + b"12345678", packed[:40] + b"\0" * 100):
        path = tmp_path / "log.xes.gz"
        path.write_bytes(content)
        with pytest.raises(InputError, match="已损坏或不完整"):
            list(chunks(path))


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(b" " * (24 << 20)))
    with pytest.raises(InputError, match="解压后过大"):
        list(chunks(path))


def test_a_packed_file_is_refused_by_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "LARGEST", 100_000)
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(bytes(range(256)) * 500))
    with pytest.raises(InputError, match="解压后过大"):
        list(chunks(path))


def test_text_cut_in_the_middle_of_a_sign_is_recoded() -> None:
    text = "环节名称".encode("gb18030")
    assert b"".join(recoded((text[:3], text[3:]), "gb18030")) == "环节名称".encode()
    with pytest.raises(UnicodeDecodeError):
        list(recoded((text[:3],), "gb18030"))
