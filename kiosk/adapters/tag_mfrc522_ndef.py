"""NDEF messages as they lie on a tag, with ndeflib for what is inside."""

import ndef

NDEF_FIELD, FILLER, TERMINATOR = 0x03, 0x00, 0xFE
LONG_FORM = 0xFF


def message_in(held: bytes) -> bytes | None:
    """Return the first message in a tag's memory, empty where there is none; None while more has to be read."""
    at = 0
    while at < len(held):
        kind = held[at]
        if kind == TERMINATOR:
            return b""
        if kind == FILLER:
            at += 1
            continue
        begin, size = _extent(held, at)
        if begin is None:
            return None
        if kind == NDEF_FIELD:
            return held[begin : begin + size] if begin + size <= len(held) else None
        at = begin + size
    return None


def _extent(held: bytes, at: int) -> tuple[int | None, int]:
    """Return where a field's content begins and its size; None where its length is not read yet."""
    short, long = held[at + 1 : at + 2], held[at + 2 : at + 4]
    if short and short[0] != LONG_FORM:
        return at + 2, short[0]
    return (at + 4, int.from_bytes(long, "big")) if len(long) == 2 else (None, 0)  # noqa: PLR2004 - two bytes of length


def text_of(message: bytes) -> str | None:
    """Return the first text or link of a message; None where there is none or it is broken."""
    try:
        records = list(ndef.message_decoder(message, errors="relax"))
    except (ndef.DecodeError, ValueError):
        return None
    said = [_said(each) for each in records]
    return next((each for each in said if each), None)


def _said(record: object) -> str | None:
    if isinstance(record, ndef.UriRecord):
        return str(record.iri)
    return str(record.text) if isinstance(record, ndef.TextRecord) else None


def message_of(text: str) -> bytes:
    """Return the message that holds a text or link."""
    is_link = text.startswith(("http://", "https://"))
    record = ndef.UriRecord(text) if is_link else ndef.TextRecord(text)
    return b"".join(ndef.message_encoder([record]))


def field_of(text: str) -> bytes:
    """Return the field to write for a text or link, its terminator included."""
    message = message_of(text)
    size = bytes([len(message)]) if len(message) < LONG_FORM else bytes([LONG_FORM]) + len(message).to_bytes(2, "big")
    return bytes([NDEF_FIELD]) + size + message + bytes([TERMINATOR])
