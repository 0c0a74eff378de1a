"""Signing issued papers with the installation's key. Imported only where one is configured: pyHanko is slow to load."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, TextStringObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field

FIELD = "Signature1"
FIELD_WORDS = "電子簽章"


@cache
def _signer(place: str, password: str) -> signers.SimpleSigner:
    signer: signers.SimpleSigner | None = signers.SimpleSigner.load_pkcs12(  # type: ignore[no-untyped-call]  # pyHanko
        place, passphrase=password.encode()
    )
    if signer is None:
        raise ImproperlyConfigured("SMILEMARK_SIGNING_KEY: the key file cannot be read with this password")
    return signer


def sign(pdf: bytes, *, reason: str) -> bytes:
    """The signed paper; the signature states the moment it is made.

    Args:
        pdf: as drawn.
        reason: what is signed.

    Raises:
        ImproperlyConfigured: a key is configured but cannot be used.
    """
    metadata = signers.PdfSignatureMetadata(field_name=FIELD, reason=reason, subfilter=SigSeedSubFilter.PADES)
    signer = signers.PdfSigner(metadata, signer=_signer(settings.SIGNING_KEY, settings.SIGNING_PASSWORD))
    out = io.BytesIO()
    paper = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(paper, SigFieldSpec(FIELD))
    if "/StructTreeRoot" in paper.root:  # not in a plain PDF, made where a character has no glyph
        _tag(paper)
    with ThreadPoolExecutor(1) as alone:  # pyHanko runs an event loop, which a thread that has one already refuses
        alone.submit(signer.sign_pdf, paper, output=out).result()
    return out.getvalue()


def _tag(paper: IncrementalPdfFileWriter) -> None:
    """Put the invisible field of the signature into the paper's structure, as PDF/UA-1 asks of every field (7.18)."""
    root = paper.root["/StructTreeRoot"]
    whole = root["/K"].raw_get(0)
    field = paper.root["/AcroForm"]["/Fields"].raw_get(0)
    number = int(root["/ParentTreeNextKey"])
    seen = {"/Type": pdf_name("/OBJR"), "/Obj": field, "/Pg": field.get_object().raw_get("/P")}
    element = paper.add_object(
        DictionaryObject(  # type: ignore[no-untyped-call]  # pyHanko
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): whole,
                pdf_name("/Alt"): TextStringObject(FIELD_WORDS),
                pdf_name("/K"): DictionaryObject({pdf_name(key): value for key, value in seen.items()}),  # type: ignore[no-untyped-call]  # pyHanko
            }
        )
    )
    kids = whole.get_object()["/K"]
    whole.get_object()[pdf_name("/K")] = ArrayObject([*(kids.raw_get(n) for n in range(len(kids))), element])
    numbers = root["/ParentTree"]["/Nums"]
    numbers += [NumberObject(number), element]  # type: ignore[no-untyped-call]  # pyHanko
    root[pdf_name("/ParentTreeNextKey")] = NumberObject(number + 1)  # type: ignore[no-untyped-call]  # pyHanko
    field.get_object()[pdf_name("/StructParent")] = NumberObject(number)  # type: ignore[no-untyped-call]  # pyHanko
    field.get_object()[pdf_name("/TU")] = TextStringObject(FIELD_WORDS)
    for changed in (whole.get_object(), numbers, root, field.get_object()):
        paper.update_container(changed)
