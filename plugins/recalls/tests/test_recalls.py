"""What is stopped, what is asked about, and what is left alone."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recalls import Recalls
from recalls.pack import Pack
from recalls.spelling import gtin, spelt
from recalls.stream import elements_of

from kiosk.plugin_api import (
    HAZARD,
    LANGUAGES,
    NO_HAZARD,
    Handling,
    Identification,
    Identifier,
    IdentifierKind,
    Item,
    Medium,
    Outcome,
    Reading,
    Site,
)

DATASETS = Path(__file__).parent / "datasets"
GTIN = "02071705725114"


def plugin(folder: Path = DATASETS) -> Recalls:
    """Return the plugin as a kiosk with these datasets configures it."""
    made = Recalls()
    made.configure({}, Site(datasets=str(folder)))
    return made


CONFIGURED = plugin()


def an_item(
    code: str = "", *, category: str | None = None, brand: str | None = None, model: str | None = None, years: tuple[int, ...] = ()
) -> Item:
    """Return an item with a code, as far as it has one."""
    identifiers = (Identifier(IdentifierKind.GTIN, code),) if code else ()
    reading = Reading("r-1", Medium.CAMERA, "ean13", code.encode(), code, identifiers=identifiers)
    return Item((reading,), (Identification(category=category, brand=brand, model=model, years=years),))


def stops(item: Item, **answers: str) -> list[str]:
    """Return the codes of the stops."""
    return [each.reason.code for each in CONFIGURED.veto(item, answers) if each.stop]


def test_the_very_product_is_stopped_and_held() -> None:
    """Whatever staff know of it; nobody is asked."""
    (objection,) = CONFIGURED.veto(an_item(GTIN), {})

    assert objection.strikes == frozenset(Outcome)
    assert objection.stop is not None
    assert (objection.stop.kind, objection.reason.code, objection.safety) == ("recall", "recall.sr-90001-26", True)
    assert objection.handling == frozenset({Handling.HOLD})
    assert "https://example.org/notices/90001/picture.jpg" in objection.reason.source
    assert CONFIGURED.questions(an_item(GTIN), {}) == []


@pytest.mark.parametrize(
    "item",
    [
        an_item(brand="PASTELLO", model="bz 04"),
        an_item(category="hairdryer", brand="Pastello", years=(2015, 2025)),
        an_item(category="kettle", brand="brandt", years=(2008,)),
    ],
    ids=["brand and model", "brand, category and window, no model known", "a notice without models"],
)
def test_what_looks_like_it_is_asked_about(item: Item) -> None:
    """With the notice's text, and the link to its picture as text."""
    (asked,) = CONFIGURED.questions(item, {})

    assert (asked.id, asked.answers) == (HAZARD, (NO_HAZARD, "recall", "unsure"))
    assert "SR/9000" in asked.note
    assert asked.link.startswith("https://example.org/notices/")
    assert stops(item) == stops(item, hazard=NO_HAZARD) == []
    assert len(stops(item, hazard="recall")) == 1


@pytest.mark.parametrize(
    "item",
    [
        Item(),
        an_item("04242005045112"),
        an_item(brand="Pastello", model="Crema 2", category="hairdryer", years=(2025,)),
        an_item(brand="Pastello", category="hairdryer", years=(2012,)),
        an_item(brand="Pastello", category="hairdryer"),
        an_item(brand="Other", model="Brezza"),
        an_item(category="kettle", brand="brandt", years=(2003,)),
    ],
    ids=["nothing known", "another code", "another model", "made before", "no year", "another brand", "outside the window"],
)
def test_other_appliances_are_left_alone(item: Item) -> None:
    """A whole brand is never stopped for one notice."""
    assert CONFIGURED.questions(item, {}) == []
    assert CONFIGURED.veto(item, {HAZARD: "recall"}) == []


def test_without_notices_it_says_so_and_nothing_else(tmp_path: Path) -> None:
    """A kiosk without the file must still work."""
    for content in (None, "", "{}", '{"notices": {}}', '{"notices": [{"reference'):
        if content is not None:
            (tmp_path / "recalls.json").write_text(content)
        bare = plugin(tmp_path)

        assert "nothing is checked" in bare.self_check()[0].text
        assert bare.veto(an_item(GTIN), {}) == bare.questions(an_item(GTIN), {}) == []
    assert CONFIGURED.self_check() == []


def test_every_text_is_in_four_languages() -> None:
    """What staff read in a danger above all."""
    (objection,) = CONFIGURED.veto(an_item(GTIN), {})
    assert objection.stop is not None

    for texts in (objection.reason.texts, objection.stop.texts, *(each.texts for each in objection.stop.orders)):
        assert set(texts) == set(LANGUAGES)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


@given(
    elements=st.lists(st.dictionaries(st.text(max_size=8), _JSON, max_size=4), max_size=6),
    indent=st.none() | st.integers(0, 3),
    escaped=st.integers(0, 1),
)
def test_a_list_is_read_element_by_element_however_it_is_written(
    elements: list[dict[str, object]], indent: int | None, escaped: int
) -> None:
    """Each with its place in the file, in bytes."""
    tree = {"aa": '"notices": [', "notices": elements, "zz": 1}
    raw = json.dumps(tree, indent=indent, ensure_ascii=bool(escaped)).encode("utf-8", "surrogatepass")

    found = list(elements_of(io.BytesIO(raw), "notices"))

    assert [each.value for each in found] == elements
    assert [json.loads(raw[each.offset : each.offset + each.size]) for each in found] == elements


@given(
    rows=st.lists(st.dictionaries(st.sampled_from(["reference", "brands", "models", "barcodes", "produced", "name"]), _JSON), max_size=4)
)
def test_no_notice_breaks_the_others(rows: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fields that are missing or of another type count as not said."""
    good = {"reference": "SR/1/26", "barcodes": [GTIN], "brands": ["B"]}
    file = tmp_path_factory.mktemp("pack") / "recalls.json"
    file.write_text(json.dumps({"notices": [*rows, good]}))

    found = Pack(file).match(an_item(GTIN))

    assert found is not None


@given(st.text())
def test_no_text_is_taken_for_a_product_code(text: str) -> None:
    """Only digits with a right check digit are one."""
    assert gtin(text) == 0 or len(text.replace(" ", "").replace("-", "")) in {8, 12, 13, 14}
    assert spelt(text) == "" or spelt(text).isalnum()
