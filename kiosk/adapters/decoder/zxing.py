"""zxing-cpp as a stage sees it: a grey picture in, symbols out."""

from functools import cache

import zxingcpp  # native: only this module loads it

from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.retail import retail_symbol
from kiosk.domain.symbol import MAX_BYTES, Point, Symbol, Symbology

_SERVED = {
    zxingcpp.BarcodeFormat.EAN13: Symbology.EAN13,
    zxingcpp.BarcodeFormat.EAN8: Symbology.EAN8,
    zxingcpp.BarcodeFormat.UPCE: Symbology.UPCE,
    zxingcpp.BarcodeFormat.UPCA: Symbology.UPCA,
    zxingcpp.BarcodeFormat.Code128: Symbology.CODE128,
    zxingcpp.BarcodeFormat.Code39: Symbology.CODE39,
    zxingcpp.BarcodeFormat.ITF: Symbology.ITF,
    zxingcpp.BarcodeFormat.QRCode: Symbology.QR,
    zxingcpp.BarcodeFormat.DataMatrix: Symbology.DATAMATRIX,
}
_NOT_SERVED = {zxingcpp.BarcodeFormat.MicroQRCode, zxingcpp.BarcodeFormat.RMQRCode}
"""Small cousins that share the QR family's name; Micro QR M1 has no error correction at all."""

NINE = "EAN13,EAN8,UPCA,UPCE,Code128,Code39,ITF,QRCode,DataMatrix"
LINEAR = "EAN13,EAN8,UPCA,UPCE,Code128,Code39,ITF"
MATRIX = "QRCode,DataMatrix"


def read_with_zxing(
    grey: Grey, formats: str = NINE, *, thorough: bool = True, upright: bool = False, one_threshold: bool = False
) -> list[Symbol]:
    """Return what zxing-cpp finds.

    :param formats: comma-separated, in zxing-cpp's words.
    :param thorough: also look at smaller and inverted copies.
    :param upright: bars stand upright already; do not try the picture turned by 90 degrees.
    :param one_threshold: tell black from white by one value for all of it instead of by neighbourhood.
    """
    if not grey.size:
        return []
    found = zxingcpp.read_barcodes(
        grey,
        formats=_formats(formats),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=not upright,
        try_downscale=thorough,
        try_invert=thorough,
        binarizer=zxingcpp.Binarizer.GlobalHistogram if one_threshold else zxingcpp.Binarizer.LocalAverage,
    )
    return [symbol for each in found if (symbol := _symbol(each))]


@cache
def _formats(names: str) -> zxingcpp.BarcodeFormats:
    return zxingcpp.barcode_formats_from_str(names)


def _symbol(barcode: zxingcpp.Barcode) -> Symbol | None:
    symbology = _SERVED.get(barcode.symbology) or _SERVED.get(barcode.format)
    if symbology is None or barcode.format in _NOT_SERVED or not 0 < len(barcode.bytes) <= MAX_BYTES:
        return None
    position = _corners(barcode.position)
    if barcode.symbology == zxingcpp.BarcodeFormat.EANUPC:
        return retail_symbol(symbology, _short(barcode) if symbology is Symbology.UPCE else barcode.text, position)
    return Symbol(symbology, bytes(barcode.bytes), _text(barcode), position, aim=barcode.symbology_identifier or None)


def _short(barcode: zxingcpp.Barcode) -> str:
    """Return the 8 digits a UPC-E was printed with; its text is expanded to 13."""
    extra = barcode.extra
    return str(extra["UPCE"]) if isinstance(extra, dict) and "UPCE" in extra else barcode.text


def _corners(position: zxingcpp.Position) -> tuple[Point, ...]:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((each.x, each.y) for each in corners)


def _text(barcode: zxingcpp.Barcode) -> str | None:
    """Return the text, or None where zxing-cpp's guess of a charset would invent one."""
    if barcode.content_type in {zxingcpp.ContentType.Binary, zxingcpp.ContentType.UnknownECI}:
        return None
    return str(barcode.text)
