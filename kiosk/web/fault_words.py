"""What is wrong, as people at the site read it: a short sentence by code, in the language of the page.

The sentence of an error is English and for those who repair: the log and ``kiosk doctor``
have it. A supervisor needs to know what to do, and what to read out on the phone.
"""

from dataclasses import dataclass

from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.web.strip import code_in
from kiosk.web.texts import say

FAULTS = {
    "KSK-102": "f_enrol",
    "KSK-120": "f_reading",
    "KSK-130": "f_camera",
    "KSK-131": "f_decoder",
    "KSK-132": "f_tags",
    "KSK-133": "f_writer",
    "KSK-134": "f_scanner",
    "KSK-210": "f_manifest",
    "KSK-211": "f_missing",
    "KSK-212": "f_broken",
    "KSK-213": "f_twice",
    "KSK-214": "f_new",
    "KSK-215": "f_setting",
    "KSK-216": "f_answer",
    "KSK-217": "f_unapproved",
    "KSK-218": "f_strays",
    "KSK-219": "f_lock",
    "KSK-221": "f_required",
    "KSK-312": "f_unsaved",
    "KSK-410": "f_net",
    "KSK-411": "f_busy",
    "KSK-412": "f_refused",
    "KSK-413": "f_portal",
    "KSK-414": "f_less",
    "KSK-500": "f_damaged",
    "KSK-501": "f_reset",
    "KSK-502": "f_full",
    "KSK-503": "f_almost",
    "KSK-520": "f_cert",
    "KSK-521": "f_time",
    "KSK-522": "f_delivery_twice",
    "KSK-523": "f_silent",
    "KSK-524": "f_batch",
    "KSK-525": "f_parked",
    "KSK-530": "f_dataset",
    "KSK-531": "f_expired",
    "KSK-532": "f_unkeyed",
    "KSK-570": "f_starting",
    "KSK-592": "f_numbers",
    "KSK-593": "f_printer",
}
"""The text of each code that can stand on a supervisor's page."""
_STATES = {PluginStatus.QUARANTINED: "f_quarantined", PluginStatus.DISABLED: "f_disabled"}


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong, and what to read out on the phone; both empty where nothing is."""

    text: str = ""
    code: str = ""


NOTHING = Said()


def fault_said(sentence: str) -> Said:
    """Return what an error's sentence says, in the language of the page."""
    code = code_in(sentence)
    return Said(say(FAULTS.get(code, "f_other")), code) if sentence else NOTHING


def plugin_fault(record: PluginRecord) -> Said:
    """Return why a plugin is not asked; nothing for one that is."""
    if record.is_usable:
        return NOTHING
    state = _STATES.get(record.status)
    if state is None:
        return fault_said(record.reason or record.last_fault)
    return Said(say(state), code_in(record.reason) or code_in(record.last_fault))
