"""The items of the practice mode: what can be seen on each, and what an attendant would answer.

Each teaches one thing: that a dirty thing is not a broken one, that an old tube screen
goes its own way however well it works, that a swollen battery comes before everything.
What is right is not written here; the counter's own rules say it, and a test looks at
whether they still teach what the item is for.
"""

from kiosk.domain.practice import Case
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE

GOOD, DIRTY, BROKEN, PART = "good", "dirty", "broken", "part"
YES, NO = "yes", "no"


def _case(name: str, category: str, clues: str, hint: str, **answers: str) -> Case:
    return Case(id=name, category=category, clues=tuple(clues.split()), answers={HAZARD: NO_HAZARD, **answers}, hint=hint)


CASES = (
    _case("kettle-works", "kettle", "works clean", "works", condition=GOOD, works=YES),
    _case("kettle-limescale", "kettle", "works dirty", "dirty", condition=DIRTY, works=YES),
    _case("coffee-no-jug", "coffee", "works part", "part", condition=PART, works=YES),
    _case("toaster-dead", "toaster", "worksnot clean", "dead", condition=GOOD, works=NO),
    _case("mixer-no-bowl", "mixer", "worksnot part", "both", condition=PART, works=NO),
    _case("fryer-smashed", "fryer", "unknown broken", "broken", condition=BROKEN, works=UNSURE),
    _case("radio-shines", "radio", "works clean", "works", condition=GOOD, works=YES),
    _case("drill-dusty", "drill", "works dirty", "later", condition=DIRTY, works=YES),
    _case("drill-swollen", "drill", "works swollen", "battery", condition=GOOD, works=YES, hazard="battery"),
    _case("phone-swollen", "phone", "broken swollen", "battery", condition=BROKEN, works=NO, hazard="battery"),
    _case("laptop-fine", "laptop", "works clean", "later", condition=GOOD, works=YES),
    _case("tv-tube", "tv", "works thick", "tube", condition=GOOD, works=YES, hazard="crt"),
    _case("tv-tube-broken", "tv", "worksnot shards", "glass", condition=BROKEN, works=NO, hazard="tube"),
    _case("monitor-flat", "monitor", "works flat", "flat", condition=GOOD, works=YES),
    _case("fridge-r12", "fridge", "works r12", "gas", condition=GOOD, works=YES, hazard="cfc"),
    _case("fridge-r600a", "fridge", "works r600a", "modern", condition=GOOD, works=YES),
    _case("vacuum-burnt", "vacuum", "worksnot burnt", "burnt", condition=GOOD, works=NO, hazard="burnt"),
    _case("hairdryer-dead", "hairdryer", "worksnot clean", "dead", condition=GOOD, works=NO),
    _case("toaster-rust", "toaster", "worksnot rust", "broken", condition=BROKEN, works=NO),
    _case("lamp-fine", "lamp", "works clean", "works", condition=GOOD, works=YES),
)
