"""The standard stage of a step, inferred from its name."""

from functools import cache

from loaders.dictionary import dictionary
from loaders.sheets import compact

AFTER_FINISH = frozenset({"制证", "送达"})
"""The only stages that may begin or end after a case is finished."""


@cache
def stage_words() -> dict[str, str]:
    """Return each word that tells a stage, with that stage."""
    choices = dictionary().table("case_steps").by_name["stage"].values
    return {
        compact(word): choice.name
        for choice in choices
        if choice.name != "其他"
        for word in (choice.name, *choice.synonyms)
    }


def stages_in(name: str) -> list[str]:
    """Return the stages whose words are in the name of a step, those of the longest words only.

    >>> stages_in("现场勘验（建设局）"), stages_in("受理审查"), stages_in("其他")
    (['现场勘验'], ['受理', '审查'], [])
    """
    text = compact(name)
    found = [word for word in stage_words() if word in text]
    longest = max(map(len, found), default=0)
    return list(dict.fromkeys(stage_words()[word] for word in found if len(word) == longest))
