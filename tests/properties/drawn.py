"""What the machine draws from: near each limit more often than far from it."""

from datetime import timedelta

from hypothesis import strategies as st

from tests.properties import model
from tests.properties.asking import HALF_HOUR

starts = (
    st.integers(-1, 12) | st.integers(20, 60) | st.integers(-2, 2).map(lambda near: near + model.HORIZON // HALF_HOUR)
)
person = st.integers(0, 3)
coach = st.sampled_from([0, 0, 0, 1, 1, 1, 2])
role = st.sampled_from(["student", "student", "coach", "coach", "admin", "stranger"])
which = st.integers(0, 40)
reopening = st.sampled_from([False, False, True])
reasons = st.sampled_from(["ill", "ill", "ill", ""])
boundaries = st.sampled_from([model.NOTICE, timedelta(0)])
last_moments = st.sampled_from(
    [
        ("cancel", "student", model.CANCEL_NOTICE),
        ("cancel", "coach", timedelta(0)),
        ("outcome", "coach", -model.LENGTH),
        ("feedback", "coach", -model.LENGTH),
        ("look at the phones", "student", -model.LENGTH - model.CONTACT),
    ]
)
instants = st.integers(-1, 1)
keys = st.sampled_from(["", "", "form 1", "form 2"])
weekdays = st.frozensets(st.integers(1, 7), min_size=1)
