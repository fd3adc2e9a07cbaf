"""From which log-odds an output of the second look speaks, together with the first senses.

``python -m triage.bench.risk.teach.thresholds`` finds them anew for the weights as they are, on the tuning narratives
that the second look as shipped was not taught: those of file 94 and later, and of files 44 to 88 the part that was kept
apart. The first senses are those of cross-validation. Needed after the first senses have learned again or the second
look was taught further. Needs nothing that the program does not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from triage.bench.risk import train
from triage.bench.risk.narratives import FOLDS, UNSEEN, Narrative, fold_of, read_part
from triage.insight.risk.encoder import stored
from triage.insight.risk.learned import PRIORITY, features_of
from triage.insight.risk.pack import KINDS, shipped_pack
from triage.insight.risk.second_look import FILE, SecondLook, shipped_second_look
from triage.insight.risk.sense import short_asks
from triage.insight.risk.words import Told, told_in_words

OUTPUTS = (*KINDS, PRIORITY)
WEIGH = 1.0
"""Share of the second look's log-odds beside the first senses; the best of 0.35 to 1 on what was not taught."""
QUIET_ALARMS = {"immediate_danger": 0.065, PRIORITY: 0.03}
"""Share of narratives without any label that an output may flag; in files 77 to 88 many are hard on purpose."""
ALARMS = 0.04
"""Share of narratives without its label that any other kind may flag."""
RARE_ALARMS = {"terrorism": 0.02}


def main() -> None:
    """Look at what was not taught, find thresholds, write."""
    parser = argparse.ArgumentParser(description="Find the thresholds of the second look anew.")
    parser.add_argument("--unseen", type=int, default=94, help="first file of narratives that it was not taught")
    parser.add_argument("--apart", type=int, default=44, help="first file of which a part was kept apart")
    parser.add_argument("--until", type=int, default=99, metavar="N", help="last file to learn from (99)")
    parser.add_argument("--narratives", type=Path, default=Path("tests/insight/narratives"))
    parser.add_argument("--to", type=Path, default=Path("resources") / FILE)
    arguments = parser.parse_args()
    narratives = read_part(arguments.narratives, "tuning", arguments.until)
    unseen = [
        at
        for at, one in enumerate(narratives)
        if int(one.id[1:3]) >= (arguments.apart if fold_of(one.id, FOLDS) == UNSEEN else arguments.unseen)
    ]
    look = shipped_second_look()
    assert look is not None
    odds = np.array([_odds(look, narratives[at].text) for at in unseen], np.float32)
    wanted = np.array([train.label(narratives[at], name) for at in unseen for name in OUTPUTS], np.float32)
    asked = np.array([short_asks(_told(narratives[at].text)) for at in unseen], np.float32)
    least = least_of(_first(narratives)[unseen], odds, wanted.reshape(len(unseen), -1), asked)
    kept = stored(FILE)
    kept["least"] = np.array([least[name] for name in OUTPUTS], np.float32)
    kept["weigh"] = np.array(WEIGH, np.float32)
    np.savez_compressed(arguments.to, **kept)  # type: ignore[arg-type]


def least_of(first: Any, odds: Any, wanted: Any, asked: Any) -> dict[str, float]:
    """Thresholds from the log-odds of the first senses and of the second look for what neither was taught.

    ``asked``: what each text needs more to be called urgent, for its few words.
    """
    both = train.with_priority(first) + WEIGH * train.with_priority(odds[:, : len(OUTPUTS)])
    both[:, [OUTPUTS.index(name) for name in QUIET_ALARMS]] -= asked[:, None]
    quiet = wanted[:, : len(KINDS)].sum(axis=1) == 0
    return {
        name: float(
            np.quantile(
                both[quiet if name in QUIET_ALARMS else wanted[:, at] == 0, at],
                1 - QUIET_ALARMS.get(name, RARE_ALARMS.get(name, ALARMS)),
            )
        )
        for at, name in enumerate(OUTPUTS)
    }


def _odds(look: SecondLook, text: str) -> list[float]:
    """How urgent it is by the closer look: where the program does not ask that, the threshold is far away."""
    seen = look.at(text)
    urgent = seen.closer()
    return [(urgent if name in QUIET_ALARMS else seen).of(name) for name in OUTPUTS]


def _told(text: str) -> Told:
    return told_in_words(text, shipped_pack().vocabulary)


def _first(narratives: list[Narrative]) -> Any:
    counted = [Counter(name for name, _, _ in features_of(_told(one.text))) for one in narratives]
    return train.first_senses(narratives, counted)


if __name__ == "__main__":
    main()
