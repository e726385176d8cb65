"""What is said to staff, in four languages."""

from kiosk.plugin_api import Order

ASKED = {"nl": "Is het dit toestel?", "fr": "Est-ce cet appareil ?", "en": "Is it this item?", "de": "Ist es dieses Gerät?"}
CHOICE = {"nl": "Teruggeroepen", "fr": "Rappelé", "en": "Recalled", "de": "Zurückgerufen"}
NONE = {"nl": "Nee", "fr": "Non", "en": "No", "de": "Nein"}
STOP = {"nl": "Teruggeroepen toestel", "fr": "Appareil rappelé", "en": "Recalled item", "de": "Zurückgerufenes Gerät"}
WHY = {
    "nl": "De maker roept dit terug.",
    "fr": "Le fabricant rappelle cet appareil.",
    "en": "The maker has recalled this.",
    "de": "Der Hersteller ruft das zurück.",
}
ORDERS = (
    Order({"nl": "Niet aanzetten.", "fr": "Ne pas allumer.", "en": "Don't switch on.", "de": "Nicht einschalten."}, "power"),
    Order({"nl": "Roep de chef.", "fr": "Appelez le chef.", "en": "Call the boss.", "de": "Chef rufen."}, "chef"),
)
