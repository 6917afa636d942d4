"""Everything that can be refused, as six kinds and their named errors, by what they are about.

An error carries a code and facts (aware instants, names, numbers); its words stand in `app.problems`.
"""

from app.domain.errors.accounts import *
from app.domain.errors.attendance import *
from app.domain.errors.backups import *
from app.domain.errors.calendars import *
from app.domain.errors.calls import *
from app.domain.errors.chat import *
from app.domain.errors.coaches import *
from app.domain.errors.feedback import *
from app.domain.errors.forms import *
from app.domain.errors.kinds import *
from app.domain.errors.mail import *
from app.domain.errors.photos import *
from app.domain.errors.reviews import *
from app.domain.errors.rosters import *
from app.domain.errors.second_factors import *
from app.domain.errors.semesters import *
from app.domain.errors.slots import *
from app.domain.errors.tokens import *
from app.domain.errors.waitlist import *
from app.domain.errors.webhooks import *
