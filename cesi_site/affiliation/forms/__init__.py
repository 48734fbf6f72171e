"""The form to join: five steps, each a form of its own, and the request they make together."""

from cesi_site.affiliation.forms.activity import ActivityForm
from cesi_site.affiliation.forms.base import StepForm, answers_of
from cesi_site.affiliation.forms.check import CheckForm
from cesi_site.affiliation.forms.identity import IdentityForm
from cesi_site.affiliation.forms.people import PeopleForm
from cesi_site.affiliation.forms.resume import ResumeForm
from cesi_site.affiliation.forms.service import ServiceForm

__all__ = [
    "ActivityForm",
    "CheckForm",
    "IdentityForm",
    "PeopleForm",
    "ResumeForm",
    "ServiceForm",
    "StepForm",
    "answers_of",
]
