from people.models.draft import FormDraft
from people.models.experience import ComplexExperience
from people.models.naming import NameWithholding
from people.models.organisation import Locality, Organisation, Profession, ServiceSetting
from people.models.standing import ProfessionalRegistration, RoleGrant, StaffCheck, StaffCheckEnd
from people.models.user import Employment, User

__all__ = [
    "ComplexExperience",
    "Employment",
    "FormDraft",
    "Locality",
    "NameWithholding",
    "Organisation",
    "Profession",
    "ProfessionalRegistration",
    "RoleGrant",
    "ServiceSetting",
    "StaffCheck",
    "StaffCheckEnd",
    "User",
]
