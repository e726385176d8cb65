"""The datasets of this kiosk: what was signed, what plugins read of it, and a list for everybody.

The signed document is written first and alone decides; the content beside it and the list are
made from it, and made again at every start. So a power cut between any two of the three files
leaves the old dataset or the new one. `tags` and `staff` hold the site's key and the staff's
marks: they go into the registry folder, which plugins cannot see.
"""

import base64
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import structlog

from kiosk.adapters.durable_file import replace_durably
from kiosk.contract.dataset import Dataset, etag_of, is_dataset_name, read_packed
from kiosk.errors import DatasetRefused
from kiosk.ports import KeptDataset, Published

PRIVATE = frozenset({"tags", "staff"})
LIST = "list.json"
DOCUMENTS = "signed"
log = structlog.get_logger()


class _Document(msgspec.Struct, frozen=True):
    """A dataset as it came, with the key it was believed by."""

    key: str
    signature: str
    body: str


class DatasetStore:
    """Keeps datasets for delivery; one process writes."""

    def __init__(self, datasets: Path, registry: Path, publishing_key: str) -> None:
        """Open the folders; what a power cut left half done is finished.

        :param publishing_key: base64 of the hub's key, as pinned at enrolment.
        """
        self._datasets = datasets
        self._registry = registry
        self._key = publishing_key
        # Plugins look into the one folder; into the others only who needs the site's key does.
        for folder, mode in ((datasets, 0o755), (registry, 0o750), (registry / DOCUMENTS, 0o700)):
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
        self._kept = {**read_list(datasets)}
        for name in sorted(each.stem for each in (registry / DOCUMENTS).glob("*.json") if is_dataset_name(each.stem)):
            self._restore(name)

    def kept(self) -> Mapping[str, KeptDataset]:
        """Return what there is by name."""
        return dict(self._kept)

    def keep(self, name: str, published: Published) -> KeptDataset:
        """Put a dataset in place of the one before.

        :raises DatasetRefused: it is not signed, not newer, another one, or the disk does not take it.
        """
        dataset, content = self._believed(name, published)
        before = self._kept.get(name, KeptDataset())
        if dataset.version < before.version:
            raise DatasetRefused(name, f"version {dataset.version} is older than {before.version}, which is here")
        if dataset.version == before.version and before.etag not in {"", etag_of(published.body)}:
            raise DatasetRefused(name, f"version {dataset.version} is here already with other content")
        document = _Document(self._key, published.signature, published.body.decode())
        try:
            replace_durably(self._document(name), msgspec.json.encode(document), 0o600)
            return self._show(dataset, content, etag_of(published.body))
        except OSError as error:
            raise DatasetRefused(name, f"the disk does not take it ({error.strerror})") from error

    def note(self, name: str, fault: str) -> None:
        """Remember why the last one was not taken."""
        before = self._kept.get(name, KeptDataset())
        if before.fault != fault:
            try:
                self._list(name, replace(before, fault=fault))
            except OSError as error:
                log.error("dataset.not_noted", dataset=name, why=str(error))  # noqa: TRY400 - the sentence says it

    # -- inside ------------------------------------------------------------------------

    def _believed(self, name: str, published: Published) -> tuple[Dataset, bytes]:
        try:
            dataset, content = read_packed(published.body, published.signature, base64.b64decode(self._key, validate=True))
        except ValueError as error:
            raise DatasetRefused(name, str(error)) from error
        if dataset.name != name:
            raise DatasetRefused(name, f"it is called {dataset.name}")
        return dataset, content

    def _restore(self, name: str) -> None:
        """Believe what lies there again; a document that rotted, or of another hub's key, is fetched anew."""
        try:
            document = msgspec.json.decode(self._document(name).read_bytes(), type=_Document)
            body = document.body.encode()
            if document.key != self._key:
                self._kept.pop(name, None)
            else:
                self._show(*self._believed(name, Published(body, document.signature)), etag_of(body))
        except (OSError, ValueError) as error:
            log.warning("dataset.damaged", dataset=name, why=str(error))
            self._kept[name] = replace(self._kept.get(name, KeptDataset()), etag="")

    def _show(self, dataset: Dataset, content: bytes, etag: str) -> KeptDataset:
        place = self._place(dataset.name)
        if not place.exists() or place.read_bytes() != content:
            replace_durably(place, content, 0o440 if dataset.name in PRIVATE else 0o444)
        kept = KeptDataset(dataset.version, dataset.published, dataset.expires, etag)
        self._list(dataset.name, kept)
        return kept

    def _list(self, name: str, kept: KeptDataset) -> None:
        if self._kept.get(name) != kept or not (self._datasets / LIST).exists():
            self._kept[name] = kept
            replace_durably(self._datasets / LIST, msgspec.json.encode(self._kept), 0o644)

    def _place(self, name: str) -> Path:
        return (self._registry if name in PRIVATE else self._datasets) / f"{name}.json"

    def _document(self, name: str) -> Path:
        return self._registry / DOCUMENTS / f"{name}.json"


def read_list(datasets: Path) -> Mapping[str, KeptDataset]:
    """Return what is known of each dataset; nothing where there is no list that can be read."""
    try:
        return msgspec.json.decode((datasets / LIST).read_bytes(), type=dict[str, KeptDataset])
    except (OSError, ValueError):
        return {}
