"""The verbs of sharing, as pages, the API and other apps call them. What a clinic reads: viewing.py."""

from backend.sharing.grants import (
    FIRST_CHOICE,
    OFFERED,
    Contact,
    Terms,
    change_grant,
    clinicians_of,
    current_grant,
    end_all,
    end_enrolment,
    enrolment_at,
    enrolments_of,
    find_clinic,
    grant_or_404,
    grants_of,
    revoke_grant,
    share,
)
from backend.sharing.helping import helps_or_is_asked
from backend.sharing.identity import Identity
from backend.sharing.invitations import (
    accept_invitation,
    cancel_invitation,
    clear_expired,
    decline_invitation,
    invitation_or_404,
    invite_patient,
    open_invitations,
    waiting_at,
)
from backend.sharing.looked import access_log

__all__ = [
    "FIRST_CHOICE",
    "OFFERED",
    "Contact",
    "Identity",
    "Terms",
    "accept_invitation",
    "access_log",
    "cancel_invitation",
    "change_grant",
    "clear_expired",
    "clinicians_of",
    "current_grant",
    "decline_invitation",
    "end_all",
    "end_enrolment",
    "enrolment_at",
    "enrolments_of",
    "find_clinic",
    "grant_or_404",
    "grants_of",
    "helps_or_is_asked",
    "invitation_or_404",
    "invite_patient",
    "open_invitations",
    "revoke_grant",
    "share",
    "waiting_at",
]
