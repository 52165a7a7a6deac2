"""Words shown to people, in both languages of the product."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """The same words in Chinese and in English.

    >>> Text("部门", "Department").of("en")
    'Department'
    """

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.en if language == "en" else self.zh
