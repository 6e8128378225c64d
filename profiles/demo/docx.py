"""Word documents: a zip of XML parts with headings, paragraphs and bullets, as small as the format allows."""

import zipfile
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape

from profiles.demo.backgrounds import tell_background, trade_of
from profiles.demo.plans import DocumentPlan, PersonPlan
from profiles.demo.trades import TRADES

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PART}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_PART}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def _style(key: str, name: str, size: int, *, bold: bool = False, colour: str = "2B2823", before: int = 0) -> str:
    """A paragraph style; the size in half points, the space before in twentieths of a point."""
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:spacing w:before="{before}" w:after="80"/></w:pPr>'
        f'<w:rPr>{weight}<w:color w:val="{colour}"/><w:sz w:val="{size}"/></w:rPr></w:style>'
    )


_STYLES = (
    f'<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Arial" w:eastAsia="Yu Gothic"/><w:sz w:val="22"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    + _style("Normal", "Normal", 22)
    + _style("Title", "Title", 44, bold=True)
    + _style("Heading1", "heading 1", 28, bold=True, colour="125C66", before=280)
    + _style("Quiet", "Quiet", 20, colour="6F6A60")
    + "</w:styles>"
)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph and its style."""

    text: str
    style: str = "Normal"


def write_docx(paragraphs: list[Paragraph], *, title: str, author: str, on: date) -> bytes:
    """The bytes of a document with these paragraphs."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{paragraph.style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(paragraph.text)}</w:t></w:r></w:p>'
        for paragraph in paragraphs
    )
    margins = "".join(f' w:{side}="1134"' for side in ("top", "right", "bottom", "left"))
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar{margins} w:header="708" w:footer="708"'
    page += ' w:gutter="0"/></w:sectPr>'
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{on.isoformat()}T09:00:00Z</dcterms:created></cp:coreProperties>'
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}{page}</w:body></w:document>',
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        "word/styles.xml": _STYLES,
        "docProps/core.xml": core,
    }
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            # A fixed time, so that the same plan gives the same bytes.
            entry = zipfile.ZipInfo(name, (on.year, on.month, on.day, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (_XML + text).encode())
    return stream.getvalue()


def write_cv_docx(person: PersonPlan, on: date) -> bytes:
    """The CV of a person as of a day, as a Word document."""
    background = tell_background(person, on)
    lines = [
        Paragraph(person.full_name, "Title"),
        Paragraph(" · ".join(part for part in (person.personal_email or person.email, person.mobile) if part), "Quiet"),
    ]
    if person.bio:
        lines.append(Paragraph(person.bio))
    for heading, entries in (
        ("Experience", background.jobs),
        ("Education", background.schools),
        ("Courses and licences", background.courses),
    ):
        if entries:
            lines.append(Paragraph(heading, "Heading1"))
        for entry in entries:
            lines.append(Paragraph(f"{entry.when}  {entry.what}, {entry.where}"))
            lines.extend(Paragraph(f"– {deed}") for deed in entry.deeds)
    lines.append(Paragraph("Skills and languages", "Heading1"))
    lines.append(Paragraph(", ".join((*background.skills, *background.languages))))
    return write_docx(lines, title=f"Curriculum vitae {on.year}", author=person.full_name, on=on)


def write_reference(person: PersonPlan, document: DocumentPlan) -> bytes:
    """A letter of reference."""
    on = document.issued_on or document.added_on
    trade = TRADES[trade_of(person)]
    calling = trade.tracks[0][0].lower()
    lines = [
        Paragraph(document.issuer, "Quiet"),
        Paragraph(f"{on.day} {on:%B %Y}", "Quiet"),
        Paragraph("To whom it may concern", "Title"),
        Paragraph(f"I have known {person.full_name} for three years and am glad to recommend them as {calling}."),
        Paragraph(
            f"{person.first_name} asks the second question, keeps notes that others can read, and says so when "
            "something has gone wrong. Younger colleagues went to them first."
        ),
        Paragraph("They leave us at their own wish. I would work with them again at any time."),
        Paragraph("With kind regards"),
        Paragraph(f"For {document.issuer}"),
    ]
    return write_docx(lines, title=document.title, author=document.issuer, on=on)
