"""The developers' hostile pictures and documents: each ends in a state, none holds the process up or ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.models.decoding import DAMAGED, NOT_SUPPORTED, PROTECTED, SHOWN, TOO_LARGE
from triage.services.decoding import Decoder

WORST = (
    "evil_images_pillow_dev/decompression_bomb.gif", "evil_images_pillow_dev/decompression_bomb.ico",
    "evil_images_pillow_dev/broken.png", "evil_images_pillow_dev/broken_data_stream.png",
    "evil_images_pillow_dev/truncated_jpeg.jpg", "evil_images_pillow_dev/exif_typeerror.jpg",
    "evil_images_pillow_dev/exif-ifd-offset.jpg", "evil_images_pillow_dev/multipage.tiff",
    "evil_images_exif_dev/jpg/gps/DSCN0010.jpg", "evil_pdf_pdfjs_dev/bug1020226.pdf",
    "evil_pdf_pdfjs_dev/js-authors.pdf",
)  # fmt: skip


@pytest.mark.parametrize("name", WORST)
async def test_each_ends_in_a_state(shared_data: Path, name: str) -> None:
    opened = await Decoder(patience=60).open((shared_data / name).read_bytes())
    assert opened.decoded.state in (SHOWN, DAMAGED, TOO_LARGE, PROTECTED, NOT_SUPPORTED)
    assert bool(opened.pixels) is (opened.decoded.state == SHOWN)
