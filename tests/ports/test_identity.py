"""Who the kiosk is: made once, on the device, and never by itself a second time."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kiosk.adapters.identity import ENROLMENT_FILE, IDENTITY_FILE, load_or_create_identity, read_enrolment, write_enrolment
from kiosk.adapters.signer import KEY_FILE, FileSigner, create_key
from kiosk.contract.answers import Enrolment
from kiosk.contract.signature import Head, SignedHead, kiosk_id
from kiosk.errors import IdentityBroken

GRANTED = Enrolment("k-0123456789abcdef", "Leuven", "LV1", "secret")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_id_comes_from_the_key(tmp_path: Path) -> None:
    identity = load_or_create_identity(tmp_path)

    assert identity.public_key == FileSigner(tmp_path).public_key
    assert identity.kiosk == kiosk_id(identity.public_key)
    assert identity.source == f"/kiosks/{identity.kiosk}"


def test_the_identity_is_made_once(tmp_path: Path) -> None:
    assert load_or_create_identity(tmp_path) == load_or_create_identity(tmp_path)


def test_roles_that_start_together_agree_who_they_are(tmp_path: Path) -> None:
    """At the very first start every role asks at the same time."""
    ask = "import sys, pathlib; from kiosk.adapters.identity import load_or_create_identity as l; print(l(pathlib.Path(sys.argv[1])).kiosk)"
    roles = [subprocess.Popen([sys.executable, "-c", ask, str(tmp_path)], stdout=subprocess.PIPE, text=True) for _ in range(4)]

    names = {role.communicate(timeout=30)[0].strip() for role in roles}

    assert names == {load_or_create_identity(tmp_path).kiosk}


def test_the_key_and_the_token_are_their_owners_only(tmp_path: Path) -> None:
    """Also under an umask that gives everything away."""
    before = os.umask(0)
    try:
        load_or_create_identity(tmp_path)
        write_enrolment(tmp_path, "https://hub", GRANTED)
    finally:
        os.umask(before)

    assert [_mode(tmp_path / name) for name in (KEY_FILE, ENROLMENT_FILE, IDENTITY_FILE)] == [0o600, 0o600, 0o644]


def test_a_signature_is_the_keys_own(tmp_path: Path) -> None:
    create_key(tmp_path)
    signer = FileSigner(tmp_path)
    head = Head("k-1", "e1", 7, "0" * 64)

    signed = SignedHead(head, signer.sign(head.to_sign()))

    assert signed.is_by(signer.public_key)
    assert not signed.is_by(bytes(32))


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    create_key(tmp_path)
    before = FileSigner(tmp_path).public_key

    create_key(tmp_path)

    assert FileSigner(tmp_path).public_key == before


@pytest.mark.parametrize("damage", [b"", b"{", b'{"kiosk": "k-1", "public_key": "AAAA"}', b'{"kiosk": "k-1", "public_key": "?"}'])
def test_a_damaged_identity_is_said_and_not_replaced(tmp_path: Path, damage: bytes) -> None:
    """A new identity by itself would begin a second kiosk at the hub."""
    load_or_create_identity(tmp_path)
    (tmp_path / IDENTITY_FILE).write_bytes(damage)

    with pytest.raises(IdentityBroken):
        load_or_create_identity(tmp_path)

    assert (tmp_path / IDENTITY_FILE).read_bytes() == damage


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_key_is_said(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(damage)

    with pytest.raises(IdentityBroken):
        FileSigner(tmp_path)


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(IdentityBroken):
        FileSigner(tmp_path)


def test_a_key_of_another_kind_is_said(tmp_path: Path) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - its kind is refused, not its size
    (tmp_path / KEY_FILE).write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    with pytest.raises(IdentityBroken, match="Ed25519"):
        FileSigner(tmp_path)


def test_before_enrolment_there_is_none(tmp_path: Path) -> None:
    assert read_enrolment(tmp_path) is None


def test_what_the_hub_granted_is_kept(tmp_path: Path) -> None:
    write_enrolment(tmp_path, "https://old", GRANTED)
    write_enrolment(tmp_path, "https://hub", GRANTED)

    enrolled = read_enrolment(tmp_path)

    assert enrolled is not None
    assert (enrolled.hub, enrolled.token, enrolled.site, enrolled.site_prefix) == ("https://hub", "secret", "Leuven", "LV1")


def test_a_token_is_not_shown(tmp_path: Path) -> None:
    """A log line that holds the enrolment holds no secret."""
    write_enrolment(tmp_path, "https://hub", GRANTED)

    assert "secret" not in repr(read_enrolment(tmp_path))


def test_a_damaged_enrolment_is_said(tmp_path: Path) -> None:
    (tmp_path / ENROLMENT_FILE).write_bytes(b"{")

    with pytest.raises(IdentityBroken):
        read_enrolment(tmp_path)


def test_nothing_half_written_is_left_over(tmp_path: Path) -> None:
    load_or_create_identity(tmp_path)
    write_enrolment(tmp_path, "https://hub", GRANTED)

    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([KEY_FILE, IDENTITY_FILE, ENROLMENT_FILE])
