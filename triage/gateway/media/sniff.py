"""What a file is by its own bytes, and whether that contradicts what it was said to be.

A type that nothing recognises contradicts nothing: cameras write formats that no list knows.
"""

from __future__ import annotations

import re

import puremagic

UNKNOWN = "application/octet-stream"
HEAD = 64 * 1024
EXECUTABLE = "application/x-executable"
HTML = "text/html"
SVG = "image/svg+xml"
SCRIPT = "text/x-script"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", EXECUTABLE),
    (b"\x7fELF", EXECUTABLE),
    (b"\xcf\xfa\xed\xfe", EXECUTABLE),
    (b"\xce\xfa\xed\xfe", EXECUTABLE),
    (b"\xca\xfe\xba\xbe", EXECUTABLE),
    (b"\0asm", EXECUTABLE),
    (b"L\0\0\0\x01\x14\x02\0", EXECUTABLE),  # a Windows shortcut
    (b"#!", SCRIPT),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"{\\rtf", "application/rtf"),
    (b"PK\x05\x06", "application/zip"),
)
_INSIDE_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/", _OFFICE + "presentationml.presentation"),
    (b"mimetype" + _OPEN.encode(), _OPEN + "document"),
    (b"META-INF/MANIFEST.MF", EXECUTABLE),
    (b"AndroidManifest.xml", EXECUTABLE),
)
_DANGEROUS_NAMES = re.compile(
    r"ade|adp|apk|appx|bat|chm|cmd|com|cpl|dll|dmg|docm|exe|gadget|hta|img|inf|iso|jar|jse?|lnk|mde|ms[cipt]|pif|pptm|"
    r"ps1|psm1|py|reg|scf|scr|sct|sh|sys|url|vb[es]?|vhdx?|ws[cfh]|xll|xlsm"
)
_TYPES_BY_NAME = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "bmp", "tif", "tiff"), "image/"),
    **dict.fromkeys(("mp4", "mov", "avi", "mkv", "webm", "m4v", "3gp", "wmv", "mpg", "mpeg"), "video/"),
    **dict.fromkeys(("mp3", "m4a", "wav", "ogg", "oga", "amr", "aac", "flac", "wma"), "audio/"),
    **dict.fromkeys(("txt", "csv", "log", "eml"), "text/plain"),
    **dict.fromkeys(("htm", "html", "xhtml"), HTML),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"), "application/zip"),
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), "application/x-ole-storage"),
    "pdf": "application/pdf",
    "json": "application/json",
    "svg": SVG,
    "rtf": "application/rtf",
}
_TAG = re.compile(rb"<(!doctype\s+html|[a-z]+)", re.I)
_HTML_TAGS = frozenset((b"html", b"head", b"body", b"script", b"iframe", b"title", b"meta", b"link", b"style"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PLAYED = ("video", "audio")
_SKIPPED = 16


def sniff(head: bytes) -> str:
    """The media type that the first bytes (`HEAD` are plenty) tell; `UNKNOWN` when they tell none."""
    head = head[:HEAD]
    known = next((kind for start, kind in _STARTS if head.startswith(start)), "")
    if known:
        return known
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _INSIDE_ZIP if mark in head), "application/zip")
    if b"%PDF-" in head[:1024]:
        return "application/pdf"  # readers take one that starts late
    return _markup(head) or _magic(head) or _text(head) or UNKNOWN


def contradiction(*, name: str, claimed: str, sniffed: str) -> str:
    """Why the file is not to be trusted, as a short word; "" when nothing speaks against it."""
    extension = extension_of(name)
    if sniffed in (EXECUTABLE, SCRIPT):
        return "executable"
    if _DANGEROUS_NAMES.fullmatch(extension):
        return "dangerous-name"
    family = family_of(sniffed)
    if not family:
        return ""
    told = [family_of(claimed), family_of(_TYPES_BY_NAME.get(extension, ""))]
    return "type-differs" if any(one and not _alike(one, family) for one in told) else ""


def is_page_instead(*, name: str, claimed: str, sniffed: str) -> bool:
    """A host answered 200 with a web page where a file was: an error page, a sign-in page, a captive portal."""
    told = [family_of(claimed), family_of(_TYPES_BY_NAME.get(extension_of(name), ""))]
    return sniffed == HTML and any(told) and HTML not in told


def extension_of(name: str) -> str:
    """The last part of a name as a system would read it: blanks and dots at the end do not hide it."""
    stem, dot, last = name.replace("\0", "").rstrip(" .").rpartition(".")
    return last.strip().lower() if dot and stem else ""


def family_of(media_type: str) -> str:
    """What types may be taken for each other: all images are one family, all zips another; "" for no known one."""
    kind = media_type.partition(";")[0].strip().lower()
    main, _, sub = kind.partition("/")
    if kind in (SVG, HTML, "application/xhtml+xml"):
        return SVG if kind == SVG else HTML
    if main in ("image", "video", "audio"):
        return main
    if kind.startswith((_OFFICE, _OPEN)) or kind in ("application/zip", "application/x-zip-compressed"):
        return "application/zip"
    if kind in ("application/msword", "application/x-ole-storage", "application/vnd.ms-outlook") or kind.startswith(
        "application/vnd.ms-"
    ):
        return "application/x-ole-storage"
    if kind in ("application/pdf", "application/json", "application/rtf", "application/gzip", "application/vnd.rar"):
        return kind
    return "text/plain" if main == "text" and sub else ""


def is_media(media_type: str) -> bool:
    """Pictures, films and sound."""
    return family_of(media_type) in ("image", *_PLAYED)


def _alike(told: str, found: str) -> bool:
    if told == found or {told, found} <= {"video", "audio", "image"} - {"image"}:
        return True  # the same containers carry film and sound
    plain = {"text/plain", "application/json", "application/rtf"}
    return {told, found} <= plain or {told, found} == {"application/x-ole-storage", "application/zip"}


def _markup(head: bytes) -> str:
    rest = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    is_xml = rest.startswith(b"<?xml")
    for _ in range(_SKIPPED):
        end = b"?>" if rest.startswith(b"<?") else b"-->" if rest.startswith(b"<!--") else b""
        if not end:
            break
        rest = rest.partition(end)[2].lstrip()
    found = _TAG.match(rest)
    tag = found[1].lower() if found else b""
    if tag == b"svg":
        return SVG
    if tag.startswith(b"!doctype") or tag in _HTML_TAGS:
        return HTML
    return "text/xml" if is_xml else ""


def _magic(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    best = found[0]
    sure = best.confidence >= 0.5 or (best.mime_type and family_of(best.mime_type) in ("image", *_PLAYED))
    if best.mime_type == "application/json":
        return best.mime_type if _text(head) else ""
    return best.mime_type if sure else ""


def _text(head: bytes) -> str:
    """Plain text or JSON in UTF-8; the head may end in the middle of a character."""
    try:
        told = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:
            return ""
        told = head[: error.start].decode("utf-8")
    if not told.strip() or _CONTROLS.search(told):
        return ""
    return "application/json" if told.lstrip("\ufeff \r\n\t")[:1] in ("{", "[") else "text/plain"
