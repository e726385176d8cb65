"""The processor of a Raspberry Pi, emulated: from wheels built for it, a real photograph is read and the tag reader's chip answers.

The wheels are unpacked by pip on this machine: pip itself, emulated, takes half an hour and proves nothing more.
"""

import os
import shutil
from pathlib import Path

import pytest
from system.appliance.resting import run_in
from system.appliance.roots import PROJECT, PYTHONS, foreign_tar_of, libraries_in, unpacked, wheels

SUITE, MACHINE = "trixie", "aarch64"
BINFMT = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
LIBRARIES = "opt/lib"
PHOTOGRAPH, ITS_CODE = "barcodes/ean13/ericblade_ean_extended_image-003.jpg", "4198716008901"
KIOSK = "python3 -m kiosk"
READ = (
    "import cv2; from kiosk.adapters.decoder import read_symbols; "
    "print([each.data for each in read_symbols(cv2.imread('/srv/photograph.jpg'), budget_s=60)])"
)
"""The kiosk's own decoder, with the work an emulated processor needs."""
pytestmark = pytest.mark.skipif(not BINFMT.exists(), reason="qemu-aarch64 is not registered (qemu-user-static; mount -t binfmt_misc)")


@pytest.fixture(scope="module")
def pi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root of a Pi with every library of the kiosk, from the wheels its processor gets, and the kiosk."""
    root = unpacked(foreign_tar_of(SUITE, "arm64"), tmp_path_factory.mktemp("pi") / "root")
    libraries_in(root / LIBRARIES, PYTHONS[SUITE], MACHINE)
    shutil.copytree(PROJECT / "kiosk", root / LIBRARIES / "kiosk", ignore=shutil.ignore_patterns("__pycache__"))
    assert _in(root, "ldconfig; uname -m").strip() == MACHINE
    return root


def _in(root: Path, words: str) -> str:
    return run_in(root, words, wheels(PYTHONS[SUITE], MACHINE), more={"PYTHONPATH": f"/{LIBRARIES}"})


def test_no_library_is_another_processors(pi: Path) -> None:
    built = [each.name for each in (pi / LIBRARIES).rglob("*.so*")]

    assert [each for each in built if MACHINE in each]
    assert [each for each in built if "x86_64" in each] == []


@pytest.mark.reference
def test_a_real_photograph_is_read(pi: Path) -> None:
    shutil.copy(Path(os.environ["KIOSK_REFERENCE_DATA"]) / PHOTOGRAPH, pi / "srv/photograph.jpg")

    assert _in(pi, f'python3 -c "{READ}"').strip() == f"[b'{ITS_CODE}']"


def test_the_tag_readers_library_works_on_the_simulated_chip(pi: Path) -> None:
    """The mfrc522 package itself, on a chip simulated register by register: identity, bits on the wire, a tag written and read back."""
    said = _in(pi, f"{KIOSK} doctor rfid --simulate none --write 'kar 5'")

    assert "MFRC522" in said
    assert "well   written" in said
