"""Every payload through everything that is shown, in Chromium: with the pages' policy and, so that escaping itself is
proven, without it. None runs, none becomes an element, none becomes a link that is not one of the web."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from torture.eyes import JSON, Eyes, chromium
from torture.outcome import Both, Outcome, Plan
from torture.places import crossed, gathered, payloads, places, plain, sites

OURS = {"report": ("meta Content-Security-Policy", "style"), "widgets": ("script",)}
"""What looks like an attack and is ours, once a page: the report is one file, the widget's script is another site's."""
SOME = 12
"""Payloads that are tried, by lot, in each parameter alone, and in all places under the policy too."""


def pages(plan: Plan) -> Outcome:
    """Try the first `plan.rounds` payloads on every surface."""
    try:
        with chromium() as browser:
            tried = payloads()[: plan.rounds]
            return attacked(browser, plan.work, tried, random.Random(plan.seed), each=len(tried))
    except LookupError as absent:
        return Outcome(skipped=str(absent))


def attacked(
    browser: Any, work: Path, tried: Sequence[str], dice: random.Random, *, each: int, some: int = SOME
) -> Outcome:
    """Show all payloads together, and `each` of them by itself wherever one is shown, without the policy; with it, and
    in each parameter alone, `some`."""
    outcome = Outcome()
    alone = sorted(dice.sample(range(len(tried)), min(each, len(tried))))
    few = sorted(dice.sample(alone, min(some, len(alone))))
    with sites(work, tried) as at:
        together = list(gathered(at, tried))
        for bypass in (True, False):
            shown = [*together]
            for number in alone if bypass else few:
                shown += places(at, number, tried[number])
            for number in few:
                shown += crossed(at, tried[number])
                shown += [
                    replace(one, what="JSON shown") for one in places(at, number, tried[number]) if one.what == JSON
                ]
            eyes = Eyes(browser, bypass_csp=bypass)
            policy = f"policy {'off' if bypass else 'on'}"
            outcome.tries += len(shown)
            for place, fault in eyes.frames(shown):
                outcome.failures.append(f"{place.what}, {policy}: {fault}: {place.method} {place.address[:300]}")
            typed = [plain(tried[number]) for number in (alone if bypass else few)]
            for what, tries, faults in _by_hand(eyes, at, typed, len(tried), bypass):
                outcome.tries += tries
                outcome.failures += [f"{what}, {policy}: {fault}" for fault in faults]
            if bypass:
                # As somebody without care would show them: else nothing says that we would see one run.
                ran = [one for one in tried[:3] if eyes.visit(f"{at['page']}/raw?{urlencode({'x': one})}")]
                outcome.hold(len(ran) == len(tried[:3]), f"raw payloads were not seen to run: {ran}")
            eyes.close()
    kinds = len({place.what for place in shown})
    outcome.note = Both(
        f"{len(tried)} charges, {kinds} sortes de pages", f"{len(tried)} payloads, {kinds} kinds of pages"
    )
    return outcome


def _by_hand(
    eyes: Eyes, at: dict[str, str], typed: Sequence[str], many: int, bypass: bool
) -> Iterator[tuple[str, int, list[str]]]:
    """Yield what is shown at an owner's report, and of what is typed: its name, how much of it, what was wrong."""
    yield "report", 1, _without(eyes.visit(f"{at['page']}/report"), "report")
    yield "typing", len(typed), eyes.type(f"{at['search']}/search?q=zanzibar", typed)
    found = eyes.type_into_widgets(f"{at['page']}/widgets", typed)
    yield "widget", len(typed), _without(found, "widgets")
    found = eyes.type_into_widgets(f"{at['page']}/hostile", ["x"])
    yield "widget of a hostile server", many, _without(found, "widgets")
    count, found = eyes.complete(f"{at['search']}/search?q=zanzibar")
    yield "completions", count, found if count >= many else [f"only {count} completions were shown", *found]


def _without(faults: Sequence[str], what: str) -> list[str]:
    left = list(faults)
    for one in OURS[what]:
        if one in left:
            left.remove(one)
    return left
