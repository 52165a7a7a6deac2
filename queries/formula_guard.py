"""Text in a CSV file that no spreadsheet takes for a formula."""

import pyarrow as pa
import pyarrow.compute as pc

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"


def guarded(texts: pa.Array) -> pa.Array:
    r"""Put an apostrophe before each text that a spreadsheet would take for a formula.

    Full-width signs count as well: spreadsheets of East Asia read them like the others.

    >>> guarded(pa.array(["=1+1", "＝A1", "\t=1", "部门", "1-2", "", None])).to_pylist()
    ["'=1+1", "'＝A1", "'\t=1", '部门', '1-2', '', None]
    """
    risky = pc.match_substring_regex(texts, _FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts)
