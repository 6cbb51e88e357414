"""What a shop gets without attribute search: four rankings of the captions, with no filter and no parsing."""

from weft.evaluation.baselines.bm25 import Bm25
from weft.evaluation.baselines.dense import Dense
from weft.evaluation.baselines.documents import Documents, read_documents
from weft.evaluation.baselines.fused import Fused
from weft.evaluation.baselines.lancedb_hybrid import LanceHybrid

__all__ = ["Bm25", "Dense", "Documents", "Fused", "LanceHybrid", "read_documents"]
