"""A register-level RC522 with tags, on which the real mfrc522 package runs.

``chip`` is the silicon, ``tags`` and ``field`` what lies on it, ``pi`` the fake ``spidev`` and
``RPi.GPIO`` around it. Time is virtual: it passes with every SPI transfer and every wait.
"""
