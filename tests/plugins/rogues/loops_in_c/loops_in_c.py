"""Never comes back, in C, with the interpreter's lock held: a regular expression gone wild."""

import re

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    re.match(r"(a+)+$", "a" * 64 + "b")
