"""`python3 certificates.py FOLDER NAME...`: an authority of our own, and a certificate of it for the names: ca.pem, cert.pem, key.pem."""
import datetime
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

folder, *names = sys.argv[1:]
AUTHORITY = "Foreign authority"
PEM, PLAIN = serialization.Encoding.PEM, serialization.NoEncryption()
authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))


def issue(subject, public, extension, critical):
    subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, AUTHORITY))
    today, day = datetime.datetime.utcnow(), datetime.timedelta(days=1)
    builder = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), today - day, today + day)
    return builder.add_extension(extension, critical).sign(authority_key, hashes.SHA256()).public_bytes(PEM)


subject_names = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
files = {
    "ca.pem": issue(AUTHORITY, authority_key.public_key(), x509.BasicConstraints(True, None), True),
    "cert.pem": issue(names[0], key.public_key(), subject_names, False),
    "key.pem": key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, PLAIN),
}
for name, content in files.items():
    with open(f"{folder}/{name}", "wb") as file:
        file.write(content)
