"""JSON as the standard library reads and writes it, whichever library does it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.jsontext import dumps, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_written_is_read_again(value: object) -> None:
    assert loads(dumps(value)) == value


@given(VALUES)
def test_what_the_standard_library_writes_is_read_as_it_reads_it(value: object) -> None:
    text = json.dumps(value)
    assert loads(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456789012345678901234567890",
        '{"a": [1.5, 123456789012345678901234567890]}',
        '{"a": "\\ud800"}',
        '{"a": 1, "a": 2}',
        "1e400",
        "[" * 500 + "]" * 500,
    ],
)
def test_what_orjson_reads_otherwise(text: str) -> None:
    assert loads(text.encode()) == json.loads(text)


@pytest.mark.parametrize("text", ["", "{", "nul", "[1,]", '"\t"', "\N{ZERO WIDTH NO-BREAK SPACE}1"])
def test_what_is_no_json(text: str) -> None:
    with pytest.raises(ValueError):
        loads(text.encode())


def test_nan_is_read_as_the_standard_library_reads_it() -> None:
    assert str(loads(b"NaN")) == "nan"


def test_keys_are_sorted_and_nothing_is_escaped_that_needs_it_not() -> None:
    assert dumps({"é": 1, "a": "\N{LATIN SMALL LETTER E WITH ACUTE}\n"}) == '{"a":"é\\n","é":1}'.encode()


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes"])
def test_what_json_has_nothing_like(value: object) -> None:
    with pytest.raises(TypeError):
        dumps(value)
