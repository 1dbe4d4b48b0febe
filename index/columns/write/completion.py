"""Writes the completion data of a segment, display forms and word pairs; the format is in `read/completion.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import zstandard

from trouvere.index.analysis import folded
from trouvere.index.columns.read.display_forms import dressed
from trouvere.index.columns.read.segment import COMPLETION, Segment, file_of
from trouvere.index.columns.write.container import ContainerWriter
from trouvere.index.columns.write.usage import Usage
from trouvere.index.storage import Storage

LARGE_SEGMENT_DOCUMENTS = 5_000
"""Documents of a segment from which on a display form must have been counted three times."""
MAX_PAIRS = 20_000
"""Pairs of words in a segment, at the most."""
ZSTD_LEVEL = 9


def write_completion(
    storage: Storage,
    folder: Path,
    segment: str,
    documents: int,
    usage: Usage,
    dropped: int,
    known: Callable[[str], bool] | None = None,
) -> None:
    """Write the forms and pairs that were met often enough.

    `dropped` documents of those that were counted are not in the segment; `known` says which surface forms it has.
    """
    forms = usual_forms(usage.words, 3 if documents >= LARGE_SEGMENT_DOCUMENTS else 1, known)
    pairs: dict[str, int] = {}
    for text, uses in usage.pairs.items():
        text = dressed(text, lambda surface: forms.get(surface, (None, 0))[0])
        pairs[text] = pairs.get(text, 0) + uses
    chosen = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))[:MAX_PAIRS]
    with ContainerWriter(storage, folder / file_of(segment, COMPLETION)) as container:
        _add(container, "forms", [form for surface, form in sorted(forms.items()) if form[0] != surface])
        _add(container, "pairs", sorted(chosen))
        container.close({"dropped": dropped})


def usage_of(segments: Iterable[Segment]) -> Usage:
    """Return the counts of segments to be merged, added up.

    A surface form that another segment does not list is its own display form there: its count is estimated by its
    document frequency.
    """
    total = Usage()
    merged = list(segments)
    surfaces = sorted(set().union(*(segment.completion.forms for segment in merged)))
    for segment in merged:
        text = segment.field("text")
        found: dict[str, int] = {}
        for surface in surfaces:
            form, uses = segment.completion.forms.get(surface, ("", 0))
            if not form and (term := text.lexicon.find(surface.encode())) >= 0:
                form, uses = surface, text.frequency(term)
            if form:
                found[form] = uses
        total.add(Usage(found, {text: uses for _, text, uses in segment.completion.pairs}))
    return total


def usual_forms(words: dict[str, int], least: int, known: Callable[[str], bool] | None) -> dict[str, tuple[str, int]]:
    """Return the most frequent form of each surface form, the one without capitals where two are as frequent."""
    forms: dict[str, tuple[str, int]] = {}
    for word, uses in words.items():
        if uses < least or not (word.isalnum() or word.replace("'", "").replace("’", "").isalnum()):
            continue
        surface = folded(word.lower())
        if surface not in forms or (uses, word) > forms[surface][::-1]:
            forms[surface] = (word, uses)
    return {surface: form for surface, form in forms.items() if known is None or known(surface)}


def _add(container: ContainerWriter, name: str, lines: Sequence[tuple[str, int]]) -> None:
    content = "".join(f"{text}\n" for text, _ in lines).encode()
    container.add(name, np.frombuffer(zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress(content), np.uint8))
    container.add(f"{name}.uses", np.array([uses for _, uses in lines], "<u4"))
