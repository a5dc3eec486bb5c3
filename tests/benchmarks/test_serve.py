from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from typing import Any

import pytest
from benchmarks.engine.networks import Size
from benchmarks.figures import Unequal
from benchmarks.serve import __main__ as command
from benchmarks.serve.asking import Load, Refused, answers, load
from benchmarks.serve.questions import QUESTIONS, bodies, every_page
from benchmarks.serve.running import see_same_answers
from benchmarks.serve.servers import SERVERS, Server, cpu_seconds

TINY = Size("tiny", 100)


class Parrot(BaseHTTPRequestHandler):
    """Answers with the variables it is sent, in chunks; at /swapped with keys in another order, elsewhere with 404."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["variables"]
        if self.path == "/swapped":
            data = dict(reversed(data.items()))
        elif self.path == "/wrong":
            data = {**data, "id": "another"}
        self.send_response(404 if self.path == "/nowhere" else 200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (b'{"data":', json.dumps(data).encode(), b"}", b""):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))

    def log_message(self, *said: Any) -> None:
        pass


@pytest.fixture(scope="module")
def parrot() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Parrot) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class Run:
    """One run of the command on a tiny network, beside all servers: its page, its figures, and what it said."""

    page: str
    rows: list[dict[str, Any]]
    said: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("networks")
    page, figures = folder / "page.md", folder / "all.json"
    page.write_text("\n".join(command.MARKS))
    before = os.sched_getaffinity(0)
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as said:
        patch.setattr(command, "SMALL", TINY)
        options = ["--rounds", "1", "--seconds", "0.02", "--data", str(folder)]
        command.main([*options, "--json", str(figures), "--write", str(page)])
    assert os.sched_getaffinity(0) == before
    return Run(page.read_text(), json.loads(figures.read_bytes())["rows"], said.getvalue())


def _server(name: str, port: int, path: str) -> Server:
    return Server(name, port, None, path)  # type: ignore[arg-type] # its process is not asked for


def test_all_servers_give_the_same_answers_and_each_is_measured_beside_labnet(run: Run) -> None:
    compared = {(row["group"], row["what"], row["against"]) for row in run.rows}

    assert len(compared) == len(run.rows) == (2 * len(QUESTIONS) + 1) * (len(SERVERS) - 1)
    assert {row["against"].partition(",")[0] for row in run.rows} == set(SERVERS) - {"labnet"}
    assert all(row["ours"] >= 0 for row in run.rows)
    assert "in another order" not in run.said
    for question in QUESTIONS:
        assert f"benchmark: {question.name}: the same answers from all, labnet " in run.said


def test_lists_have_goals_beside_all_and_one_actor_beside_some(run: Run) -> None:
    wanted = Counter(row["what"] for row in run.rows if row["goal"])

    assert [wanted[question.what] for question in QUESTIONS] == [2, 2, 4, 4]


def test_the_command_writes_the_table_into_its_page(run: Run) -> None:
    assert "with `python -m benchmarks.serve --size tiny --rounds 1`" in run.page
    assert "### CPU time of the server for one request" in run.page
    assert "### By the clock, asked over eight connections at once" in run.page
    assert run.page.startswith(command.MARKS.begin)
    assert run.page.endswith(command.MARKS.end)


def test_questions_are_the_same_each_time_and_pages_follow_each_other() -> None:
    actors = [{"id": f"actor:{place}", "cursor": f"c{place}"} for place in range(1_050)]
    by_name = {question.name: question for question in QUESTIONS}

    asked = [json.loads(body)["variables"] for body in bodies(by_name["thousand"], actors)]

    assert asked == [json.loads(body)["variables"] for body in bodies(by_name["thousand"], actors)]
    assert asked[0] == {"c0": None} | {f"c{page}": f"c{100 * page - 1}" for page in range(1, 10)}
    firsts = [0 if each["c0"] is None else int(each["c0"][1:]) + 1 for each in asked]
    assert all(0 <= first <= 50 for first in firsts)
    assert len(set(firsts)) > 5
    assert len(set(bodies(by_name["node"], actors))) > 100


def test_every_actor_is_on_one_of_the_pages() -> None:
    actors = [{"cursor": f"c{place}"} for place in range(250)]

    assert [json.loads(body)["variables"]["after"] for body in every_page(actors)] == [None, "c99", "c199"]


def test_answers_come_in_the_order_of_the_questions(parrot: int) -> None:
    asked = [json.dumps({"variables": {"id": number}}).encode() for number in range(3)]

    assert answers(parrot, "/", asked) == [b'{"data":{"id": %d}}' % number for number in range(3)]


def test_a_load_lasts_as_long_as_it_is_told_and_counts_what_was_answered(parrot: int) -> None:
    begun = time.monotonic()
    found = load(parrot, "/", [b'{"variables": {}}'], seconds=0.2, connections=2)
    took = time.monotonic() - begun

    assert took >= 0.2
    assert found.requests >= 2
    assert found.size == found.requests * len(b'{"data":{}}')
    assert sum(found.seconds) <= 2 * took


def test_a_load_tells_within_how_long_a_share_was_answered() -> None:
    found = Load([0.4, 0.1, 0.3, 0.2], size=0)

    assert [found.within(share) for share in (0, 0.5, 0.99, 1)] == [0.1, 0.3, 0.4, 0.4]


def test_what_is_no_answer_is_not_measured(parrot: int) -> None:
    with pytest.raises(Refused, match=r"status 404: .*data"):
        answers(parrot, "/nowhere", [b'{"variables": {}}'])


def test_servers_whose_answers_differ_are_not_measured(parrot: int) -> None:
    asked = [b'{"variables": {"id": "a", "name": "A"}}']
    size = len('{"data":{"id": "a", "name": "A"}}')

    told = see_same_answers([_server("one", parrot, "/"), _server("other", parrot, "/swapped")], asked)

    assert told == f"one {size} bytes, other {size} bytes in another order"
    with pytest.raises(Unequal, match="answers of other and one"):
        see_same_answers([_server("one", parrot, "/"), _server("other", parrot, "/wrong")], asked)


def test_the_time_of_a_server_counts_what_its_children_take() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass\n"
    lines = ["import subprocess, sys, time", f"subprocess.run([sys.executable, '-c', {burn!r}])"]
    script = "\n".join([*lines, "print(flush=True)", "time.sleep(60)"])
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        parent.stdout.readline()
        taken = cpu_seconds(parent.pid)
        parent.kill()

    assert 0.3 <= taken < 3
