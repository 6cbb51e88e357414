"""What is drawn: frozen values from which picture, attributes and caption all come."""

from __future__ import annotations

from dataclasses import dataclass

_STIFF = (
    "sneakers",
    "boots",
    "sandals",
    "heels",
    "flats",
    "dress-shoes",
    "slippers",
    "cap",
    "hat",
    "bag",
    "belt",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Garment:
    """One article, in the words of the vocabulary; an empty string or tuple means that it does not apply.

    `motif` names what a printed picture or an all-over print shows, `words` the lettering, `cut` the
    shape within the category, `stripes` the direction of stripes. `seed` fixes every free choice of the
    drawing (the exact dye, where the flowers fall), so that all pictures of an article agree.
    """

    category: str
    audience: str
    colors: tuple[str, ...]
    material: str
    seed: int
    pattern: str = "solid"
    print: str = "none"
    print_colors: tuple[str, ...] = ()
    motif: str = ""
    words: str = ""
    sleeve_length: str = ""
    neckline: str = ""
    closure: str = ""
    length: str = ""
    details: tuple[str, ...] = ()
    cut: str = ""
    stripes: str = ""

    @property
    def soft(self) -> bool:
        """Whether it folds when it is put down: not shoes, hats, bags and belts."""
        return self.category not in _STIFF

    def has(self, detail: str) -> bool:
        """Whether the article shows this detail."""
        return detail in self.details


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture of an article: how it lies, on what, and from how near."""

    view: str  # front, back or close
    hanging: bool
    surface: str
    surface_color: tuple[int, int, int]
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """An article with what a shop says about it. `published_at` is an ISO date, `price` in EUR."""

    product_id: str
    garment: Garment
    shots: tuple[Shot, ...]
    title: str
    brand: str
    price: float
    in_stock: bool
    published_at: str
