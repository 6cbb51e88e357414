"""The guides, followed as a reader would: every file written, every command run, in the order they stand.

A block that begins with ```sh is run, one with a file name after its language is written to that file.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LONGEST = 240


def blocks(guide: Path) -> list[tuple[str, str, str]]:
    """Language, file name ("" for none) and text of each block."""
    return [match.groups(default="") for match in _BLOCK.finditer(guide.read_text(encoding="utf-8"))]  # type: ignore[misc]


def guides() -> list[Path]:
    return sorted(path for path in DOCS.glob("*.md") if any(block[0] == "sh" for block in blocks(path)))


@pytest.mark.parametrize("guide", guides(), ids=lambda path: path.stem)
def test_a_reader_who_follows_the_guide_gets_there(guide: Path, tmp_path: Path) -> None:
    script = []
    for language, name, text in blocks(guide):
        if name:
            script.append(
                f"mkdir -p {Path(name).parent} && cat > {name} <<'END OF FILE'\n{text}END OF FILE\n"
            )
        elif language == "sh":
            script.append(text)
    (tmp_path / "follow.sh").write_text("set -euo pipefail\n" + "".join(script), encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WEFT_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    followed = subprocess.run(
        ["bash", "follow.sh"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    assert followed.returncode == 0, f"{followed.stdout[-2000:]}\n{followed.stderr[-2000:]}"


def test_links_between_documents_lead_somewhere() -> None:
    root = DOCS.parent
    pages = [root / "README.md", *root.glob("*/README.md"), *root.glob("*/*/README.md"), *DOCS.glob("*.md")]
    lost = [
        f"{page.relative_to(root)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert lost == []
