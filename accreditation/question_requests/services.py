"""Dependencies of the actions on requests to put questions, built once by the composition root."""

from msgspec import Struct

from accreditation.applications.services import ApplicationServices
from accreditation.badges.ports import BadgeStore
from accreditation.question_requests.ports import QuestionLists


class RequestingServices(Struct, frozen=True, kw_only=True):
    """Services of applications, the store of badges, and the lists of the press conferences."""

    applications: ApplicationServices
    badges: BadgeStore
    lists: QuestionLists
