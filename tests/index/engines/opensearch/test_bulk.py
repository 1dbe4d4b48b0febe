"""What a cluster refuses for now is sent again, and only that: against a real HTTP server that refuses on demand."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from trouvere.index.engines.opensearch import bulk
from trouvere.index.engines.opensearch.bulk import BODY_BYTES, Sender
from trouvere.index.engines.opensearch.read.address import parse
from trouvere.index.engines.opensearch.read.client import connect, speaking
from trouvere.index.errors import BuildError, ClusterError, ClusterUnavailable
from trouvere.index.settings import Settings

pytest.importorskip("opensearchpy", reason="opensearch-py is absent: pip install trouvere[opensearch]")


class Refusing(ThreadingHTTPServer):
    """Takes documents as the bulk API does; `plan` has the answers of the next calls, None for « taken »."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.plan: list[Any] = []
        self.taken: list[str] = []
        self.calls = 0


class Answer(BaseHTTPRequestHandler):
    server: Refusing

    def do_POST(self) -> None:
        ids = [
            json.loads(line)["index"]["_id"]
            for line in self.rfile.read(int(self.headers["content-length"])).splitlines()[::2]
        ]
        self.server.calls += 1
        plan = self.server.plan.pop(0) if self.server.plan else None
        if plan == "hang up":
            self.close_connection = True
        elif isinstance(plan, int):
            self._say(plan, {"error": {"type": "circuit_breaking_exception"}, "status": plan})
        else:
            self._take(ids, plan or {})

    def _take(self, ids: list[str], refused: dict[str, int]) -> None:
        self.server.taken += [one for one in ids if one not in refused]
        error = {"type": "t", "reason": "r"}
        items = [{"index": {"_id": one, "status": refused.get(one, 201), "error": error}} for one in ids]
        self._say(200, {"errors": bool(refused), "items": items})

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Refusing]:
    with Refusing() as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def sender(server: Refusing) -> Iterator[Sender]:
    client = connect(parse(f"opensearch://127.0.0.1:{server.server_port}/x"), Settings(opensearch_timeout=5), retries=0)
    yield Sender(client, "x", patience=1, sleep=lambda _: None)
    client.close()


def lines(*ids: str, size: int = 10) -> list[bytes]:
    return [b'{"index":{"_id":"%s"}}\n{"text":"%s"}\n' % (one.encode(), b"a" * size) for one in ids]


def test_calls_are_bounded_in_size(server: Refusing, sender: Sender) -> None:
    sender.send(lines(*"abcde", size=BODY_BYTES // 2))
    assert server.taken == list("abcde")
    assert server.calls == 5
    sender.send(lines("f", size=3 * BODY_BYTES))
    assert server.taken[-1] == "f"


def test_only_what_was_refused_is_sent_again(server: Refusing, sender: Sender) -> None:
    server.plan = [{"b": 429, "c": 503}, {"c": 429}]
    sender.send(lines(*"abc"))
    assert server.taken == list("abc")
    assert (server.calls, sender.sent.taken, sender.sent.again) == (3, 3, 3)


@pytest.mark.parametrize("refusal", [429, 503, 504, "hang up"])
def test_a_call_refused_whole_is_begun_again(server: Refusing, sender: Sender, refusal: object) -> None:
    server.plan = [refusal, refusal]
    sender.send(lines(*"ab"))
    assert server.taken == list("ab")


def test_what_was_overtaken_is_no_failure(server: Refusing, sender: Sender) -> None:
    server.plan = [{"a": 409}]
    sender.send(lines(*"ab"))
    assert (sender.sent.taken, sender.sent.superseded) == (1, 1)


def test_an_article_refused_for_good_is_named(server: Refusing, sender: Sender) -> None:
    server.plan = [{"b": 400}]
    with pytest.raises(BuildError, match="l'article b : r"):
        sender.send(lines(*"abc"))


def test_an_article_that_is_too_large_is_named_and_not_sent(
    server: Refusing, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "DOCUMENT_BYTES", 1_000)
    with pytest.raises(BuildError, match="l'article b_b est trop grand") as error:
        sender.send([*lines("a"), *lines("b_b", size=1_000)])
    assert "max_field_chars" in str(error.value.hint)
    assert server.calls == 0


def test_where_the_cluster_takes_less_the_largest_article_is_named(server: Refusing, sender: Sender) -> None:
    server.plan = [413]
    with pytest.raises(BuildError, match="l'article b est trop grand"):
        sender.send([*lines("a"), *lines("b", size=1_000), *lines("c")])
    assert server.calls == 1


def test_patience_ends(server: Refusing, sender: Sender) -> None:
    server.plan = [429] * 1_000_000
    with pytest.raises(BuildError, match="n'accepte plus") as error:
        sender.send(lines("a"))
    assert error.value.hint


@pytest.mark.parametrize("status", [401, 403])
def test_no_access_says_where_the_password_comes_from(server: Refusing, sender: Sender, status: int) -> None:
    server.plan = [status]
    with pytest.raises(ClusterError) as error, speaking(parse("opensearch://a/x")):
        sender.send(lines("a"))
    assert "TROUVERE_OPENSEARCH_PASSWORD" in str(error.value.hint)


def test_nobody_there_is_said_to_be_so() -> None:
    address = parse("opensearch://127.0.0.1:1/x")
    client = connect(address, Settings(opensearch_timeout=1))
    with pytest.raises(ClusterUnavailable, match="aucun hôte ne répond"), speaking(address):
        client.info()
    client.close()


def test_several_calls_are_under_way_and_all_are_waited_for(server: Refusing) -> None:
    client = connect(parse(f"opensearch://127.0.0.1:{server.server_port}/x"), Settings(opensearch_timeout=5), retries=0)
    sender = Sender(client, "x", hands=2, patience=1, sleep=lambda _: None)
    server.plan = [429, {"a": 429}]
    sender.send(lines(*"abcdefg", size=BODY_BYTES // 2))
    sender.finish()
    assert sorted(server.taken) == list("abcdefg")
    assert (sender.sent.taken, sender.sent.superseded) == (7, 0)
    client.close()


def test_what_fails_under_way_is_raised_where_it_is_waited_for(server: Refusing) -> None:
    client = connect(parse(f"opensearch://127.0.0.1:{server.server_port}/x"), Settings(opensearch_timeout=5), retries=0)
    sender = Sender(client, "x", hands=2, patience=1, sleep=lambda _: None)
    server.plan = [{"a": 400}]
    sender.send(lines("a"))
    with pytest.raises(BuildError, match="l'article a"):
        sender.finish()
    sender.abandon()
    client.close()
