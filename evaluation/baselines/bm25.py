"""BM25 over the captions by Tantivy, with its English analysis: stop words out, stems compared."""

from __future__ import annotations

from tantivy import Document, Filter, Index, Occur, Query, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from weft.evaluation.baselines.documents import Documents

_TEXT, _ROW, _ENGLISH = "text", "row", "english"
_HEAP = 64_000_000
_LONGEST_WORD = 40


class Bm25:
    """Ranks by the words that sentence and caption share; any word is enough."""

    name = "BM25"

    def __init__(self, documents: Documents) -> None:
        self._ids = documents.ids
        self._analyzer = (
            TextAnalyzerBuilder(Tokenizer.simple())
            .filter(Filter.remove_long(_LONGEST_WORD))
            .filter(Filter.lowercase())
            .filter(Filter.ascii_fold())
            .filter(Filter.stopword(_ENGLISH))
            .filter(Filter.stemmer(_ENGLISH))
            .build()
        )
        build = SchemaBuilder()
        build.add_text_field(_TEXT, tokenizer_name=_ENGLISH)
        build.add_integer_field(_ROW, fast=True)
        self._schema = build.build()
        self._searcher = self._indexed(documents.texts).searcher()

    def rank(self, sentence: str, limit: int) -> list[str]:
        """The images that say any word of the sentence, best first; none for a sentence of stop words."""
        words = dict.fromkeys(self._analyzer.analyze(sentence))
        terms = [(Occur.Should, Query.term_query(self._schema, _TEXT, word)) for word in words]
        hits = self._searcher.search(Query.boolean_query(terms), limit, count=False).hits
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        return [self._ids[int(row)] for row in rows if row is not None]

    def _indexed(self, texts: tuple[str, ...]) -> Index:
        index = Index(self._schema)
        index.register_tokenizer(_ENGLISH, self._analyzer)
        writer = index.writer(_HEAP, 1)
        for row, text in enumerate(texts):
            writer.add_document(Document.from_dict({_TEXT: [text], _ROW: [row]}, self._schema))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index
