"""Postcodes in running text, with the slips people make: O for 0, I for 1, no space, small letters.

The form is BS 7666's. Whether the postcode exists is for the reference data to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from triage.insight.extract.spans import at
from triage.models.mention import Mention, MentionKind

_POSTCODE = re.compile(
    r"(?<![\w@£/-])(?P<out>[A-PR-UWYZ01][A-HK-Y01]?[0-9OI][0-9A-HJKMNPR-YOI]?|GIR)\s{0,2}-?(?P<in>[0-9OI][ABD-HJLNP-UW-Z]{2})"
    r"(?![\w@]|[.]\w)",
    re.IGNORECASE | re.ASCII,
)
_OUTWARD = re.compile(
    r"(?:[A-PR-UWYZ][1-9](?:[0-9]|[A-HJKPS-UW])?|[A-PR-UWYZ][A-HK-Y](?:0|[1-9][0-9]?|[0-9][ABEHMNPRV-Y]))\Z"
)
_TO_DIGIT, _TO_LETTER = str.maketrans("OI", "01"), str.maketrans("01", "OI")


def postcodes(text: str) -> Iterator[Mention]:
    """Whole postcodes. Without a space and in small letters only where digits and letters leave no doubt; a mended
    slip is not sure."""
    for match in _POSTCODE.finditer(text):
        outward, inward = match["out"].upper(), match["in"].upper()
        fitting = next((form for form in _forms(outward) if _OUTWARD.match(form)), None)
        if fitting is None:
            continue
        value = f"{fitting} {inward[0].translate(_TO_DIGIT)}{inward[1:]}"
        exact = value.replace(" ", "") == outward + inward
        if not exact and match[0] != match[0].upper():
            continue  # "so 1 in" is no postcode
        yield at(MentionKind.POSTCODE, text, match.span(), value, sure=exact)


def _forms(outward: str) -> Iterator[str]:
    """The outward half as written, then with O and 0, I and 1 exchanged where the form asks for the other."""
    yield outward
    for letters in (2, 1):
        if len(outward) > letters:
            yield outward[:letters].translate(_TO_LETTER) + outward[letters:].translate(_TO_DIGIT)
            yield (
                outward[:letters].translate(_TO_LETTER) + outward[letters : letters + 1].translate(_TO_DIGIT)
                + outward[letters + 1 :]
            )  # fmt: skip
