"""Files that come with a report: small ones inline, large ones as links on the hub's media host."""

from __future__ import annotations

from dataclasses import dataclass

from triage.training.reports import media
from triage.training.reports.draw import Draw
from triage.training.reports.kinds import Kind

MEDIA_HOST = "https://media.example.org"
_PICTURES = (
    "IMG_{0:%Y%m%d}_{0:%H%M%S}.png",
    "Screenshot {0:%Y-%m-%d} at {0:%H.%M}.png",
    "image0.png",
    "photo ({1}).png",
    "front door.png",
    "ffôn {1}.png",
    "FB_IMG_{1}4471.png",
    "IMG-{0:%Y%m%d}-WA00{1}.png",
)
_PAPERS = (
    "letter.pdf",
    "Scan_{0:%Y%m%d}.pdf",
    "diary sheet {1}.pdf",
    "receipt-{1}.pdf",
    "Untitled document.pdf",
    "LETTER FROM THEM.PDF",
)
_CLIPS = ("VID_{0:%Y%m%d}_{0:%H%M%S}.avi", "doorbell {1}.avi", "dashcam_front_00{1}.avi", "clip.avi")
_LINKED = (
    ("VID_{0:%Y%m%d}_{0:%H%M%S}.mp4", "video/mp4", 48_000_000),
    ("RING_{0:%Y%m%d%H%M}.mp4", "video/mp4", 9_500_000),
    ("IMG_{1}.HEIC", "image/heic", 2_400_000),
    ("IMG_{1}.JPG", "image/jpeg", 3_100_000),
    ("voicemail {1}.m4a", "audio/mp4", 640_000),
    ("dashcam_rear_00{1}.MP4", "video/mp4", 112_000_000),
    ("cctv export ch{1}.zip", "application/zip", 23_000_000),
)


@dataclass(frozen=True, slots=True)
class Attached:
    """One file. Either ``base64`` (inline) or ``url`` is told; ``size`` is in bytes."""

    name: str
    media_type: str
    size: int
    base64: str = ""
    url: str = ""


def attached(draw: Draw, kind: Kind, sent: object, *, inline: bool) -> tuple[Attached, ...]:
    """The files of a report, often none. ``inline``: the service sends files in the payload only (skeletons)."""
    if not draw.chance("has files", kind.media):
        return ()
    count = 1 + draw.chance("two files", 0.3) + draw.chance("three files", 0.1)
    return tuple(_one(draw.child(f"file{n}"), sent, inline=inline) for n in range(count))


def _one(draw: Draw, sent: object, *, inline: bool) -> Attached:
    number = draw.whole("number", 1, 96)
    if inline or draw.chance("inline", 0.55):
        form = draw.pick("form", ("png", "png", "png", "pdf", "avi"))
        file = media.inline_file(form, draw.whole("variant", 0, media.VARIANTS - 1))
        names = {"png": _PICTURES, "pdf": _PAPERS, "avi": _CLIPS}[form]
        name = draw.pick("name", names).format(sent, number)
        return Attached(name, file.media_type, len(file.content), base64=file.base64)
    pattern, media_type, size = draw.pick("linked", _LINKED)
    size += draw.whole("size", 0, size // 2)
    return Attached(pattern.format(sent, number), media_type, size, url=f"{MEDIA_HOST}/soh/{draw.uuid('url')}")
