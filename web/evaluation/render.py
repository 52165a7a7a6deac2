"""The reports of evaluation as Word, PDF and Excel."""

from dataclasses import replace

from graph.evaluation.figures import Document, Oversight
from graph.text import Language, Text
from web.evaluation.document import department_report
from web.evaluation.oversight import oversight_report
from web.reports.docx import to_docx
from web.reports.pdf import printer
from web.reports.xlsx import to_xlsx

DRAFT = Text("草稿", "draft")


def render(
    report: Document | Oversight,
    form: str,
    language: Language,
    *,
    draft: bool = False,
    with_own: bool = False,
) -> bytes:
    """Return a report in the format `form`: docx, pdf or xlsx; a draft is marked on every page.

    ``with_own``: it is for the department itself, and says how it rates.
    """
    if isinstance(report, Document):
        content = department_report(report, language, with_own=with_own)
    else:
        content = oversight_report(report, language)
    if draft:
        marks = [each for each in (DRAFT.of(language), content.mark) if each]
        content = replace(content, mark=" ".join(marks))
    if form == "xlsx":
        return to_xlsx(content)
    press = printer()
    return press.pdf(content) if form == "pdf" else to_docx(content, press.pictures(content))
