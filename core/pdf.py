"""PDFs from a template. Each PDF has an HTML twin that is the accessible original, and no PDF is proof.

Nothing is fetched: a template may use no address but `data:`.
"""

import io
from functools import cache
from typing import Any

import ttf_opensans
from django.template.loader import render_to_string
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from xhtml2pdf import pisa
from xhtml2pdf.default import DEFAULT_FONT

LONGEST_SOURCE = 500_000


class PdfNotMade(Exception):
    """The template could not be turned into a PDF."""


def _refuse_links(uri: str, relative: str | None) -> str:
    if not uri.startswith("data:"):
        raise PdfNotMade(f"A PDF may not load {uri.split(':', 1)[0]} addresses.")
    return uri


@cache
def _register_font() -> None:
    """Make "open sans" known to every template: the PDF's own fonts lack letters of Welsh and Polish names."""
    regular, bold = ttf_opensans.OPENSANS_REGULAR, ttf_opensans.OPENSANS_BOLD
    for font in (regular, bold):
        pdfmetrics.registerFont(TTFont(font.name, str(font.path)))
    for is_italic in (0, 1):
        addMapping("OpenSans", 0, is_italic, regular.name)
        addMapping("OpenSans", 1, is_italic, bold.name)
    DEFAULT_FONT["open sans"] = "OpenSans"


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF bytes. Raises `PdfNotMade` when it is too long, malformed or asks for a remote file."""
    _register_font()
    source = render_to_string(template, context)
    if len(source) > LONGEST_SOURCE:
        raise PdfNotMade(f"The document is over {LONGEST_SOURCE:,} characters long.")
    result = io.BytesIO()
    if pisa.CreatePDF(source, dest=result, link_callback=_refuse_links, encoding="utf-8").err:
        raise PdfNotMade(f"{template} could not be turned into a PDF.")
    return result.getvalue()
