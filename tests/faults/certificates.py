"""Certificates for a hub on loopback: good, too old, too young, of another host, of nobody known."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = dt.timedelta(days=1)


@dataclass
class Authority:
    """Issues certificates, and is trusted by whoever has its file."""

    folder: Path

    def __post_init__(self) -> None:
        """Make its key and certificate."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the test")])
        self.certificate = self._signed(self.name, self.key.public_key(), (-10, 10), [x509.BasicConstraints(ca=True, path_length=None)])
        self.file = self.folder / "authority.pem"
        self.file.write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def server(self, days: tuple[int, int] = (-1, 1), address: str = "127.0.0.1") -> ssl.SSLContext:
        """Return what a server with a certificate for those days, counted from today, presents."""
        key = ec.generate_private_key(ec.SECP256R1())
        hosts = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        certificate = self._signed(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")]), key.public_key(), days, [hosts])
        file = self.folder / f"server-{certificate.serial_number}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.write_bytes(private + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, days: tuple[int, int], extensions: Sequence[x509.ExtensionType]
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(self.name, subject, key, x509.random_serial_number(), now + days[0] * DAY, now + days[1] * DAY)
        for each in extensions:
            builder = builder.add_extension(each, critical=isinstance(each, x509.BasicConstraints))
        return builder.sign(self.key, hashes.SHA256())
