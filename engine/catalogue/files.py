"""Where catalogues and pictures lie: a folder of this machine, or any store that fsspec knows (`s3://`)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol, cast

from weft.engine.catalogue.images import HEAVIEST, locate, read_bytes
from weft.engine.errors import CatalogueError, ExtraMissingError, FetchError, ImageError


class Files(Protocol):
    """A file, or a folder with what is in it."""

    @property
    def name(self) -> str:
        """The last part of where it is."""
        ...

    def is_file(self) -> bool:
        """Whether it is there, and is a file."""
        ...

    def is_folder(self) -> bool:
        """Whether it is there, and is a folder."""
        ...

    def open(self) -> BinaryIO:
        """The file, to be read; CatalogueError if it cannot be."""
        ...

    def inside(self) -> Iterator[str]:
        """The paths of all files in the folder and its folders, relative to it."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a picture in the folder; ImageError, or FetchError if trying later may help."""
        ...


def files_at(place: str | Path) -> Files:
    """The file or folder at a path, or at an address such as `s3://bucket/folder`.

    Raises CatalogueError for a scheme that nobody knows, and ExtraMissingError without the package for it.
    """
    return _Remote(str(place)) if "://" in str(place) else _Local(Path(place))


class _Local:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name

    def __str__(self) -> str:
        return str(self._path)

    def is_file(self) -> bool:
        return self._path.is_file()

    def is_folder(self) -> bool:
        return self._path.is_dir()

    def open(self) -> BinaryIO:
        try:
            return self._path.open("rb")
        except OSError as error:
            hint = "Check the rights of the file."
            raise CatalogueError(f"{self._path} cannot be read: {error.strerror}.", hint=hint) from error

    def inside(self) -> Iterator[str]:
        return (path.relative_to(self._path).as_posix() for path in self._path.rglob("*"))

    def read(self, path: str) -> bytes:
        return read_bytes(locate(self._path, path))


class _Remote:
    def __init__(self, address: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            hint = "Install the extra: pip install 'weft[s3]'."
            raise ExtraMissingError(f"{address} needs the package {error.name}.", hint=hint) from error
        self._address = address
        self.name = PurePosixPath(address).name
        with self._translated():
            self._system, self._root = cast("tuple[Any, str]", url_to_fs(address))

    def __str__(self) -> str:
        return self._address

    def is_file(self) -> bool:
        with self._translated():
            return bool(self._system.isfile(self._root))

    def is_folder(self) -> bool:
        with self._translated():
            return bool(self._system.isdir(self._root))

    def open(self) -> BinaryIO:
        with self._translated():
            return io.BufferedReader(self._system.open(self._root, "rb"))

    def inside(self) -> Iterator[str]:
        with self._translated():
            found = self._system.find(self._root)
        return (path[len(self._root) :].lstrip("/") for path in found)

    def read(self, path: str) -> bytes:
        if path.startswith("/") or ".." in PurePosixPath(path).parts:
            raise ImageError("the picture lies outside the folder of images", hint="Move it there.")
        try:
            data = bytes(self._system.cat_file(f"{self._root}/{path}", start=0, end=HEAVIEST + 1))
        except FileNotFoundError as error:
            raise ImageError(f"there is no picture {path[:200]!r}") from error
        except Exception as error:  # each kind of store raises errors of its own
            raise FetchError(f"{path[:200]} cannot be had from {self._address}: {error}") from error
        if len(data) > HEAVIEST:
            raise ImageError(f"the picture is larger than {HEAVIEST // 1_000_000} MB")
        return data

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except ImportError as error:
            hint = "Install the extra: pip install 'weft[s3]', or the fsspec package of that store."
            raise ExtraMissingError(f"{self._address} needs another package: {error}", hint=hint) from error
        except Exception as error:  # each kind of store raises errors of its own
            hint = "Check the address, and the credentials in the environment."
            raise CatalogueError(f"{self._address} cannot be read: {error}", hint=hint) from error
