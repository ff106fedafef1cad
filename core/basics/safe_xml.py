"""XML from outside, read without what can make a small document large."""

from xml.etree import ElementTree


class BrokenXml(ValueError):
    """Text that is no XML."""


def parse_xml(text: str, longest: int) -> ElementTree.Element:
    """The root of a document. Errors: `BrokenXml`, and `ValueError` for one longer than `longest` or with a type.

    Entities are declared in a document type only. One entity can name another many times, until the memory is full.
    """
    if len(text) > longest:
        raise ValueError("the document is too long")
    if "<!" in text.replace("<![CDATA[", "").replace("<!--", ""):
        raise ValueError("the document declares a type")
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise BrokenXml(str(error)) from None
