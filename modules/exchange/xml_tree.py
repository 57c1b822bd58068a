"""XML from somebody else, read into a small tree in which every element knows its line.

defusedxml refuses document types, entities and references to other files, so a short file can neither grow without
end nor read what is not its own.
"""

import io
import re
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException, handler
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from modules.exchange.reading import FileNotReadable

DEEPEST = 30
DECLARED_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(kw_only=True)
class Element:
    """An element: its tag, attributes, line, what stands in it, and the comments that stand directly in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Element"] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> list["Element"]:
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "Element | None":
        return next((child for child in self.children if child.tag == tag), None)

    def has(self, tag: str) -> bool:
        """Whether it holds such an element, however deep."""
        return any(child.tag == tag or child.has(tag) for child in self.children)

    def words(self, tag: str, default: str = "") -> str:
        """The words directly in a child."""
        child = self.first(tag)
        return child.text.strip() if child else default


class _Builder(handler.ContentHandler, handler.LexicalHandler):
    """Builds the tree as the parser meets its parts."""

    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self.open: list[Element] = []
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        made = Element(tag=name, attributes=dict(attrs.items()), line=self.locator.getLineNumber())
        if len(self.open) >= DEEPEST:
            raise FileNotReadable(f"Line {made.line}: the elements stand too deep in each other.")
        if self.open:
            self.open[-1].children.append(made)
        self.root = self.root or made
        self.open.append(made)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()

    def characters(self, content: str) -> None:
        self.open[-1].text += content

    def comment(self, content: str) -> None:
        if self.open:
            self.open[-1].comments.append(content)


def tree_of(text: str) -> Element:
    """The root of the tree. Raises `FileNotReadable` with the line."""
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    parser.setProperty(handler.property_lexical_handler, builder)
    source = InputSource()
    # The text has been decoded already; whatever encoding it declares is no longer true.
    source.setCharacterStream(io.StringIO(DECLARED_ENCODING.sub("", text, count=1)))
    try:
        parser.parse(source)
    except DefusedXmlException:
        raise FileNotReadable(
            "The file declares a document type or entities, which can hide other files in it. It is refused."
        ) from None
    except SAXParseException as error:
        raise FileNotReadable(f"Line {error.getLineNumber()}: this is not well-formed XML.") from None
    if builder.root is None:
        raise FileNotReadable("The file is empty.")
    return builder.root
