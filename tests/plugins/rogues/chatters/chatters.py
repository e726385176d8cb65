"""Prints, in Python and past it; its answer is fine."""

import os
import sys

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl

print("loading...")


@hookimpl
def assess(item, answers):
    print('{"answer": "said", "id": 2, "values": []}')
    sys.__stdout__.write("more\n")
    os.write(1, b"past Python\n")
    return [Opinion(Outcome.REUSE, 0.5, Reason("chatter"))]
