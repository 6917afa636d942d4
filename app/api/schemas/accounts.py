"""The caller's own account, and getting in."""

from pydantic import Field, SecretStr

from app.api.schemas.shape import Instant, Number, Shape
from app.services.account_views import AccountLine


class Me(Shape):
    """The caller's own profile; the phone is E.164."""

    id: Number
    email: str
    name: str
    phone: str | None
    timezone: str
    locale: str
    is_coach: bool

    @classmethod
    def of(cls, account: AccountLine) -> "Me":
        """Return what the API tells people of themselves."""
        return cls(
            id=account.number,
            email=account.email,
            name=account.name,
            phone=account.phone,
            timezone=account.timezone,
            locale=account.locale,
            is_coach=account.is_coach,
        )


class MeChange(Shape):
    """What is to change; what is left out stays."""

    name: str | None = None
    phone: str | None = None
    timezone: str | None = None
    locale: str | None = None


class Registration(Shape):
    """A new account; its address is confirmed by the link that is mailed to it."""

    email: str
    password: SecretStr
    name: str
    phone: str = Field(description="In international form, or as written in the programme's region.")
    timezone: str


class Registered(Shape):
    """What happens next: the same whether the address has an account or not (SEC-15)."""

    detail: str


class Credentials(Shape):
    """Who signs in."""

    email: str
    password: SecretStr
    code: str | None = Field(default=None, description="From the authenticator app, where one is set up.")


class Token(Shape):
    """What `Authorization: Bearer` takes from now on; it is told this once."""

    token: str
    expires_at: Instant | None
