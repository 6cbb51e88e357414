"""A real HTTP server on a loopback port that speaks the protocol, and that can be slow, wrong, or gone."""

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from io import BytesIO
from math import log
from time import time
from typing import Any

import pytest
from PIL import Image

from tests.lamps import LAMPS
from tests.loopback import Asked, Server
from weft.engine.chat.server import ChatServer
from weft.engine.errors import ExtractionError, ModelError, SettingsError
from weft.engine.extraction.answers import UNTOLD
from weft.engine.extraction.prompt import question, rules
from weft.engine.extraction.schema import answer_schema
from weft.engine.extraction.server import LONGEST_ANSWER, Patience, ServerExtractor
from weft.engine.model import Analysis

LAMP = json.dumps({"product": {"k": "bulb", "c": ["red"], "m": []}, "caption": "A red bulb."})
HASTE = Patience(seconds=30.0, pause=0.001, tries=3, longest_pause=1.0)
PHOTO = Image.new("RGB", (40, 30), "teal")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as running:
        running.reply = lambda asked: asked.completion(LAMP)
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.released.set()
        running.shutdown()
        thread.join()


Connect = Callable[..., ServerExtractor]


@pytest.fixture
def connect(server: Server) -> Iterator[Connect]:
    opened: list[ServerExtractor] = []

    def connect(patience: Patience = HASTE, url: str = "", most_pixels: int = 10_000) -> ServerExtractor:
        chat = ChatServer(url or server.url, longest=LONGEST_ANSWER)
        opened.append(ServerExtractor(chat, "m", LAMPS, most_pixels=most_pixels, patience=patience))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def only(found: list[Analysis | ExtractionError]) -> Analysis:
    (analysis,) = found
    assert isinstance(analysis, Analysis), analysis
    return analysis


def failure(found: list[Analysis | ExtractionError]) -> str:
    (error,) = found
    assert isinstance(error, ExtractionError)
    return str(error)


def test_it_asks_about_the_photo_with_the_prompt_and_the_schema(server: Server, connect: Connect) -> None:
    extractor = connect(most_pixels=300)
    analysis = only(extractor.extract([PHOTO]))

    body: Any = server.bodies[0]
    rules_said, asked = body["messages"]
    picture, text = asked["content"]
    kind, data = picture["image_url"]["url"].split(",")
    assert (analysis.caption, analysis.attributes["colors"].values) == ("A red bulb.", ("red",))
    assert {known.by for known in analysis.attributes.values()} == {extractor.fingerprint}
    assert body["model"] == "m"
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "photo", "strict": True, "schema": answer_schema(LAMPS)},
    }
    assert rules_said == {"role": "system", "content": rules(LAMPS)}
    assert text == {"type": "text", "text": question()}
    assert kind == "data:image/jpeg;base64"
    with Image.open(BytesIO(base64.b64decode(data))) as sent:
        assert sent.size == (20, 15)


def with_probabilities(asked: Asked) -> None:
    before, behind = LAMP.split('"bulb"')
    kind = token('"bulb"', 0.3) | {"bytes": None, "top_logprobs": [token('"table', 0.1), token("What", 0.6)]}
    choice = {
        "message": {"content": LAMP},
        "logprobs": {"content": [token(before, 0.9), kind, token(behind, 1)]},
    }
    asked.say(json.dumps({"choices": [choice]}).encode())


def token(text: str, share: float) -> dict[str, object]:
    return {"token": text, "logprob": log(share), "bytes": list(text.encode())}


def test_the_probabilities_of_tokens_become_confidence(server: Server, connect: Connect) -> None:
    server.reply = with_probabilities
    known = only(connect().extract([PHOTO])).attributes

    assert known["kind"].confidence == pytest.approx(0.3 / 0.4)
    assert [value for value, _ in known["kind"].plausible] == ["bulb", "table-lamp"]
    assert [share for _, share in known["kind"].plausible] == pytest.approx([0.75, 0.25])
    assert known["shade"].confidence == known["kind"].confidence
    assert (server.bodies[0]["logprobs"], server.bodies[0]["top_logprobs"]) == (True, 20)


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"content": None},
        {"content": [1]},
        {"content": [{"token": "{", "logprob": "x"}]},
        {"content": []},
    ],
)
def test_probabilities_that_are_none_are_done_without(
    given: object, server: Server, connect: Connect
) -> None:
    choice = {"message": {"content": LAMP}, "logprobs": given}
    server.reply = lambda asked: asked.say(json.dumps({"choices": [choice]}).encode())

    assert only(connect().extract([PHOTO])).attributes["kind"].confidence == UNTOLD


def test_a_server_that_knows_no_probabilities_is_asked_without(
    server: Server, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    def reply(asked: Asked) -> None:
        known = "logprobs" not in asked.server.bodies[-1]
        asked.completion(LAMP) if known else asked.say(b"logprobs is not supported", 400)

    server.reply = reply
    extractor = connect(Patience(at_once=1))
    first, second = extractor.extract([PHOTO, PHOTO])

    assert isinstance(first, Analysis)
    assert isinstance(second, Analysis)
    assert len(server.bodies) == 3
    assert "logprobs is not supported" in caplog.text


def test_only_so_many_photos_are_under_way_at_once(server: Server, connect: Connect) -> None:
    under_way, most, lock = 0, 0, threading.Lock()
    together = threading.Barrier(3)

    def reply(asked: Asked) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        together.wait(30)
        with lock:
            under_way -= 1
        asked.completion(LAMP)

    server.reply = reply
    connect(Patience(at_once=3)).extract([PHOTO] * 9)

    assert most == 3


def turned_away(times: int, status: int = 429, **headers: str) -> Callable[[Asked], None]:
    def reply(asked: Asked) -> None:
        if len(asked.server.bodies) > times:
            return asked.completion(LAMP)
        asked.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            asked.send_header(name.replace("_", "-"), value)
        return asked.end_headers()

    return reply


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_asked_again(status: int, server: Server, connect: Connect) -> None:
    server.reply = turned_away(2, status)

    assert only(connect().extract([PHOTO]))
    assert len(server.bodies) == 3


def test_a_server_that_hangs_up_is_asked_again(server: Server, connect: Connect) -> None:
    server.reply = lambda asked: asked.completion(LAMP) if len(asked.server.bodies) > 1 else None

    assert only(connect().extract([PHOTO]))


@pytest.mark.parametrize("when", [lambda: "0", lambda: formatdate(time() - 5, usegmt=True), lambda: "soon"])
def test_it_waits_as_long_as_the_server_asks(
    when: Callable[[], str], server: Server, connect: Connect
) -> None:
    server.reply = turned_away(1, Retry_After=when())
    hours = Patience(pause=3_600.0 if when() != "soon" else 0.001, longest_pause=7_200.0)

    assert only(connect(hours).extract([PHOTO]))


def test_a_server_that_asks_for_too_much_patience_is_told_of(server: Server, connect: Connect) -> None:
    server.reply = turned_away(9, Retry_After="3600")

    assert "429 and asks to wait 3600 seconds" in failure(connect().extract([PHOTO]))
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("attempt", "asked", "wait"),
    [
        (2, None, 1.0),
        (3, None, 2.0),
        (5, None, 8.0),
        (6, None, float("inf")),
        (2, 60.0, 60.0),
        (2, 61.0, float("inf")),
    ],
)
def test_the_pauses_double_up_to_the_last_attempt(attempt: int, asked: float | None, wait: float) -> None:
    assert Patience().before(attempt, asked) == wait


def hang(asked: Asked) -> None:
    asked.server.released.wait()


FAULTS: dict[str, tuple[Callable[[Asked], None], str]] = {
    "429 for ever": (turned_away(99), "answered 429 3 times"),
    "500 for ever": (lambda asked: asked.say(b"oops", 500), "answered 500 3 times: oops"),
    "too large": (lambda asked: asked.say(b"too many pixels", 413), "answered 413: too many pixels"),
    "sent elsewhere": (lambda asked: asked.say(b"", 302), "answered 302"),
    "a page": (lambda asked: asked.say(b"<html>Welcome</html>"), "no chat completion"),
    "nothing": (lambda asked: asked.say(b""), "no chat completion"),
    "a list": (lambda asked: asked.say(b'{"choices": [[]]}'), "no chat completion"),
    "no content": (lambda asked: asked.completion(None), "no text"),
    "half a JSON": (lambda asked: asked.completion(LAMP[:-9]), "not the JSON"),
    "chatter": (lambda asked: asked.completion("A nice lamp!"), "not the JSON"),
    "another vocabulary": (lambda asked: asked.completion(LAMP.replace("bulb", "sun", 1)), "kind is 'sun'"),
    "cut off": (lambda asked: asked.say(b'{"choices": [', length=500), "broke off 3 times"),
    "hung up": (lambda _: None, "broke off 3 times"),
    "without end": (lambda asked: asked.say(b" " * (LONGEST_ANSWER + 1)), "too long"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_answer_is_recorded(fault: str, server: Server, connect: Connect) -> None:
    server.reply, problem = FAULTS[fault]

    assert problem in failure(connect().extract([PHOTO]))


def test_a_server_that_hangs_is_recorded_within_the_time_there_is(server: Server, connect: Connect) -> None:
    server.reply = hang

    assert "no answer within 0.05 seconds" in failure(connect(Patience(seconds=0.05)).extract([PHOTO]))


def test_one_failure_does_not_spoil_the_others(server: Server, connect: Connect) -> None:
    server.reply = lambda asked: asked.completion(LAMP if len(asked.server.bodies) != 2 else "oops")
    found = connect(Patience(at_once=1)).extract([PHOTO] * 3)

    assert [isinstance(each, Analysis) for each in found] == [True, False, True]


@pytest.mark.parametrize(
    ("status", "problem"), [(401, "take the key"), (403, "allow"), (404, "know the model")]
)
def test_a_server_that_knows_neither_key_nor_model_ends_the_run(
    status: int, problem: str, server: Server, connect: Connect
) -> None:
    server.reply = lambda asked: asked.say(b"{}", status)

    with pytest.raises(SettingsError, match=problem) as caught:
        connect().extract([PHOTO] * 3)
    assert "WEFT_LLM_API_KEY" in caught.value.hint


def test_nobody_there_ends_the_run_and_says_so(connect: Connect) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(ModelError, match=r"cannot be reached \(3 attempts\)") as caught:
        connect(url=f"http://127.0.0.1:{port}/v1").extract([PHOTO])
    assert not isinstance(caught.value, ExtractionError)
    assert "--base-url" in caught.value.hint


def test_closed_it_answers_no_more(connect: Connect) -> None:
    extractor = connect()
    extractor.close()
    extractor.close()

    with pytest.raises(ModelError, match="closed"):
        extractor.extract([PHOTO])
