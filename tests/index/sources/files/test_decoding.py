"""Encodings and lines."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trouvere.index.sources.files.decoding import LineDecoder, as_utf8, codec_of, decode
from trouvere.index.sources.files.lines import BAD_BYTES_REASON, decoded, split

FRENCH = "L’été à Noël : « où ? » — cœur, 20 €, MAÏS"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_found_out(encoding: str) -> None:
    data = FRENCH.encode(encoding)
    assert decode(b"".join(as_utf8([data[:7], data[7:]]))) == FRENCH


def test_bytes_that_are_undefined_or_damaged_are_replaced_and_the_rest_kept() -> None:
    assert decode(b"d\xe9j\xe0 \x81 vu") == "déjà \ufffd vu"
    assert decode("déjà vu à Noël".encode() + b"\xe9") == "déjà vu à Noël\ufffd"


def test_an_accidental_pair_does_not_make_a_file_utf8() -> None:
    assert decode("LA CITÉ» et l’été à l’école".encode("cp1252")) == "LA CITÉ» et l’été à l’école"


def test_a_line_decoder_learns_from_the_lines() -> None:
    damaged, latin = b"abc\xe9", "été".encode("cp1252")
    after_utf8 = LineDecoder()
    assert after_utf8("déjà".encode()) == "déjà"
    assert after_utf8("vu à".encode()) == "vu à"
    assert after_utf8(damaged) is None
    assert after_utf8("ça".encode()) == "ça"
    after_latin = LineDecoder()
    assert [after_latin(latin), after_latin("CITÉ»".encode("cp1252")), after_latin(latin)] == [
        "été",
        "CITÉ»".encode("cp1252").decode(),
        "été",
    ]


def test_a_sample_may_stop_inside_a_character() -> None:
    assert codec_of("été".encode()[:1]) == "utf-8"
    assert codec_of("été".encode("cp1252")) == "cp1252"


@given(st.binary().map(lambda data: data.replace(b"\r", b"")), st.integers(1, 9), st.integers(0, 12))
def test_lines_do_not_depend_on_the_blocks(data: bytes, size: int, most: int) -> None:
    blocks = [data[at : at + size] for at in range(0, len(data), size)]
    wanted = data.split(b"\n")
    if not wanted[-1]:
        wanted.pop()
    assert list(split(blocks, most=most)) == [line if len(line) <= most else None for line in wanted]


@given(st.binary())
def test_any_bytes_are_decoded_or_said_to_be_bad(data: bytes) -> None:
    decode(data)
    for _, text, fault in decoded([data], most=100):
        assert fault in ("", BAD_BYTES_REASON)
        text.encode()


def test_an_endless_line_is_not_held() -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(2_000):
            yield b"x" * 100_000
        yield b"\nfin"

    assert list(split(endless(), most=1_000)) == [None, b"fin"]
