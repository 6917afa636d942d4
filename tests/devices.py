"""A device that holds passkeys, in software: honest unless a test says otherwise."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from struct import pack
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One passkey, and what its device says of itself and of the page that asks."""

    origin: str = "http://localhost"
    host: str = "localhost"
    is_verified: bool = True
    sign_count: int = 1
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, question: str) -> str:
        """Return the answer to the question for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        # A public key as COSE writes it: elliptic curve, ES256, P-256.
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        key = b"\0" * 16 + pack(">H", len(self.credential_id)) + self.credential_id + public
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._facts(WITH_KEY) + key})
        client = self._client("webauthn.create", question)
        return self._answer({"clientDataJSON": client, "attestationObject": attestation})

    def use(self, question: str) -> str:
        """Return the answer to the question of the sign-in page."""
        facts, client = self._facts(), self._client("webauthn.get", question)
        signature = self.key.sign(facts + sha256(client).digest(), ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": facts, "signature": signature})

    def _facts(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.is_verified else 0)
        return sha256(self.host.encode()).digest() + pack(">BI", flags, self.sign_count)

    def _client(self, kind: str, question: str) -> bytes:
        challenge = json.loads(question)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, bytes]) -> str:
        name = bytes_to_base64url(self.credential_id)
        answer: dict[str, Any] = {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}}
        answer["response"] = {part: bytes_to_base64url(value) for part, value in response.items()}
        return json.dumps(answer)
