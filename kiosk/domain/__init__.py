"""The ground floor: frozen values and pure functions, standard library only.

Everybody may import it, it imports nobody but ``kiosk.errors``. Annotations stay real
types at run time, because msgspec reads them to put these values on a wire or on disk.
"""
