"""The words of a trail in four languages: for codes of the domain, one word each by language.

The screens have their own short texts (``kiosk.web.translations``); these are for the
printed trail, which is read sitting down.
"""

from collections.abc import Mapping

from kiosk.domain.text import LANGUAGES, Texts, in_language

_TABLE = """
intake            | Intake            | Réception          | Intake               | Annahme
began             | begonnen          | commencé           | began                | begonnen
naming            | wacht op een naam | attend un nom      | waits for a name     | wartet auf einen Namen
asking            | vraagt            | questionne         | asking               | fragt
judged            | beoordeeld        | jugé               | judged               | beurteilt
recorded          | vastgelegd        | enregistré         | recorded             | erfasst
cancelled         | geannuleerd       | annulé             | cancelled            | abgebrochen
read              | gelezen           | lu                 | read                 | gelesen
it_is             | het is            | c'est              | it is                | es ist
nothing_known     | niets bekend      | rien de connu      | nothing known        | nichts bekannt
verdict           | Verdict           | Verdict            | Verdict              | Urteil
decided           | beslist           | décidé             | decided              | entschieden
needs_staff       | medewerker kiest  | le personnel choisit | staff choose       | Personal wählt
set_aside         | opzij             | de côté            | set aside            | zur Seite
stop              | STOP              | STOP               | STOP                 | STOPP
reuse             | hergebruik        | réemploi           | reuse                | Weitergeben
repair            | herstel           | réparation         | repair               | Reparatur
recycle           | recyclage         | recyclage          | recycle              | Recycling
own_stream        | eigen stroom      | flux propre        | own stream           | eigener Strom
wipe              | gegevens wissen   | effacer les données | wipe the data       | Daten löschen
quarantine        | apart houden      | garder à part      | keep apart           | getrennt halten
hold              | bijhouden         | conserver          | hold                 | aufbewahren
not               | geen              | pas de             | not                  | kein
silent            | zwijgt            | se tait            | silent               | schweigt
late              | te laat           | trop tard          | late                 | zu spät
dead              | staat stil        | à l'arrêt          | dead                 | steht still
wrong             | fout antwoord     | réponse incorrecte | wrong                | falsche Antwort
too_large         | antwoord te lang  | réponse trop longue | too large           | Antwort zu lang
off               | staat uit         | désactivé          | off                  | ausgeschaltet
staff_chose       | Medewerker koos   | Le personnel a choisi | Staff chose       | Personal wählte
container         | Container         | Conteneur          | Container            | Container
unsure            | weet niet         | pas sûr            | not sure             | weiß nicht
chosen            | zelf gekozen      | choix libre        | own choice           | selbst gewählt
reading.joined    | code gelezen      | code lu            | code read            | Code gelesen
item.named        | benoemd           | nommé              | named                | benannt
item.scrapped     | kapot gemeld      | déclaré cassé      | reported broken      | defekt gemeldet
question.asked    | gevraagd          | demandé            | asked                | gefragt
question.answered | beantwoord        | répondu            | answered             | beantwortet
answer.withdrawn  | antwoord terug    | réponse retirée    | answer withdrawn     | Antwort zurück
name.withdrawn    | naam terug        | nom retiré         | name withdrawn       | Name zurück
danger.reported   | gevaar gemeld     | danger signalé     | danger reported      | Gefahr gemeldet
interview.cut     | niet alles gevraagd | pas tout demandé | not everything asked | nicht alles gefragt
verdict.decided   | verdict           | verdict            | verdict              | Urteil
verdict.overridden | anders gekozen   | autre choix        | overruled            | anders gewählt
intake.given_up   | opgegeven         | abandonné          | given up             | aufgegeben
intake.cancelled  | geannuleerd       | annulé             | cancelled            | abgebrochen
intake.confirmed  | bevestigd         | confirmé           | confirmed            | bestätigt
intake.confirmed_by_next | bevestigd door het volgende | confirmé par le suivant | confirmed by the next | durch das nächste bestätigt
intake.confirmed_by_ring | bevestigd door de tijd | confirmé par le délai | confirmed by time | durch die Zeit bestätigt
intake.left_alone | achtergelaten     | laissé sur place   | left alone           | liegen gelassen
intake.corrected  | verbeterd         | corrigé            | corrected            | berichtigt
item.placed       | in de container   | dans le conteneur  | in the container     | im Container
container.full    | container vol     | conteneur plein    | container full       | Container voll
supervisor.called | chef geroepen     | chef appelé        | boss called          | Chef gerufen
supervisor.came   | chef gekomen      | chef venu          | boss came            | Chef gekommen
setaside.decided  | chef besliste     | le chef a décidé   | the boss decided     | Chef entschied
tag.linked        | tag gekoppeld     | tag associé        | tag linked           | Tag verknüpft
item_code         | artikelcode       | code de l'article  | item code            | Artikelcode
against_safety    | tegen de regel    | contre la règle    | against the rule     | gegen die Regel
supervisor_chose  | De chef koos      | Le chef a choisi   | The boss chose       | Der Chef wählte
hazard.acknowledged | gevaar begrepen | danger compris     | danger acknowledged  | Gefahr verstanden
"""


def _read(table: str) -> Mapping[str, Texts]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return {code: dict(zip(LANGUAGES, words, strict=True)) for code, *words in rows}


WORDS = _read(_TABLE)


def word(code: str, language: str) -> str:
    """Return the word of a code in the language; a code without one stands for itself."""
    return in_language(WORDS[code], language) if code in WORDS else code
