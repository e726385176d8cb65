"""The cascade as data: which stage looks when, and when it is over."""

from dataclasses import dataclass

from kiosk.adapters.decoder import stages_defocus, stages_regions, stages_votes, stages_whole
from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.scene import Look, Scene
from kiosk.adapters.decoder.tally import Tally
from kiosk.domain.symbol import Symbol


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the cascade."""

    look: Look
    cost_s: float
    """What it takes on a usual frame; it is left out where less is left."""


CASCADE = (
    Stage(stages_whole.whole_with_zxing, 0.0),
    Stage(stages_votes.second_votes, 0.001),
    Stage(stages_regions.regions_with_engines, 0.004),
    Stage(stages_votes.second_votes, 0.001),
    Stage(stages_votes.claims_by_likelihood, 0.002),
    Stage(stages_defocus.regions_through_the_blur, 0.012),
    Stage(stages_whole.small_matrix_codes, 0.003),
    Stage(stages_regions.regions_by_likelihood, 0.005),
    Stage(stages_regions.regions_more_thoroughly, 0.003),
    Stage(stages_regions.rarer_by_likelihood, 0.005),
    Stage(stages_whole.light_bars, 0.004),
    Stage(stages_votes.second_votes, 0.001),
    Stage(stages_whole.contrast_evened, 0.003),
    Stage(stages_votes.claims_proved, 0.005),
    Stage(stages_whole.whole_with_zbar, 0.004),
    Stage(stages_votes.second_votes, 0.001),
    Stage(stages_whole.small_pictures_enlarged, 0.006),
    Stage(stages_votes.second_votes, 0.001),
    Stage(stages_whole.glare_evened, 0.005),
)
"""In order of yield per millisecond."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What one frame showed."""

    accepted: tuple[Symbol, ...]
    """Surest first."""
    undecided: tuple[Symbol, ...] = ()
    """Read, but not by enough witnesses."""


def glance_at(grey: Grey, *, budget_s: float, cascade: tuple[Stage, ...] = CASCADE) -> Glance:
    """Return what the stages see in a grey picture within the budget."""
    if not grey.size:
        return Glance(())
    scene = Scene(grey, Tally(), Budget(budget_s))
    for stage in cascade:
        if scene.tally.is_settled:
            break
        if stage.cost_s and not scene.budget.allows(stage.cost_s):
            continue  # a cheaper one may still fit
        for sighting in stage.look(scene):
            scene.tally.add(sighting)
    return Glance(tuple(sorted(scene.tally.accepted(), key=lambda each: -len(each.votes))), tuple(scene.tally.undecided()))
