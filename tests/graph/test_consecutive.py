"""The classical rule as Spark would be asked; its results are held in test_against_slow.py."""

import ibis
import pytest

from graph.consecutive import RULER, STOPPED, consecutive

ENCODED = ibis.schema(
    {
        **dict.fromkeys(
            ("step_key", "sequence", "received_us", "started_us", "finished_us"), "int64"
        ),
        **{
            f"{name}_key": "int32"
            for name in ("case", "item", "activity", "stage", "department", "person")
        },
        "who": "int32",
        **{f"{name}_at": "timestamp('UTC')" for name in ("received", "started", "finished")},
        "returned": "boolean",
        "closed": "boolean",
    }
)


@pytest.mark.usefixtures("compiles_for_spark")
@pytest.mark.parametrize("own_calendars", [False, True])
def test_the_rule_compiles_for_spark_without_an_as_of_join(own_calendars: bool) -> None:
    expression = consecutive(
        ibis.table(ENCODED, "steps"),
        ibis.table(ibis.Schema.from_pyarrow(STOPPED), "stops"),
        ibis.table(ibis.Schema.from_pyarrow(RULER), "ruler"),
        own_calendars=own_calendars,
    )
    sql = str(ibis.to_sql(expression, dialect="pyspark"))
    assert "LAG(" in sql
    assert "ASOF" not in sql.upper()
