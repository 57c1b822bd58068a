"""PDFs from a template. Each PDF has an HTML twin that is the accessible original, and no PDF is proof.

Nothing is fetched: a template may use no address but `data:`.
"""

import io
from typing import Any

from django.template.loader import render_to_string
from xhtml2pdf import pisa

LONGEST_SOURCE = 500_000


class PdfNotMade(Exception):
    """The template could not be turned into a PDF."""


def _refuse_links(uri: str, relative: str | None) -> str:
    if not uri.startswith("data:"):
        raise PdfNotMade(f"A PDF may not load {uri.split(':', 1)[0]} addresses.")
    return uri


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF bytes. Raises `PdfNotMade` when it is too long, malformed or asks for a remote file."""
    source = render_to_string(template, context)
    if len(source) > LONGEST_SOURCE:
        raise PdfNotMade(f"The document is over {LONGEST_SOURCE:,} characters long.")
    result = io.BytesIO()
    if pisa.CreatePDF(source, dest=result, link_callback=_refuse_links, encoding="utf-8").err:
        raise PdfNotMade(f"{template} could not be turned into a PDF.")
    return result.getvalue()
