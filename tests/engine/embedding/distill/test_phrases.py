from weft.engine.embedding.distill.phrases import make_phrases

CAPTIONS = ["red dress with a bow", "hat"]


def test_captions_and_words_come_whole() -> None:
    phrases = make_phrases(CAPTIONS, ["dinosaur"], pieces=0, frames=0, seed=1)
    assert phrases == [*CAPTIONS, "dinosaur"]


def test_pieces_are_cut_from_captions_and_never_twice() -> None:
    pieces = make_phrases(CAPTIONS, [], pieces=300, frames=0, seed=1)[len(CAPTIONS) :]
    assert len(pieces) == len(set(pieces)) > 5
    assert all(any(piece in caption for caption in CAPTIONS) for piece in pieces)


def test_every_word_stands_in_each_of_its_frames() -> None:
    framed = make_phrases(CAPTIONS, ["dinosaur", "anchor"], pieces=0, frames=50, seed=1)[4:]
    assert len(framed) == 100
    assert all("dinosaur" in phrase for phrase in framed[:50])
    assert all("anchor" in phrase for phrase in framed[50:])


def test_the_seed_decides() -> None:
    one, same, other = (make_phrases(CAPTIONS, ["cat"], pieces=5, frames=5, seed=s) for s in (1, 1, 2))
    assert one == same != other
