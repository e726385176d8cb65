"""Bars for hand scanners: Code 128, which every one of them reads, made by the library that reads codes elsewhere."""


def bars_of(text: str) -> tuple[bool, ...]:
    """Return the modules of a Code 128 from left to right, with ten white ones at each end; True is a bar."""
    import numpy as np  # native code: only the command that prints cards loads it
    import zxingcpp

    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture = np.asarray(zxingcpp.write_barcode_to_image(barcode))
    return tuple(bool(dot == 0) for dot in picture[len(picture) // 2])
