"""What is no text, whatever its name says."""

from graph.errors import InputError

OTHERS = (b"%PDF-", b"{\\rtf", b"\x89PNG")
"""How files begin whose first line has no zero byte."""
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How text in UTF-16 begins."""


def refuse_binary(name: str, start: bytes) -> None:
    r"""Refuse a picture, a program or a document by the `start` of the file called `name`.

    A zero byte in the first line tells it; further down one may stray into the text of an export.

    >>> refuse_binary("步骤.csv", "办件编号,环节\n1,受\0理".encode())
    >>> refuse_binary("步骤.csv", b"PK\x03\x04\x14\0")
    Traceback (most recent call last):
    graph.errors.InputError: ...
    """
    if start.startswith(WIDE):
        return
    if b"\0" in start.partition(b"\n")[0] or start.startswith(OTHERS):
        raise InputError(
            f"{name} 不是文本文件，改扩展名不会变成 CSV。请用原来的软件打开，另存为“CSV UTF-8”。",
            f"{name} is not a text file; another ending of its name does not make it a CSV. Open "
            "it in the program it comes from and save it as “CSV UTF-8”.",
        )
