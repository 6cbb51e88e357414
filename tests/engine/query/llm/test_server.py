"""A real HTTP server on a loopback port that can be slow, wrong, or gone."""

import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.furniture import FURNITURE, PARSER, chips
from tests.loopback import Asked, Server
from weft.engine.chat.server import LONGEST_ANSWER
from weft.engine.errors import ModelError
from weft.engine.query.llm.answers import answer_schema
from weft.engine.query.llm.assisted import AssistedParser
from weft.engine.query.llm.server import ServerResidualParser
from weft.vocab.languages import load_languages

SCHEMA = answer_schema(FURNITURE)
AMPLE, SCARCE = 30.0, 0.05


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.released.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[..., ServerResidualParser]]:
    opened: list[ServerResidualParser] = []

    def connect(deadline: float = AMPLE, url: str = "", api_key: str = "") -> ServerResidualParser:
        opened.append(
            ServerResidualParser(url or server.url, "m", schema=SCHEMA, deadline=deadline, api_key=api_key)
        )
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


Connect = Callable[..., ServerResidualParser]


def said(words: list[int], facet: str, *terms: str) -> str:
    return json.dumps({"filters": [{"words": words, "facet": facet, "terms": terms, "mode": "must"}]})


def test_it_asks_for_json_of_the_schema_and_gives_the_content(server: Server, connect: Connect) -> None:
    server.reply = lambda asked: asked.completion('{"filters": []}')

    assert connect(api_key="secret").answer("What is it?") == '{"filters": []}'

    (body,) = server.bodies
    assert server.paths == ["/v1/chat/completions"]
    assert body["model"] == "m"
    assert body["messages"] == [{"role": "user", "content": "What is it?"}]
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "filters", "strict": True, "schema": SCHEMA},
    }
    assert server.headers[0]["Authorization"] == "Bearer secret"


def test_without_a_key_none_is_sent(server: Server, connect: Connect) -> None:
    connect().answer("?")

    assert "Authorization" not in server.headers[0]


def test_its_name_says_model_and_host_but_no_key(connect: Connect) -> None:
    assert connect(url="https://user:secret@models.example/v1", api_key="key").name == "m at models.example"


def test_several_sentences_are_asked_at_once(server: Server, connect: Connect) -> None:
    both = threading.Barrier(2)

    def meet(asked: Asked) -> None:
        both.wait()
        asked.completion("met")

    server.reply = meet
    model = connect()
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(model.answer("?"))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["met", "met"]


def hang(asked: Asked) -> None:
    asked.server.released.wait()


def hang_behind_the_head(asked: Asked) -> None:
    asked.send_response(200)
    asked.send_header("Content-Length", "100")
    asked.end_headers()
    asked.server.released.wait()


def drip_head(asked: Asked) -> None:
    """Never silent for long: a time-out for each read alone would wait for ever."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not asked.server.released.wait(SCARCE / 10):
        asked.wfile.write(b"x")
        asked.wfile.flush()


def drip_body(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not asked.server.released.wait(SCARCE / 10):
        asked.wfile.write(b" ")
        asked.wfile.flush()


@pytest.mark.parametrize("slowly", [hang, hang_behind_the_head, drip_head, drip_body])
def test_the_deadline_holds_for_the_whole_answer(
    slowly: Callable[[Asked], None], server: Server, connect: Connect
) -> None:
    server.reply = slowly

    with pytest.raises(ModelError, match="too late"):
        connect(SCARCE).answer("?")


def test_after_a_late_answer_the_next_one_is_heard(server: Server, connect: Connect) -> None:
    server.reply = hang
    with pytest.raises(ModelError, match="too late"):
        connect(SCARCE).answer("?")
    server.reply = lambda asked: asked.completion("now")

    assert connect().answer("?") == "now"


def flood(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not asked.server.released.is_set():
        asked.wfile.write(b" " * LONGEST_ANSWER)


def hello(asked: Asked) -> None:
    asked.wfile.write(b"SSH-2.0-hello\r\n")


FAULTS: dict[str, tuple[Callable[[Asked], None], str]] = {
    "out of order": (lambda asked: asked.say(b"oops", 500), "answered 500"),
    "too many requests": (lambda asked: asked.say(b"slow down", 429), "answered 429"),
    "no key": (lambda asked: asked.say(b"{}", 401), "answered 401"),
    "sent elsewhere": (lambda asked: asked.say(b"", 302), "answered 302"),
    "a page": (lambda asked: asked.say(b"<html>Welcome</html>"), "no chat completion"),
    "nothing": (lambda asked: asked.say(b""), "no chat completion"),
    "other JSON": (lambda asked: asked.say(b'{"choices": []}'), "no chat completion"),
    "a list": (lambda asked: asked.say(b"[1]"), "no chat completion"),
    "no text encoding": (lambda asked: asked.say(b'"\xff\xfe"'), "no chat completion"),
    "brackets": (lambda asked: asked.say(b"[" * 60_000), "no chat completion"),
    "no content": (lambda asked: asked.completion(None), "no text"),
    "cut off": (lambda asked: asked.say(b'{"choices": [', length=500), "could not be reached"),
    "hung up": (lambda _: None, "could not be reached"),
    "no HTTP": (hello, "could not be reached"),
    "without end": (flood, "too long"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_answer_is_a_model_error(fault: str, server: Server, connect: Connect) -> None:
    server.reply, problem = FAULTS[fault]

    with pytest.raises(ModelError, match=problem):
        connect().answer("?")


def test_nobody_there_is_a_model_error(connect: Connect) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(ModelError, match="could not be reached"):
        connect(url=f"http://127.0.0.1:{port}/v1").answer("?")


def test_a_key_that_no_header_can_carry_is_a_model_error(connect: Connect) -> None:
    with pytest.raises(ModelError, match="could not be reached"):
        connect(api_key="two\nlines").answer("?")


def test_closed_it_answers_no_more_and_can_be_closed_again(connect: Connect) -> None:
    model = connect()
    model.close()
    model.close()

    with pytest.raises(ModelError, match="closed"):
        model.answer("?")


def test_closing_ends_what_is_under_way(server: Server, connect: Connect) -> None:
    asked = threading.Event()

    def hang_after_telling(request: Asked) -> None:
        asked.set()
        hang(request)

    server.reply = hang_after_telling
    model = connect()
    failures: list[ModelError] = []

    def ask() -> None:
        try:
            model.answer("?")
        except ModelError as error:
            failures.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    asked.wait()
    model.close()
    thread.join()

    assert len(failures) == 1


SENTENCE = "somewhere to nap, not blue"
LANGUAGES = load_languages()


def assisted(model: ServerResidualParser) -> AssistedParser:
    return AssistedParser(PARSER.parse, model, FURNITURE, languages=LANGUAGES)


def test_a_sentence_gains_what_the_server_says(server: Server, connect: Connect) -> None:
    server.reply = lambda asked: asked.completion(said([2], "kind", "sofa"))
    parsed = assisted(connect()).parse(SENTENCE)

    assert chips(parsed) == "-tint:blue kind:sofa"
    assert parsed.residual == "somewhere"


@pytest.mark.parametrize(
    "content",
    [
        "Take a sofa!",
        said([2], "kind", "sofa")[:-9],
        said([2], "kind", "hammock"),
        said([2], "smell", "rose"),
        said([9], "kind", "sofa"),
        said([2], "tint", "navy"),
        said([2], "tint", "blue", "navy"),
    ],
)
def test_nonsense_and_what_the_sentence_excludes_leave_it_as_it_was(
    content: str, server: Server, connect: Connect
) -> None:
    server.reply = lambda asked: asked.completion(content)
    before = PARSER.parse(SENTENCE)
    parsed = assisted(connect()).parse(SENTENCE)

    assert (parsed.filters, parsed.residual) == (before.filters, before.residual)
    assert len(parsed.notes) == 1


@pytest.mark.parametrize("fault", [hang, drip_body, FAULTS["out of order"][0], FAULTS["hung up"][0]])
def test_a_server_that_fails_leaves_the_sentence_as_it_was_and_says_so(
    fault: Callable[[Asked], None], server: Server, connect: Connect
) -> None:
    server.reply = fault
    before = PARSER.parse(SENTENCE)
    parsed = assisted(connect(SCARCE)).parse(SENTENCE)

    assert (parsed.filters, parsed.residual) == (before.filters, before.residual)
    assert parsed.notes[0].endswith("The words left over are searched as they are.")
