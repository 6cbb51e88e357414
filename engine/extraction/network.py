"""A Qwen2-VL checkpoint, loaded: its tokenizer, its pictures, its forward pass."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from PIL import Image

from weft.engine.errors import SettingsError
from weft.engine.extra import Tensor, extra_module, picture_processor, reason
from weft.engine.pictures import fitted

Cache = Any
"""Keys and values of what was read, of transformers."""
_SMALLEST = 56 * 56
"""Pixels below which a picture is enlarged, as the checkpoints were trained."""
_SAMPLED = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photo as the network takes it: patches, their grid, and how many tokens it is."""

    patches: Tensor
    grid: Tensor
    length: int


class Network:
    """A checkpoint of a Qwen-VL kind, by name or folder; accelerate places it on the devices there are.

    Pictures are made no larger than `most_pixels`. Raises ExtraMissingError where the extra `vlm` is not
    installed, SettingsError for a checkpoint that cannot be had, or is of another kind.
    """

    def __init__(self, name_or_path: str, *, most_pixels: int) -> None:
        self.torch, transformers, *_ = map(_module, ("torch", "transformers", "llguidance", "accelerate"))
        try:
            self.tokenizer = transformers.AutoTokenizer.from_pretrained(name_or_path)
            self._processor = picture_processor(name_or_path)
            self.model = transformers.AutoModelForImageTextToText.from_pretrained(
                name_or_path, dtype="auto", device_map="auto"
            ).eval()
            self._image = int(self.model.config.image_token_id)
            self._places = self.model.model.get_rope_index
        except Exception as error:  # the libraries raise whatever their many parts raise
            raise _not_loaded(name_or_path, error) from error
        self._size = {"shortest_edge": min(_SMALLEST, most_pixels), "longest_edge": most_pixels}

    @property
    def vocabulary_size(self) -> int:
        """How many tokens are scored; it may exceed the tokenizer's by padding."""
        return int(self.model.get_output_embeddings().out_features)

    @property
    def most_pixels(self) -> int:
        """To how many pixels pictures are made smaller."""
        return self._size["longest_edge"]

    @property
    def digest(self) -> str:
        """Short hash over the first numbers of each tensor: another training, another hash."""
        found = hashlib.sha256()
        for name, tensor in sorted(self.model.state_dict().items()):
            found.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
            if not tensor.is_meta:  # what accelerate keeps on disk is known by name and shape alone
                found.update(tensor.flatten()[:_SAMPLED].float().cpu().numpy().tobytes())
        return found.hexdigest()[:12]

    def prepare(self, picture: Image.Image) -> Prepared:
        """Cuts a picture into patches. Any thread may do it."""
        small = fitted(picture, self._size["longest_edge"])
        cut = self._processor([small], size=self._size, return_tensors="pt")
        grid = cut["image_grid_thw"]
        return Prepared(cut["pixel_values"], grid, int(grid.prod()) // self._processor.merge_size**2)

    def prompt(self, rules: str, question: str) -> tuple[list[int], list[int]]:
        """The tokens before a picture, which all photos share, and those behind it.

        Raises SettingsError for a chat template without a place for pictures.
        """
        messages = [
            {"role": "system", "content": [{"type": "text", "text": rules}]},
            {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": question}]},
        ]
        try:
            text = self.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
            ids: list[int] = self.tokenizer(text, add_special_tokens=False)["input_ids"]
            place = ids.index(self._image)
        except ValueError as error:
            raise SettingsError("The checkpoint has no chat template that takes a picture.") from error
        return ids[:place], ids[place + 1 :]

    def with_picture(self, picture: Prepared, behind: Sequence[int]) -> list[int]:
        """The tokens of a picture, and those behind it."""
        return [self._image] * picture.length + list(behind)

    def places(self, ids: Tensor, mask: Tensor, pictures: Sequence[Prepared]) -> tuple[Tensor, Tensor]:
        """Where each token of each row stands, shape (3, rows, tokens), and the next one, shape (rows, 1).

        Patches stand in a plane, words on a line (M-RoPE); padding has no place.
        """
        kinds = (ids == self._image).long() * mask
        grid = self.torch.cat([each.grid for each in pictures])
        places, ahead = self._places(ids, image_grid_thw=grid, mm_token_type_ids=kinds, attention_mask=mask)
        return places, mask.sum(dim=1, keepdim=True) + ahead

    def forward(
        self,
        ids: Tensor,
        places: Tensor,
        mask: Tensor,
        cache: Cache | None,
        pictures: Sequence[Prepared] = (),
    ) -> tuple[Tensor, Cache]:
        """Scores of what comes behind each row, shape (rows, tokens), and the cache with the rows in it.

        `mask` covers what is in the cache too. Rows end in the last column.
        """
        device = self.model.device
        images = {}
        if pictures:
            images["pixel_values"] = self.torch.cat([each.patches for each in pictures]).to(device)
            images["image_grid_thw"] = self.torch.cat([each.grid for each in pictures]).to(device)
        with self.torch.inference_mode():
            read = self.model(
                input_ids=ids.to(device),
                position_ids=places.to(device),
                attention_mask=mask.to(device),
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
                **images,
            )
        return read.logits[:, -1], read.past_key_values

    def forget(self) -> None:
        """Gives memory that nobody uses any more back to the device."""
        if self.torch.cuda.is_available():
            self.torch.cuda.empty_cache()


def _module(name: str) -> ModuleType:
    return extra_module(
        name, who="A vision-language model in this process", otherwise="use --extractor server"
    )


def _not_loaded(name_or_path: str, error: Exception) -> SettingsError:
    return SettingsError(
        f'The checkpoint "{name_or_path}" is no folder here that can be loaded, nor to be had from the '
        f"hub of transformers: {reason(error)}",
        hint="Give the folder of a downloaded checkpoint: --model /path/to/Qwen2-VL-2B-Instruct.",
    )
