"""What a scanner that pretends to be a keyboard has typed, by the layout it was set to.

It sends keys, not characters: a scanner set to another layout than this types wrong
letters. GS, the sign between GS1 fields, arrives as Ctrl+] or as Alt and 0029 on the
keypad, where the scanner is set to send it at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.adapters.scanner_line import UNFRAMED, Framing


class Layout(StrEnum):
    """The layouts a scanner can be set to."""

    US = "us"
    BE = "be"
    FR = "fr"
    DE = "de"


ENTER, TAB, SPACE = (28, 96), 15, 57
SHIFT, CTRL, ALT, ALT_GR = (42, 54), (29, 97), 56, 100
KEYPAD: Mapping[int, str] = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True))
ROWS: tuple[int, ...] = (*range(2, 14), *range(16, 28), *range(30, 42), 43, *range(44, 54), 86)
"""The keys that type a character, row by row, by their codes in the kernel."""
_PLAIN = {
    Layout.US: "1234567890-=qwertyuiop[]asdfghjkl;'`\\zxcvbnm,./<",
    Layout.BE: "&é\"'(§è!çà)-azertyuiop^$qsdfghjklmù²µwxcvbn,;:=<",
    Layout.FR: "&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù²*wxcvbn,;:!<",
    Layout.DE: "1234567890ß´qwertzuiopü+asdfghjklöä^#yxcvbnm,.-<",  # noqa: RUF001 - the accent on that key
}
_SHIFTED = {
    Layout.US: '!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"~|ZXCVBNM<>?>',
    Layout.BE: "1234567890°_AZERTYUIOP¨*QSDFGHJKLM%³£WXCVBN?./+>",
    Layout.FR: "1234567890°+AZERTYUIOP¨£QSDFGHJKLM%²µWXCVBN?./§>",
    Layout.DE: "!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ°'YXCVBNM;:_>",
}
_ALT_GR: Mapping[Layout, Mapping[int, str]] = {
    Layout.US: {},
    Layout.BE: {2: "|", 3: "@", 4: "#", 7: "^", 10: "{", 11: "}", 26: "[", 27: "]", 40: "´", 43: "`", 53: "~", 86: "\\"},  # noqa: RUF001 - the accent on that key
    Layout.FR: {3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}"},
    Layout.DE: {8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 27: "~", 86: "|"},
}
LONGEST_LINE = 8192


@dataclass(frozen=True, slots=True)
class Key:
    """A key that went down or up."""

    code: int
    is_down: bool
    at_s: float = 0.0
    """By the kernel's clock; only how far apart keys are matters."""


class Typing:
    """Follows keys, and returns a line at each Enter, Tab or suffix; a pause inside a line makes it none."""

    def __init__(self, layout: Layout, framing: Framing = UNFRAMED) -> None:
        self._layout = layout
        self._framing = framing
        self._last_s = 0.0
        self._plain: Mapping[int, str] = dict(zip(ROWS, _PLAIN[layout], strict=True))
        self._shifted: Mapping[int, str] = dict(zip(ROWS, _SHIFTED[layout], strict=True))
        self._held: set[int] = set()
        self._line = ""
        self._keypad = ""

    def take(self, key: Key) -> str | None:
        """Take a key in; return the line it ends, else None."""
        if key.is_down and key.at_s - self._last_s > self._framing.gap_s:
            self._line, self._keypad = "", ""
        self._last_s = key.at_s
        if key.code in {*SHIFT, *CTRL, ALT, ALT_GR}:
            self._hold(key)
        elif key.is_down and key.code in {*ENTER, TAB}:
            return self._ended()
        elif key.is_down:
            self._line = (self._line + self._typed(key.code))[-LONGEST_LINE:]
            if self._framing.suffix and self._line.endswith(self._framing.suffix):
                return self._ended()
        return None

    def forget(self) -> None:
        """Drop what was begun: the scanner was unplugged in the middle of it."""
        self._line, self._keypad = "", ""
        self._held.clear()

    def _ended(self) -> str:
        line, self._line = self._line, ""
        return self._framing.bare(line)

    def _hold(self, key: Key) -> None:
        if key.is_down:
            self._held.add(key.code)
            return
        self._held.discard(key.code)
        if key.code == ALT and self._keypad:
            number, self._keypad = int(self._keypad), ""
            self._line += chr(number) if number < 128 else ""  # noqa: PLR2004 - ASCII; scanners send no other

    def _typed(self, code: int) -> str:
        if code in KEYPAD and ALT in self._held:
            self._keypad = (self._keypad + KEYPAD[code])[-4:]
            return ""
        character = KEYPAD.get(code) or (" " if code == SPACE else self._character(code))
        if self._held & set(CTRL) and character and "@" <= character.upper() <= "_":
            return chr(ord(character.upper()) & 0x1F)
        return character

    def _character(self, code: int) -> str:
        if ALT_GR in self._held and code in _ALT_GR[self._layout]:
            return _ALT_GR[self._layout][code]
        return (self._shifted if self._held & set(SHIFT) else self._plain).get(code, "")
