"""JSON Lines: an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from trouvere.index.sources.fields import FieldFault
from trouvere.index.sources.protocol import Item, OpenFile


class JsonLinesReader:
    """Reads JSON Lines; a bad line costs only itself."""

    suffixes = (".jsonl", ".ndjson")

    def read(self, file: OpenFile) -> Iterator[Item]:
        """Yield an article for each line."""
        loads, article, where = json.loads, file.names.article, file.where
        for number, line, fault in file.lines():
            if fault:
                yield file.skip(number, fault)
                continue
            if not line or line.isspace():
                continue
            try:
                record = loads(line)
                if type(record) is dict:
                    yield article(record, f"{where}:{number}")
                    continue
                fault = "pas un objet JSON"
            except RecursionError:
                fault = "JSON trop profondément imbriqué"
            except FieldFault as error:
                fault = str(error)
            except ValueError:
                fault = "JSON invalide"
            yield file.skip(number, fault)
