"""Signing issued papers with the installation's key. Imported only where one is configured: pyHanko is slow to load."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter


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
    metadata = signers.PdfSignatureMetadata(field_name="Signature1", reason=reason, subfilter=SigSeedSubFilter.PADES)
    signer = signers.PdfSigner(metadata, signer=_signer(settings.SIGNING_KEY, settings.SIGNING_PASSWORD))
    out = io.BytesIO()
    paper = IncrementalPdfFileWriter(io.BytesIO(pdf))
    with ThreadPoolExecutor(1) as alone:  # pyHanko runs an event loop, which a thread that has one already refuses
        alone.submit(signer.sign_pdf, paper, output=out).result()
    return out.getvalue()
