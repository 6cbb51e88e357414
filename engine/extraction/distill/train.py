"""The training: batches, losses, steps; interrupted, it goes on at the last whole epoch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from weft.engine.errors import SettingsError
from weft.engine.extraction.distill.lessons import Targets
from weft.engine.extraction.distill.network import StudentNetwork
from weft.engine.extraction.distill.pictures import Progress, varied
from weft.engine.extraction.student.sheet import Sheet

_HEADS_FASTER = 5.0
"""The new layers begin with nothing, the backbone with what it knows."""
_KIND, _PRESENCE = 2.0, 0.2
_WARM_UP = 200
_MOST_NORM = 5.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a student is trained.

    `size` is the side of the pictures it learns from; it reads larger ones (`Sheet.size`), as what is cut
    out of a picture looks larger than in the whole (Touvron et al. 2019). `mixed` is the alpha of mixup
    (Zhang et al. 2018), `smoothing` of the labels, `average` the decay of the averaged weights.
    """

    epochs: int = 8
    seed: int = 0
    size: int = 161
    batch: int = 32
    rate: float = 4e-4
    decay: float = 0.02
    mixed: float = 0.2
    smoothing: float = 0.1
    average: float = 0.998
    half: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What is learnt: pictures, and what is right of them, with the sheet that says what is what.

    The first `main` photos are learnt in every epoch, of the others `beside` that chance draws.
    """

    pictures: NDArray[np.uint8]
    targets: Targets
    sheet: Sheet
    main: int
    beside: int = 0


def train(
    network: StudentNetwork, course: Course, recipe: Recipe, *, checkpoint: Path, progress: Progress
) -> StudentNetwork:
    """The network with the average of its weights over the last steps.

    After each epoch everything is written to `checkpoint`, and taken from there if it is there. Raises
    SettingsError for a checkpoint of another recipe or catalogue.
    """
    run = _Run(network, course, recipe)
    run.resume(checkpoint)
    while run.epoch < recipe.epochs:
        run.learn(progress)
        run.save(checkpoint)
    return run.average


def loss(rows: Tensor, right: Tensor, known: Tensor, sheet: Sheet, smoothing: float) -> Tensor:
    """Cross-entropy of each choice where the facet is known, and of each presence; a mean over photos."""
    total = rows.new_zeros(())
    for place, (facet, choice, presence) in enumerate(sheet.stretches()):
        smooth = right[:, choice] * (1 - smoothing) + smoothing / (len(facet.values) + 1)
        wrong = -(smooth * rows[:, choice].log_softmax(1)).sum(1) * known[:, place]
        total = total + wrong.mean() * (_KIND if facet.id == sheet.kind else 1.0)
        if facet.multiple:
            each = functional.binary_cross_entropy_with_logits(rows[:, presence], right[:, presence])
            total = total + _PRESENCE * len(facet.values) * each
    return total


class _Run:
    """A training under way."""

    def __init__(self, network: StudentNetwork, course: Course, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self._course, self._recipe = course, recipe
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network = network.to(self._device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average: StudentNetwork = deepcopy(network).eval()
        self._optimiser = torch.optim.AdamW(self._groups(), weight_decay=recipe.decay, betas=(0.9, 0.99))
        self._batches = (course.main + course.beside) // recipe.batch
        self._steps = max(recipe.epochs * self._batches, 1)
        self._step = 0
        self.epoch = 0

    def resume(self, checkpoint: Path) -> None:
        """Goes on where the file says; from the beginning where there is none."""
        if not checkpoint.is_file():
            return
        saved = torch.load(checkpoint, map_location=self._device, weights_only=True)
        if saved["course"] != self._identity():
            raise SettingsError(
                f"The training in {checkpoint.parent} was begun with other photos or another recipe.",
                hint="Name another --out, or remove that folder.",
            )
        self._network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        self._optimiser.load_state_dict(saved["optimiser"])
        self.epoch = saved["epoch"]
        self._step = self.epoch * self._batches

    def save(self, checkpoint: Path) -> None:
        """Writes everything that `resume` reads; whole or not at all."""
        states: dict[str, Any] = {
            "course": self._identity(),
            "epoch": self.epoch,
            "network": self._network.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        unfinished = checkpoint.with_suffix(".part")
        torch.save(states, unfinished)
        unfinished.replace(checkpoint)

    def learn(self, progress: Progress) -> None:
        """One epoch. Chance is drawn from its number, so that a resumed one is the same."""
        seed = self._recipe.seed * 100_003 + self.epoch
        torch.manual_seed(seed)  # dropout
        chance = torch.Generator().manual_seed(seed)
        self._network.train()
        for rows in self._order(chance):
            self._learn_batch(rows, chance)
            progress(self._step, self._steps)
        self.epoch += 1

    def _groups(self) -> list[dict[str, Any]]:
        groups: dict[float, list[Tensor]] = {1.0: [], _HEADS_FASTER: []}
        for name, weights in self._network.named_parameters():
            if weights.requires_grad:
                groups[1.0 if name.startswith("backbone.") else _HEADS_FASTER].append(weights)
        return [{"params": weights, "faster": faster} for faster, weights in groups.items()]

    def _identity(self) -> str:
        right = self._course.targets.right
        facts = {**asdict(self._recipe), "photos": right.shape, "labels": float(right.sum())}
        return repr(facts)

    def _order(self, chance: torch.Generator) -> Iterator[NDArray[np.intp]]:
        course, size = self._course, self._recipe.batch
        others = torch.randperm(len(course.pictures) - course.main, generator=chance)[: course.beside]
        rows = torch.cat([torch.arange(course.main), others + course.main])
        rows = rows[torch.randperm(len(rows), generator=chance)]
        for start in range(0, self._batches * size, size):
            yield rows[start : start + size].numpy()

    def _learn_batch(self, rows: NDArray[np.intp], chance: torch.Generator) -> None:
        recipe, course = self._recipe, self._course
        pictures = varied(course.pictures[rows], recipe.size, chance).to(self._device)
        right, known = (
            torch.from_numpy(each[rows]).to(self._device)
            for each in (course.targets.right, course.targets.known)
        )
        share = _mixing(recipe.mixed, (recipe.seed, self._step))
        with torch.autocast(self._device.type, torch.bfloat16, enabled=recipe.half):
            logits = self._network(share * pictures + (1 - share) * pictures.flip(0))[0].float()
        first = loss(logits, right, known, course.sheet, recipe.smoothing)
        second = loss(logits, right.flip(0), known.flip(0), course.sheet, recipe.smoothing)
        self._move(share * first + (1 - share) * second)

    def _move(self, wrong: Tensor) -> None:
        warm, done = min(1.0, (self._step + 1) / _WARM_UP), self._step / self._steps
        for group in self._optimiser.param_groups:
            rate = self._recipe.rate * warm * (0.5 + 0.5 * math.cos(math.pi * done))
            group["lr"] = rate * group["faster"]
        self._optimiser.zero_grad()
        wrong.backward()  # type: ignore[no-untyped-call]
        clip_grad_norm_(self._network.parameters(), _MOST_NORM)
        self._optimiser.step()
        self._step += 1
        self._follow(min(self._recipe.average, (self._step + 1) / (self._step + 10)))

    @torch.no_grad()
    def _follow(self, kept: float) -> None:
        """The averaged weights go a little after the new ones; statistics of normalisation are taken over."""
        fresh: Mapping[str, Tensor] = self._network.state_dict()
        for name, weights in self.average.state_dict().items():
            if weights.dtype.is_floating_point:
                weights.lerp_(fresh[name], 1 - kept)
            else:
                weights.copy_(fresh[name])


def _mixing(alpha: float, seed: tuple[int, int]) -> float:
    """The share of the first of two pictures, at least a half; 1 for no mixing."""
    share = float(np.random.default_rng(seed).beta(alpha, alpha)) if alpha > 0 else 1.0
    return max(share, 1 - share)
