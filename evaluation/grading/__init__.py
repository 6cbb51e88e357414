"""Judging by people: pooled results, a page to grade them by keys, and how far two graders agree."""

from weft.evaluation.grading.agreement import Agreement, agreement
from weft.evaluation.grading.app import create_grading_app
from weft.evaluation.grading.grades import Grades
from weft.evaluation.grading.pool import Pool, make_pool

__all__ = ["Agreement", "Grades", "Pool", "agreement", "create_grading_app", "make_pool"]
