"""Everything that can go wrong, as a tree; each class owns its words.

A message says what happened, to what, and what to do. The code is what a person
reads out on the phone; ``docs/errors.md`` has a heading for each::

    KioskError
    ├── SettingsInvalid        KSK-101   a settings file or variable has mistakes
    ├── NotEnrolled            KSK-102   no identity or token yet
    ├── EnrolmentRefused       KSK-103   the hub does not take the code
    ├── IdentityBroken         KSK-104   a file with the kiosk's key or enrolment is damaged
    ├── PortTaken              KSK-105   another program listens there
    ├── NothingToRead
    │   ├── FileUnreadable     KSK-110   not an image or video
    │   └── CodeUnusable       KSK-111   a typed code cannot be understood
    ├── ReadingRefused         KSK-120   what capture sent is not a Reading
    ├── DeviceBroken
    │   ├── CameraGone         KSK-130   the camera gives no frames
    │   │   └── CameraStarting KSK-570   it has been opened and gives none yet
    │   ├── DecoderCrashed     KSK-131   native decoding died on a frame
    │   ├── TagReaderBroken    KSK-132   the RFID reader does not answer
    │   ├── TagNotWritten      KSK-133   a tag does not hold what it should
    │   └── ScannerGone        KSK-134   a hand scanner or UHF reader is unplugged
    ├── IntakeError
    │   ├── NoOpenIntake       KSK-140   nothing lies on the counter
    │   ├── NotNow             KSK-141   the step does not fit the intake's stage
    │   ├── IntakeUnknown      KSK-142   no intake of that number
    │   └── OutcomeStruck      KSK-143   a safety veto forbids that outcome
    ├── TagUnknown             KSK-150   no tag with that mark was laid down
    ├── TagNameUnknown         KSK-151   a tag cannot stand for that
    ├── CardError
    │   ├── CardForeign        KSK-580   a command card of another site, or a forged one
    │   ├── CardSeen           KSK-581   the camera saw a command card
    │   └── CardUnfit          KSK-582   a command card fits nothing on the screen
    ├── StaffUnknown           KSK-590   nobody of that id works here
    ├── PinTooWeak             KSK-591   a PIN is short or easily guessed
    ├── NumbersGone            KSK-592   no item code can be given
    ├── PrinterOut             KSK-593   the label printer has no paper, or is away
    ├── PracticeItemUnusable   KSK-594   a practice item of the site's own is left out
    ├── PluginError
    │   ├── ManifestInvalid    KSK-210   plugin.toml has mistakes
    │   ├── PluginMissing      KSK-211   no plugin of that name
    │   ├── PluginBroken       KSK-212   the plugin's code cannot be loaded
    │   ├── PluginNameTaken    KSK-213   two folders, one name
    │   ├── PluginTooNew       KSK-214   it wants a newer plugin API
    │   ├── PluginSettings     KSK-215   its settings have mistakes
    │   ├── AnswerInvalid      KSK-216   a hook returned something else than promised
    │   ├── PluginUnapproved   KSK-217   nobody approved its code as it is now
    │   ├── PluginStrays       KSK-218   its folder holds links or devices
    │   ├── LockBroken         KSK-219   the list of approved plugins cannot be read or written
    │   ├── PluginRefused      KSK-220   what should be installed is no plugin, or not a safe one
    │   ├── PluginRequired     KSK-221   it keeps people safe and cannot be switched off
    │   ├── PluginNotBegun     KSK-222   a new plugin cannot be written there
    │   └── NothingToReplay    KSK-223   there are no recorded intakes to try a plugin on
    ├── DiskFull               KSK-502   too little is free to record anything
    ├── DiskAlmostFull         KSK-503   little is free
    ├── LedgerError
    │   ├── LedgerForeign      KSK-310   the file is not a ledger of this kiosk
    │   ├── LedgerTooNew       KSK-311   a newer kiosk wrote it
    │   ├── LedgerUnwritable   KSK-312   disk full, read-only or failing
    │   ├── LedgerDamaged      KSK-500   the file is not what was written
    │   └── LedgerWasReset     KSK-501   a damaged ledger was set aside and a new one begun
    ├── ApplianceError
    │   ├── DataPartitionMissing KSK-610 the ledger would lie in memory
    │   ├── BackupUnreadable   KSK-611   damaged, changed, or for another key
    │   ├── BackupKeyUnusable  KSK-612   no key to seal a backup to, or to open it
    │   ├── KioskRuns          KSK-613   the kiosk must be stopped first
    │   ├── ReleaseRefused     KSK-614   damaged, unsigned, or older than what runs
    │   ├── ReleaseUnhealthy   KSK-615   the new release does not work; the old one runs again
    │   └── CounterBusy        KSK-616   an intake is open; the update waits
    ├── HubCommandRefused      KSK-540   a hub's operator asked for what cannot be done
    ├── HubBreaksContract      KSK-541   a hub does something else than the contract says
    └── HubError
        ├── HubUnreachable     KSK-410   no network, or no answer in time
        ├── HubBusy            KSK-411   the hub asks to come back later
        ├── HubRefusesKiosk    KSK-412   token not accepted
        ├── HubTalksNonsense   KSK-413   the answer is not one of the contract
        ├── HubWantsLess       KSK-414   the batch is larger than the hub or a proxy takes
        ├── HubUntrusted       KSK-520   its certificate is not accepted
        ├── HubWaitsForTime    KSK-521   the certificate cannot be judged before the clock is set
        ├── DeliveryTwice      KSK-522   another delivery is at work on this ledger
        ├── DeliverySilent     KSK-523   delivery is not there, or stands still
        ├── BatchRefused       KSK-524   the hub cannot take a batch as it is
        ├── EventsParked       KSK-525   the hub took some events not, by name
        ├── DatasetRefused     KSK-530   a dataset of the hub is not believed
        ├── DatasetExpired     KSK-531   a dataset that keeps people safe is too old to rely on
        └── DatasetsUnkeyed    KSK-532   the enrolment named no publishing key

Nobody raises the classes without a code. ``KioskError.code`` exists on all of them so
that logging and screens need no special case.
"""

from collections.abc import Sequence


class KioskError(Exception):
    """Anything the kiosk can say in one sentence with a remedy."""

    code = "KSK-100"


class SettingsInvalid(KioskError, ValueError):
    """A settings file, manifest or variable has mistakes; all of them are listed."""

    code = "KSK-101"

    def __init__(self, origin: str, mistakes: Sequence[str]) -> None:
        listed = "; ".join(mistakes)
        super().__init__(f"{origin} has {len(mistakes)} mistake(s): {listed}; correct them and start again")
        self.mistakes = tuple(mistakes)


class NotEnrolled(KioskError):
    """The kiosk has no identity, or no hub knows it."""

    code = "KSK-102"

    def __init__(self, missing: str, remedy: str = "run 'kiosk enrol' with the code of the hub's operator") -> None:
        super().__init__(f"This kiosk has no {missing} yet; {remedy}")


class EnrolmentRefused(KioskError):
    """The hub does not take the one-time code."""

    code = "KSK-103"

    def __init__(self, reason: str) -> None:
        super().__init__(f"The hub refused the enrolment: {reason}; ask its operator for a new code")


class IdentityBroken(KioskError):
    """A file with the kiosk's key, identity or enrolment is damaged or missing."""

    code = "KSK-104"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be used: {why}; restore it from the backup, or move it away and enrol again")


class PortTaken(KioskError, OSError):
    """Another program listens where the screen should be served."""

    code = "KSK-105"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} on {host} is taken; stop the other program, or set another port in [web]")


class NothingToRead(KioskError, ValueError):
    """Input of a command that cannot be read at all."""


class FileUnreadable(NothingToRead):
    """A file is not an image or a video, or cannot be opened."""

    code = "KSK-110"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be read: {why}; give a picture (jpg, png, webp) or a video")


class CodeUnusable(NothingToRead):
    """A code typed on the command line cannot be understood."""

    code = "KSK-111"

    def __init__(self, typed: str, why: str) -> None:
        super().__init__(f"'{typed}' is not a code: {why}; write it as symbology:text, for example ean13:4242005045112")


class ReadingRefused(KioskError, ValueError):
    """What arrived on the desk's socket is not a Reading."""

    code = "KSK-120"

    def __init__(self, why: str) -> None:
        super().__init__(f"A reading was refused: {why}; scan again, and restart the capture role if it happens twice")


class DeviceBroken(KioskError, OSError):
    """A device that should answer does not."""


class CameraGone(DeviceBroken):
    """The camera gives no frames."""

    code = "KSK-130"

    def __init__(self, camera: str, why: str) -> None:
        self.why = why
        super().__init__(f"Camera {camera} gives no picture: {why}; check its plug, or use the hand scanner")


class CameraStarting(CameraGone):
    """The camera is being opened: no fault, only not yet."""

    code = "KSK-570"

    def __init__(self, camera: str) -> None:
        super().__init__(camera, "it is being opened")


class DecoderCrashed(DeviceBroken):
    """Native decoding died on a frame; the frame is skipped."""

    code = "KSK-131"

    def __init__(self, how: str) -> None:
        super().__init__(f"Reading a picture failed: the decoder {how}; it was restarted, hold the code still again")


class TagReaderBroken(DeviceBroken):
    """The RFID reader does not answer as its chip should."""

    code = "KSK-132"

    def __init__(self, why: str, remedy: str = "check its wiring and that SPI is on") -> None:
        super().__init__(f"The tag reader does not answer: {why}; {remedy}")
        self.why = why
        self.remedy = remedy


class TagNotWritten(DeviceBroken):
    """A tag does not hold what was written on it."""

    code = "KSK-133"

    def __init__(self, uid: str, why: str) -> None:
        super().__init__(f"Nothing was written on tag {uid}: {why}; lay it flat on the reader and try again, or take another tag")
        self.why = why


class ScannerGone(DeviceBroken):
    """A hand scanner or UHF reader that should be there is not."""

    code = "KSK-134"

    def __init__(self, port: str, why: str) -> None:
        super().__init__(f"The scanner at {port} gives nothing: {why}; check its plug, it is used again as soon as it is back")


class IntakeError(KioskError):
    """A step of an intake that cannot be taken."""


class NoOpenIntake(IntakeError):
    """Nothing lies on the counter."""

    code = "KSK-140"

    def __init__(self) -> None:
        super().__init__("There is no open intake; scan an item or choose its kind first")


class NotNow(IntakeError):
    """The step does not fit where the intake is; usually a second tap or an old page."""

    code = "KSK-141"

    def __init__(self, step: str, stage: str) -> None:
        super().__init__(f"'{step}' does not fit an intake that is {stage}; the screen shows what can be done now")


class IntakeUnknown(IntakeError, LookupError):
    """No intake, event or item of that number is in the ledger."""

    code = "KSK-142"

    def __init__(self, number: str) -> None:
        super().__init__(f"No intake {number} in this ledger; 'kiosk outbox list' shows the latest ones")


class OutcomeStruck(IntakeError):
    """A safety or legal veto forbids the outcome that was chosen."""

    code = "KSK-143"

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(f"'{outcome}' is not allowed for this item ({reason}); choose another or set it aside")


class TagUnknown(KioskError, LookupError):
    """No tag with that mark was laid on the reader, or it is registered already."""

    code = "KSK-150"

    def __init__(self, mark: str) -> None:
        super().__init__(f"No unknown tag {mark[:8]} was laid on the reader; 'kiosk tags list' shows those that were")


class TagNameUnknown(KioskError, ValueError):
    """A tag cannot stand for a button or a container the kiosk does not have."""

    code = "KSK-151"

    def __init__(self, role: str, name: str, near: str, known: Sequence[str]) -> None:
        """Name what was asked for, the nearest right name if there is one, and all there are."""
        meant = f", did you mean {near}?" if near else ""
        super().__init__(f"There is no {role} {name[:28]!r}{meant}; there are: {', '.join(known)}")


class CardError(KioskError):
    """A command card was shown and is not obeyed."""


class CardForeign(CardError):
    """A command card does not carry this site's mark."""

    code = "KSK-580"

    def __init__(self, name: str) -> None:
        """Name the card."""
        super().__init__(f"the card {name!r} is of another site, or a forged one; print this site's with: kiosk cards print")


class CardSeen(CardError):
    """The camera saw a command card; anybody can hold one of those before it."""

    code = "KSK-581"

    def __init__(self, name: str) -> None:
        """Name the card."""
        super().__init__(f"the camera saw the card {name!r}, which counts for nothing; use the hand scanner")


class CardUnfit(CardError):
    """A command card stands for no button on the screen."""

    code = "KSK-582"

    def __init__(self, name: str) -> None:
        """Name the card."""
        super().__init__(f"the card {name!r} fits nothing on the screen; use another card, or tap")


class StaffUnknown(KioskError, LookupError):
    """Nobody of that id works here, or the person comes from the hub and is changed there."""

    code = "KSK-590"

    def __init__(self, member: str) -> None:
        super().__init__(f"Nobody with the id {member} is in this kiosk's list; 'kiosk staff list' shows who is")


class PinTooWeak(KioskError, ValueError):
    """A PIN has fewer than six digits, or is easily guessed."""

    code = "KSK-591"

    def __init__(self) -> None:
        super().__init__("The PIN was not set: it needs at least 6 digits, not all the same and no row such as 123456; choose another")


class NumbersGone(KioskError, OSError):
    """No item code can be given: the file with the numbers cannot be read or written."""

    code = "KSK-592"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"No item code can be taken from {path}: {why}; the item is recorded without one; see to the disk and to whom the file belongs"
        )


class PrinterOut(KioskError, OSError):
    """The label printer has no paper, or does not answer."""

    code = "KSK-593"

    def __init__(self, why: str) -> None:
        super().__init__(f"The label was not printed: {why}; put paper in and print it again, its code stays the same")


class PracticeItemUnusable(KioskError, ValueError):
    """A practice item of the site's own has a mistake; the others are not touched by it."""

    code = "KSK-594"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Practice item {name} is left out: {why}; correct it, or make it anew with 'kiosk practice add'")


class PluginError(KioskError):
    """A plugin cannot be used; the kiosk goes on with the rest."""


class ManifestInvalid(PluginError, ValueError):
    """A plugin.toml is missing or has mistakes; all of them are listed."""

    code = "KSK-210"

    def __init__(self, folder: str, mistakes: Sequence[str]) -> None:
        super().__init__(f"{folder}/plugin.toml has {len(mistakes)} mistake(s): {'; '.join(mistakes)}; its author must correct it")
        self.mistakes = tuple(mistakes)


class PluginMissing(PluginError, LookupError):
    """No plugin of that name was found."""

    code = "KSK-211"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no plugin {name}; found are: {', '.join(known) or 'none'}")


class PluginBroken(PluginError):
    """The plugin's code cannot be loaded or does not answer its self-check."""

    code = "KSK-212"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Plugin {name} cannot start: {why}; 'kiosk plugin check' tells its author more")


class PluginNameTaken(PluginError):
    """Two folders claim one name; neither is preferred by chance."""

    code = "KSK-213"

    def __init__(self, name: str, used: str, ignored: str) -> None:
        super().__init__(f"Two plugins are called {name}: {used} is used, {ignored} is ignored; remove or rename one")


class PluginTooNew(PluginError):
    """The plugin speaks a newer API than this kiosk."""

    code = "KSK-214"

    def __init__(self, name: str, wants: str, offers: str) -> None:
        super().__init__(f"{name} needs plugin API {wants}, this kiosk offers {offers}; update the kiosk or install an older {name}")


class PluginSettings(PluginError, ValueError):
    """The settings given to a plugin have mistakes; all of them are listed."""

    code = "KSK-215"

    def __init__(self, name: str, mistakes: Sequence[str]) -> None:
        super().__init__(f"The settings of plugin {name} have {len(mistakes)} mistake(s): {'; '.join(mistakes)}; correct [plugins.{name}]")
        self.mistakes = tuple(mistakes)


class AnswerInvalid(PluginError, ValueError):
    """A hook returned something else than its hookspec promises."""

    code = "KSK-216"

    def __init__(self, name: str, hook: str, why: str) -> None:
        super().__init__(f"Plugin {name} answered {hook} wrongly: {why}; its answer is left out, its author must correct it")


class PluginUnapproved(PluginError, PermissionError):
    """Nobody approved the plugin's code as it is now."""

    code = "KSK-217"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} {why}; look at where it comes from, then 'sudo kiosk plugin approve {name}'")


class PluginStrays(PluginError, ValueError):
    """The plugin's folder holds something else than files and folders, so its code cannot be told."""

    code = "KSK-218"

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"Plugin {name} cannot be used: {what}; its author must ship plain files only")


class LockBroken(PluginError, ValueError):
    """The list of approved plugins cannot be read or written."""

    code = "KSK-219"

    def __init__(self, path: str, why: str, remedy: str = "restore it from the backup, or remove it and approve each plugin again") -> None:
        super().__init__(f"{path} cannot be used: {why}; {remedy}")


class PluginRefused(PluginError, ValueError):
    """What should be installed is no plugin, or not one that can be unpacked safely."""

    code = "KSK-220"

    def __init__(
        self, source: str, why: str, remedy: str = "ask its author for a wheel or folder that 'kiosk plugin check' accepts"
    ) -> None:
        super().__init__(f"{source} was not installed: {why}; {remedy}")
        self.why = why


class PluginRequired(PluginError):
    """The plugin keeps people safe and cannot be switched off."""

    code = "KSK-221"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} keeps people safe and cannot be switched off; take it out of the disabled plugins")


class PluginNotBegun(PluginError, ValueError):
    """A new plugin cannot be written: its name is none, or something lies there already."""

    code = "KSK-222"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"No plugin {name} was written: {why}; choose another name or folder")


class NothingToReplay(PluginError, ValueError):
    """The file or ledger holds no recorded intakes that can be read."""

    code = "KSK-223"

    def __init__(self, origin: str, why: str) -> None:
        super().__init__(
            f"{origin} cannot be replayed: {why}; give a ledger, or a file with one intake a line as 'kiosk triage --json' prints it"
        )


class LedgerError(KioskError):
    """The record on disk cannot be used as it is."""


class LedgerForeign(LedgerError):
    """The file is no ledger, or another program's database."""

    code = "KSK-310"

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is not a kiosk ledger; move it away, and the kiosk starts a new one")


class LedgerTooNew(LedgerError):
    """A newer kiosk wrote the ledger with a schema this one cannot know."""

    code = "KSK-311"

    def __init__(self, path: str, found: int, known: int) -> None:
        super().__init__(f"{path} has schema {found}, this kiosk knows {known}; install the newer kiosk again")


class LedgerUnwritable(LedgerError, OSError):
    """The disk is full, read-only or failing: nothing was recorded."""

    code = "KSK-312"

    def __init__(self, why: str) -> None:
        super().__init__(f"The intake could not be saved: {why}; note it on paper and call the supervisor")


class LedgerDamaged(LedgerError):
    """The record on disk is not what was written: cut, overwritten, or mixed with another one."""

    code = "KSK-500"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} is damaged: {why}; start the desk again, it sets the damage aside and begins a new ledger")
        self.path, self.why = path, why


class LedgerWasReset(LedgerError):
    """A damaged ledger was set aside; the kiosk works on with a new one."""

    code = "KSK-501"

    def __init__(self, folder: str, why: str, events: int) -> None:
        super().__init__(
            f"The ledger was damaged ({why}) and lies in {folder} now, {events} undelivered events were saved; "
            "nothing is to be done at the counter, the supervisor keeps the folder until the hub's operator has looked"
        )


class DiskFull(KioskError):
    """Too little of the disk is free: verdicts are shown, nothing is recorded."""

    code = "KSK-502"

    def __init__(self, free: float) -> None:
        super().__init__(f"Only {free:.0%} of the disk is free, nothing is recorded; note items on paper and call the supervisor")


class DiskAlmostFull(KioskError):
    """Little of the disk is free: the kiosk works, for now."""

    code = "KSK-503"

    def __init__(self, free: float) -> None:
        super().__init__(f"Only {free:.0%} of the disk is free; call the supervisor, something else than the kiosk fills it")


class HubError(KioskError):
    """The hub could not take events now; they stay in the ledger."""


class HubUnreachable(HubError, ConnectionError):
    """No network, no name, or no answer in time."""

    code = "KSK-410"

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"The hub at {url} cannot be reached: {why}; events are kept and sent later")


class HubBusy(HubError):
    """The hub asks to come back later."""

    code = "KSK-411"

    def __init__(self, status: int, retry_after_s: float | None) -> None:
        wait = f" in {retry_after_s:.0f} s" if retry_after_s is not None else ""
        super().__init__(f"The hub answered {status}; events are kept and sent again{wait}")
        self.retry_after_s = retry_after_s


class HubRefusesKiosk(HubError):
    """The hub does not accept this kiosk's token or an unknown refusal stops the queue."""

    code = "KSK-412"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"The hub refuses this kiosk ({status} {detail}); events are kept, ask the hub's operator to check the enrolment")


class HubTalksNonsense(HubError, ValueError):
    """The answer is not one of the contract: a captive portal, a proxy, or a cut reply."""

    code = "KSK-413"

    def __init__(self, why: str) -> None:
        super().__init__(f"The answer did not come from a hub ({why}); events are kept, check for a login page on this network")


class HubWantsLess(HubError):
    """The batch is larger than the hub, or a proxy before it, takes."""

    code = "KSK-414"

    def __init__(self) -> None:
        super().__init__("The hub answered 413: the batch is too large; it is sent again in two halves")


class HubUntrusted(HubUnreachable):
    """What answers cannot prove that it is the hub."""

    code = "KSK-520"

    def __init__(self, url: str, why: str, *, is_about_time: bool = False) -> None:
        super().__init__(url, f"its certificate is not accepted ({why}); check this network, then the hub's certificate")
        self.is_about_time = is_about_time
        """Whether a clock that is set may accept it."""


class HubWaitsForTime(HubError):
    """The certificate does not fit the time of a clock that nobody has set since the start."""

    code = "KSK-521"

    def __init__(self, why: str) -> None:
        super().__init__(f"Waiting for the time: this kiosk's clock is not set yet ({why}); events are kept and sent as soon as it is")


class DeliveryTwice(HubError):
    """Another process delivers from this ledger; two would only get in each other's way."""

    code = "KSK-522"

    def __init__(self, lock: str) -> None:
        super().__init__(f"Another delivery is at work here (it holds {lock}); end it first, or leave it to its work")


class DeliverySilent(HubError):
    """Events wait, and nobody is there to send them."""

    code = "KSK-523"

    def __init__(self, how: str) -> None:
        super().__init__(f"Nothing is sent: delivery {how}; events are kept, restart the kiosk if this stays")


class BatchRefused(HubError):
    """The hub says which batch it cannot take as it is; divided, all but the poison passes."""

    code = "KSK-524"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"The hub cannot take a batch ({status} {detail}); it is divided until only what cannot be taken is left")
        self.status = status
        self.detail = detail


class EventsParked(HubError):
    """The hub took everything but some events, and said why."""

    code = "KSK-525"

    def __init__(self, count: int) -> None:
        super().__init__(f"The hub did not take {count} event(s); they are kept, 'kiosk outbox list' says why, tell the hub's operator")


class DatasetRefused(HubError, ValueError):
    """What came as a dataset is not signed, not newer, or no dataset; the last good one stays in use."""

    code = "KSK-530"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"Dataset {name} was not taken: {why}; the last good one stays in use, tell the hub's operator")


class DatasetExpired(HubError):
    """A dataset that keeps people safe is too old: nothing is kept for reuse until a new one has come."""

    code = "KSK-531"

    def __init__(self, name: str, expires: str) -> None:
        super().__init__(f"Dataset {name} expired on {expires[:10]}; nothing is kept for reuse until the hub has sent a new one")


class DatasetsUnkeyed(HubError):
    """Without the hub's publishing key no dataset can be believed."""

    code = "KSK-532"

    def __init__(self) -> None:
        super().__init__("The hub gave no publishing key at enrolment, so its datasets cannot be believed; enrol this kiosk again")


class ApplianceError(KioskError):
    """Something about the machine the kiosk is installed on."""


class DataPartitionMissing(ApplianceError):
    """The ledger would lie in memory, where a power cut loses it."""

    code = "KSK-610"

    def __init__(self, path: str) -> None:
        super().__init__(f"The data partition is not mounted at {path}, so nothing is recorded; check the card with lsblk and start again")


class BackupUnreadable(ApplianceError):
    """A file is no backup, damaged, or for another key."""

    code = "KSK-611"

    def __init__(self, why: str) -> None:
        super().__init__(f"This backup cannot be used: {why}; take an older one, or the right private key")


class BackupKeyUnusable(ApplianceError):
    """There is no key to seal a backup to, or to open it with."""

    code = "KSK-612"

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path} cannot be used as the key of backups: {why}; make a pair with 'kiosk backup key' at the office")


class KioskRuns(ApplianceError):
    """A restore needs the kiosk to stand still."""

    code = "KSK-613"

    def __init__(self) -> None:
        super().__init__(
            "The desk is running, so nothing was restored; stop it with 'systemctl stop kiosk.target kiosk-desk.service' and try again"
        )


class ReleaseRefused(ApplianceError):
    """A release is damaged, not signed by the publisher, or older than what runs."""

    code = "KSK-614"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} was not installed: {why}; nothing was changed. Get the release again from its publisher")


class ReleaseUnhealthy(ApplianceError):
    """A new release did not become healthy, so the one before it runs again."""

    code = "KSK-615"

    def __init__(self, version: str, why: str) -> None:
        super().__init__(f"{version} does not work here ({why}), so the release before it runs again; send 'kiosk report' to its publisher")


class CounterBusy(ApplianceError):
    """An intake is open, and an update never interrupts one."""

    code = "KSK-616"

    def __init__(self, waited_s: float) -> None:
        super().__init__(
            f"An item lay on the counter for {waited_s:.0f} s, so nothing was updated; finish or cancel the intake and try again"
        )


class HubCommandRefused(KioskError, ValueError):
    """The operator of a hub asked for something it cannot do."""

    code = "KSK-540"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why[:1].upper()}{why[1:]}")


class HubBreaksContract(KioskError):
    """A hub does something else than the contract says."""

    code = "KSK-541"

    def __init__(self, url: str, broken: int) -> None:
        super().__init__(f"The hub at {url} breaks {broken} rule(s) of the contract; each is named above, docs/hub.md explains it")
