"""How often something happened, and how sure that is."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

# Of intervals: so often the true rate lies within.
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """Return the rate from 0 to 1, or None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return between what the true rate lies with 95% confidence, or None of nothing.

        The score interval holds for few events and for rates near 0 and 1, as the usual ± does not. Source: E. B.
        Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
        """
        if not self.whole:
            return None
        n, share = self.whole, self.part / self.whole
        z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
        centre = share + z * z / (2 * n)
        spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        low, high = ((centre + side * spread) / (1 + z * z / n) for side in (-1, 1))
        return (low if self.part else 0.0), (high if self.part < n else 1.0)

    def __add__(self, other: "Rate") -> "Rate":
        """Return both counted together."""
        return Rate(self.part + other.part, self.whole + other.whole)
