from weft.engine.extraction.student.wording import caption
from weft.engine.model import Attribute, Source
from weft.vocab.loader import load_vocabulary

APPAREL = load_vocabulary("apparel")


def read(confidence: float = 1.0, **facets: str) -> dict[str, Attribute]:
    given = {facet: tuple(values.split()) for facet, values in facets.items()}
    absent = {f.id: () if f.multiple else ("unknown",) for f in APPAREL.stored}
    return {
        facet: Attribute(values, confidence, Source.MODEL) for facet, values in {**absent, **given}.items()
    }


def test_a_caption_says_colours_kind_and_what_is_to_be_seen() -> None:
    attributes = read(
        category="t-shirt",
        colors="navy white",
        pattern="graphic",
        print="picture",
        print_colors="red gold",
        sleeve_length="short",
        closure="none",
    )

    assert caption(attributes, APPAREL) == (
        "navy and white t-shirt with graphic, picture print in red and gold, short sleeves"
    )


def test_what_says_nothing_is_not_said() -> None:
    assert (
        caption(read(category="skirt", pattern="solid", print="none", material="other"), APPAREL) == "skirt"
    )


def test_a_thing_is_said_once() -> None:
    attributes = read(category="jacket", closure="zipper", details="zipper pockets")

    assert caption(attributes, APPAREL) == "jacket with zipper, pockets"


def test_what_is_unsure_is_left_out_but_for_the_kind() -> None:
    assert caption(read(0.1, category="dress", colors="red", details="bow"), APPAREL) == "dress"
