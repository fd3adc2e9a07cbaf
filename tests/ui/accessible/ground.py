"""A training ground with a few plain reports and the desktop on it; run as a process of its own.

python -m tests.ui.accessible.ground HOME     until standard input is closed
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from tests.payloads import SUBMISSION_ID, raw, theft
from triage.training.ground import Plan, open_ground
from triage.training.post import post_all

REPORTS = 4
ELSEWHERE = "EB12 4QH"
"""In the area of the force next to the invented one, so that there are a map and a strip about the place."""
WORDS = (
    "My bike was taken from outside the baths.",
    "He said he would come back with a knife and that I would be sorry. My little boy heard it. He is outside now.",
    "Somebody took my bag from the changing room while I swam.",
    "The lock was cut and the bike is gone.",
)


def reports() -> list[bytes]:
    """Thefts, one of them with a threat, so that there are signs of risk to show."""
    made = []
    for number, words in enumerate(WORDS):
        payload = theft()
        payload["data"]["attributes"]["incidentDescription"] = words
        payload["included"][0]["attributes"]["submissionId"] = f"{SUBMISSION_ID[:-1]}{number}"
        payload["included"][0]["attributes"]["customerReferenceNumber"] = f"TYA-1-26-010{number}-000"
        for entity in payload["included"]:
            if "postcode" in entity["attributes"]:
                entity["attributes"]["postcode"] = ELSEWHERE
        made.append(raw(payload))
    return made


async def main(home: Path) -> None:
    async with open_ground(Plan(home=home, reports=0, undo_seconds=1)) as ground:
        await post_all(ground.intake, reports())
        await ground.all_read()
        desk = await ground.start_desk()
        print(json.dumps(await desk.line()), flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await desk.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
