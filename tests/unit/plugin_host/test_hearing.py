"""What a plugin says is taken in its promised types, cleaned, and signed with its name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Raw

from kiosk.domain.outcome import Handling, Outcome
from kiosk.plugin_host.hearing import Hearing

REASON = {"code": "old", "texts": {"nl": "Te oud."}, "source": "MB art. 1"}
OPINION = {"outcome": "reuse", "confidence": 0.8, "reason": REASON, "by": "somebody_else"}
ORDER = {"texts": {"nl": "Leg in zand."}, "pictogram": "barrel"}
STOP = {"kind": "battery", "texts": {"nl": "Dikke batterij"}, "orders": [ORDER], "pictogram": "swollen"}
VETO = {"strikes": ["reuse"], "reason": REASON, "safety": True, "stop": STOP, "handling": ["quarantine"], "stream": "crt"}
YES = {"id": "yes", "texts": {"nl": "Ja"}, "pictogram": "check"}
NO = {"id": "no", "texts": {"nl": "Nee"}, "pictogram": "cross"}
QUESTION = {"id": "works", "kind": "yesno", "texts": {"nl": "Werkt het?"}, "choices": [YES, NO]}
ROUTE = {"destination": "5", "preference": 0.9, "reason": REASON}


def raw(*values: object) -> Raw:
    return Raw(json.dumps(values).encode())


def judged(opinion: dict[str, Any] | None = None, veto: dict[str, Any] | None = None) -> Raw:
    return raw({"opinions": [opinion or OPINION], "vetoes": [veto or VETO]})


def hear_judgement(said: Raw) -> object:
    return Hearing("kettles").judgements(said, 1)


def hear_questions(said: Raw) -> object:
    return Hearing("kettles").questions(said)


def hear_identifications(said: Raw) -> object:
    return Hearing("kettles").identifications(said)


def hear_routes(said: Raw) -> object:
    return Hearing("kettles").routes(said, {"5"})


def test_everything_is_signed_with_the_name_of_who_said_it() -> None:
    """Nobody speaks in another one's name."""
    hearing = Hearing("kettles")

    (judgement,) = hearing.judgements(judged(), 1)

    assert judgement.opinions[0].by == "kettles"
    assert judgement.vetoes[0].by == "kettles"
    assert hearing.questions(raw(QUESTION))[0].by == "kettles"
    assert hearing.identifications(raw({"category": "kettle", "by": "staff"}))[0].by == "kettles"
    assert hearing.routes(raw(ROUTE), {"5"})[0].by == "kettles"


def test_a_veto_comes_over_whole() -> None:
    ((judgement),) = Hearing("kettles").judgements(judged(), 1)
    veto = judgement.vetoes[0]

    assert veto.strikes == {Outcome.REUSE}
    assert veto.handling == {Handling.QUARANTINE}
    assert (veto.safety, veto.stream) == (True, "crt")
    assert veto.stop
    assert (veto.stop.kind, veto.stop.orders[0].pictogram) == ("battery", "barrel")


def test_texts_lose_what_cannot_be_seen() -> None:
    """Direction marks and control characters could make a screen say something else."""
    hidden = {"code": "old", "texts": {"nl": "Te\u202e oud\x07", "fr": "Trop\nvieux", "tlh": "ngo'"}, "source": "a\u200bb" + "c" * 500}

    (judgement,) = Hearing("kettles").judgements(judged({**OPINION, "reason": hidden}), 1)
    reason = judgement.opinions[0].reason

    assert reason.texts == {"nl": "Te oud", "fr": "Trop vieux"}
    assert reason.source.startswith("a b")
    assert len(reason.source) == 120


@pytest.mark.parametrize("name", ["", "Reuse", "a b", "<b>", "é", "a" * 65, "a\n"])
@pytest.mark.parametrize(
    ("hear", "said"),
    [
        (hear_judgement, lambda name: judged({**OPINION, "reason": {**REASON, "code": name}})),
        (hear_judgement, lambda name: judged(veto={**VETO, "stop": {**STOP, "kind": name}})),
        (hear_judgement, lambda name: judged(veto={**VETO, "stop": {**STOP, "orders": [{**ORDER, "pictogram": name}]}})),
        (hear_questions, lambda name: raw({**QUESTION, "id": name})),
        (hear_questions, lambda name: raw({**QUESTION, "choices": [{**YES, "id": name}, NO]})),
        (hear_questions, lambda name: raw({**QUESTION, "pictogram": name})),
    ],
    ids=["reason", "danger", "order", "question", "choice", "pictogram"],
)
def test_ids_are_held_to_a_narrow_alphabet(hear: Callable[[Raw], object], said: Callable[[str], Raw], name: str) -> None:
    """They end up in pages, logs and events."""
    with pytest.raises(ValueError, match="is not an id"):
        hear(said(name))


@pytest.mark.parametrize(
    ("hear", "said"),
    [
        (hear_judgement, Raw(b"not json")),
        (hear_judgement, Raw(b'[{"opinions": [{"outcome": "reuse", "confidence": NaN}]}]')),
        (hear_judgement, raw("reuse")),
        (hear_judgement, judged({**OPINION, "confidence": 1.5})),
        (hear_judgement, judged({**OPINION, "confidence": "high"})),
        (hear_judgement, judged({**OPINION, "outcome": "burn"})),
        (hear_judgement, judged(veto={**VETO, "stop": {**STOP, "orders": [ORDER] * 5}})),
        (hear_judgement, raw()),
        (hear_judgement, raw({}, {})),
        (hear_questions, raw({**QUESTION, "choices": [YES]})),
        (hear_questions, raw({**QUESTION, "texts": {"fr": "Ça marche ?"}})),
        (hear_questions, raw({**QUESTION, "kind": "essay"})),
        (hear_questions, raw({**QUESTION, "id": "hazard"})),
        (hear_questions, raw({**QUESTION, "kind": "hazard"})),
        (hear_identifications, raw({"confidence": -1})),
        (hear_identifications, raw({"category": "Kettle!"})),
        (hear_routes, raw({**ROUTE, "destination": "99"})),
        (hear_routes, raw({**ROUTE, "preference": 7})),
    ],
)
def test_what_does_not_fit_its_type_makes_the_answer_wrong(hear: Callable[[Raw], object], said: Raw) -> None:
    """It is not repaired: the plugin abstains."""
    with pytest.raises(ValueError, match=r"."):
        hear(said)


def test_problems_are_plain_sentences() -> None:
    (problem,) = Hearing("kettles").problems(raw({"text": "No\x00 data", "fatal": True}))

    assert (problem.text, problem.fatal) == ("No data", True)


def test_brand_and_model_may_be_written_freely() -> None:
    """They are printed by makers, not by programmers."""
    (said,) = Hearing("kettles").identifications(raw({"brand": "Krüps & Söhne", "model": "K\u202e210", "years": [2004]}))

    assert (said.brand, said.model, said.years, said.category) == ("Krüps & Söhne", "K 210", (2004,), None)
