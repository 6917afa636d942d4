"""WebAuthn: the questions that browsers pass on to a passkey, and what its answers prove."""

import json
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.domain.errors import PasskeyRefused
from app.domain.passkeys import LASTING, LONGEST_CREDENTIAL_ID, KnownPasskey, NewPasskey

TIMEOUT = int(LASTING.total_seconds() * 1000)
VERIFIED = UserVerificationRequirement.REQUIRED
# What reading an answer that is none may end in.
NO_ANSWER = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
USUAL_PORTS = {"http": 80, "https": 443}


class RelyingParty:
    """The programme as passkeys know it: by the address that people open."""

    def __init__(self, base_url: str, name: str) -> None:
        address = urlsplit(base_url)
        self.host = address.hostname or ""
        self.origin = f"{address.scheme}://{address.netloc}"
        if address.port == USUAL_PORTS[address.scheme]:
            self.origin = self.origin.rpartition(":")[0]
        self._name = name

    @property
    def is_possible(self) -> bool:
        """Return whether passkeys work at this address: it has a name, and is read by nobody on the way."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False

    def ask_for_new(self, *, user_id: int, email: str, name: str, held: Sequence[bytes], challenge: bytes) -> str:
        """Return the question, as JSON, upon which a device makes a key that none of those held is."""
        options = webauthn.generate_registration_options(
            rp_id=self.host,
            rp_name=self._name,
            user_id=str(user_id).encode(),
            user_name=email,
            user_display_name=name,
            challenge=challenge,
            timeout=TIMEOUT,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, require_resident_key=True, user_verification=VERIFIED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in held],
        )
        return webauthn.options_to_json(options)

    def ask(self, challenge: bytes) -> str:
        """Return the question, as JSON, that any passkey for this programme may answer."""
        options = webauthn.generate_authentication_options(
            rp_id=self.host, challenge=challenge, timeout=TIMEOUT, user_verification=VERIFIED
        )
        return webauthn.options_to_json(options)

    def read_new(self, answer: str, *, challenge: bytes) -> NewPasskey:
        """Return the key that a device has made. Raises PasskeyRefused."""
        try:
            made = webauthn.verify_registration_response(
                credential=answer, expected_challenge=challenge, expected_rp_id=self.host,
                expected_origin=self.origin, require_user_verification=True,
            )  # fmt: skip
        except NO_ANSWER as error:
            raise PasskeyRefused() from error
        if len(made.credential_id) > LONGEST_CREDENTIAL_ID:
            raise PasskeyRefused()
        return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)

    def read_use(self, answer: str, known: KnownPasskey, *, challenge: bytes) -> int:
        """Return how often the passkey has now been used, if it gave this answer. Raises PasskeyRefused.

        The device has checked who holds it: so a passkey counts as both factors.
        """
        try:
            used = webauthn.verify_authentication_response(
                credential=answer, expected_challenge=challenge, expected_rp_id=self.host, expected_origin=self.origin,
                credential_public_key=known.public_key, credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )  # fmt: skip
        except NO_ANSWER as error:
            raise PasskeyRefused() from error
        return used.new_sign_count


def read_credential_id(answer: str) -> bytes:
    """Return what a device calls the key that it answers with. Raises PasskeyRefused."""
    try:
        return base64url_to_bytes(json.loads(answer)["rawId"])
    except NO_ANSWER as error:
        raise PasskeyRefused() from error
