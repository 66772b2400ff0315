"""Who is answered what, on every address. tests/guards/test_access_matrix.py holds the application to it.

A **policy** says for each role either `OK` (the view itself answers) or the refusal. A **row** names the policy of an address and
what the view answers to each method that it takes; every other method is refused. Outcomes are written as
`200`, `404`, `401 signed_out` (the API's code), `sign-in` / `factor` / `start` (led there), or the path led to, ids cut out.

A new address: give it a row. Take the narrowest policy that fits; where none fits, write a new one and say whom it lets in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.guards.world import ROLES, World

OK = "ok"
Policy = dict[str, str]

PATIENTS = ("amina", "boris", "both")
CLINICIANS = ("okafor", "limited", "lund", "revoked", "expired", "both")
STAFF_ALONE = ("okafor", "limited", "lund", "revoked", "expired", "sam", "manager", "root")  # who keep no diary
NEW = ("newcomer", "left")  # neither a diary nor a clinic


def policy(default: str, *groups: tuple[tuple[str, ...], str], **roles: str) -> Policy:
    made = dict.fromkeys(ROLES, default)
    for names, outcome in groups:
        made |= dict.fromkeys(names, outcome)
    assert set(roles) <= set(ROLES)
    return made | roles


# ---- Pages ----------------------------------------------------------------------------------------------------------
PUBLIC = policy(OK)
NOWHERE = policy("404")
SIGNED_IN = policy(OK, anonymous="sign-in", unproved="factor")
FRONT = policy("/clinic/", (PATIENTS, "/today/"), (NEW, "start"), anonymous=OK)
HOME = policy(OK, (STAFF_ALONE, "/clinic/"), (NEW, "start"), anonymous="sign-in", unproved="factor")
PATIENT = policy(OK, (STAFF_ALONE, "404"), (NEW, "start"), anonymous="sign-in", unproved="factor")
OWNER = PATIENT | {"boris": "404", "both": "404"}
OWNERS_PAGE = HOME | {"boris": "404", "both": "404"}
START = policy("/start/place/", (PATIENTS, OK), anonymous="sign-in", unproved="factor")
CLINICIAN = policy("404", (CLINICIANS, OK), anonymous="sign-in", unproved="factor")
CLINIC = CLINICIAN | {"sam": "/clinic/enrolled/"}
AT_RIVERSIDE = policy("404", okafor=OK, both=OK, anonymous="sign-in", unproved="factor")
READER = AT_RIVERSIDE | {"limited": OK}
COORDINATOR = policy("404", sam=OK, anonymous="sign-in", unproved="factor")
HELPER = policy("404", boris=OK, anonymous="sign-in", unproved="factor")
ASKED_TO_HELP = policy("404", lund=OK, anonymous="sign-in", unproved="factor")
INVITED = policy("404", newcomer=OK, anonymous="sign-in")

# ---- API ------------------------------------------------------------------------------------------------------------
_API = {"anonymous": "401 signed_out", "unproved": "403 factor_needed"}
API_PATIENT = policy("404 not_found", (PATIENTS, OK), **_API)
API_OWNER = policy("404 not_found", amina=OK, **_API)
API_CLINICIAN = policy("404 not_found", (CLINICIANS, OK), **_API)
API_READER = policy("404 not_found", okafor=OK, both=OK, limited=OK, **_API)

# ---- allauth and the admin pages ------------------------------------------------------------------------------------
ENTRANCE = policy("/", anonymous=OK)  # who is in already goes on
MIDWAY = policy("/", anonymous="sign-in")  # a step of signing in, and nobody here is in the middle of it
OWN_SIGN_IN = policy(OK, anonymous="sign-in")  # one's own factors and address; before a factor is shown too, or nobody could set one up
ADMIN = policy("sign-in", root=OK, unproved="factor")


@dataclass(frozen=True)
class Row:
    """`answers`: method → what the view answers where the policy says OK; one text for all, or role → text."""

    policy: Policy
    answers: dict[str, str | dict[str, str]]

    def expected(self, role: str, method: str) -> str:
        outcome = self.policy[role]
        if outcome != OK:
            return outcome
        answer = self.answers[method]
        return answer if isinstance(answer, str) else answer.get(role, answer["*"])


def row(policy: Policy, **answers: Any) -> Row:
    return Row(policy, answers or {"GET": "200"})


HELPS: dict[str, Callable[[World], Any]] = {
    "sharing:help_answer": lambda world: world.asked_to_help,
    **dict.fromkeys((f"sharing:{name}" for name in ("helper_withdraw", "person", "help_log", "help_give_up")), lambda world: world.helping),
}


def arguments(world: World, name: str, role: str) -> dict[str, Any]:
    """What stands in the address: Amina's own, but for clinicians the grant that their clinic has or had."""
    invitation = {"clinics:invitation": world.staff_invitation, "sharing:clinic_cancel": world.waiting}.get(name, world.invitation)
    return {
        "grant_id": HELPS[name](world).pk if name in HELPS else world.grant_of(role).pk,
        "enrolment_id": world.enrolment.pk,
        "invitation_id": invitation.pk,
        "moment_id": world.moment,
        "response_id": world.moment,
        "question_id": world.question,
        "medicine_id": world.medicine.pk,
        "session_id": world.exercised,
        "dose_id": world.moment,
        "done_id": world.moment,
        "routine_id": world.routine.pk,
        "date": world.amina.today(),
        "code": world.clinics["asking"].code,
        "export_id": world.export.pk,
        "occurrence_id": world.occurrence,
        "slug": "get-help-now",
        "secret": world.feed,
        "token": world.token,
        "pk": {"home:phone": world.device.pk, "reminders:remove_phone": world.browser.pk}.get(name, 1),
        "subscription_id": world.browser.pk,
    }


LOGGED = "/log/<date>/"
ROWS: dict[str, Row] = {
    # config, pwa
    "livez": row(PUBLIC),
    "healthz": row(PUBLIC, GET="503"),  # neither worker nor beat runs beside the tests
    "pwa:service_worker": row(PUBLIC),
    "pwa:assets": row(PUBLIC),
    "pwa:manifest": row(PUBLIC),
    "pwa:offline": row(PUBLIC),
    "pwa:install": row(PUBLIC),
    "pwa:log_shell": row(PUBLIC),
    "pwa:today_shell": row(PUBLIC),
    "pwa:plan_shell": row(PUBLIC),
    "pwa:questions_shell": row(PUBLIC),
    "pwa:trends_shell": row(PUBLIC),
    "pwa:signed_out": row(PUBLIC),
    "pwa:safety_shell": row(PUBLIC),
    "pwa:check_shell": row(PUBLIC),
    "pwa:session_shell": row(PUBLIC),
    # home
    "home:front": row(FRONT),
    "home:today": row(HOME),
    "home:not_now": row(HOME, POST="/today/"),
    "home:dose": row(OWNERS_PAGE, GET="200", POST="200"),  # without an answer
    "home:dose_answer": row(OWNERS_PAGE, POST="/today/"),
    "home:trends": row(HOME),
    "home:diary": row(HOME),
    "home:diary_day": row(HOME),
    "home:menu": row(HOME),
    "home:phones": row(HOME),
    "home:phone": row(OWNERS_PAGE, GET="200", POST="/menu/phones/"),
    "home:download": row(HOME, GET="200", POST="/menu/download/"),
    "home:download_file": row(OWNERS_PAGE, GET="200"),
    "home:close": row(HOME, GET="200", POST="200"),  # without the tick
    "home:keep": row(HOME, POST="/menu/"),
    "home:questions": row(HOME),
    "home:question_add": row(HOME, GET="200", POST="200"),
    "home:question": row(OWNERS_PAGE, GET="200", POST="200"),
    "home:privacy": row(PUBLIC),
    "home:diary_reminders": row(HOME, GET="200", POST="/reminders/"),
    # reminders
    "reminders:overview": row(PATIENT),
    "reminders:how": row(PATIENT, GET="200", POST="200"),  # without times
    "reminders:test": row(PATIENT, GET="200", POST="/reminders/test/"),
    "reminders:sent": row(PATIENT),
    "reminders:travel": row(PATIENT, GET="/reminders/", POST="/reminders/"),  # without a zone
    "reminders:told": row(PATIENT, POST="/reminders/"),
    "reminders:old_phones": row(PATIENT, POST="/reminders/"),
    "reminders:remove_phone": row(OWNER, POST="/reminders/"),
    "reminders:calendar": row(PATIENT, GET="200", POST="200"),
    "reminders:feed": row(PUBLIC),  # the address is the key
    "reminders:answer": row(PUBLIC, GET="200", POST="/r/<token>/"),  # so is the token
    "home:wallet_card": row(PUBLIC),
    "home:demo_mail": row(NOWHERE),
    "home:demo_pieces": row(NOWHERE),
    # symptoms
    "symptoms:moments": row(PATIENT, GET="200", POST="400"),
    "symptoms:rough_day": row(PATIENT | {"anonymous": "sign-in"}, GET="/today/", POST="/today/"),
    "pwa:moments_shell": row(PUBLIC),
    "symptoms:log": row(PATIENT, GET="200", POST=LOGGED),
    "symptoms:log_day": row(PATIENT, GET="200", POST=LOGGED),
    "symptoms:safety": row(PUBLIC, GET="200", POST="200"),  # open to everybody: whoever keeps no diary stores nothing
    "symptoms:other_leg": row(PATIENT, GET="200", POST="/safety/"),
    "treatment:plan": row(PATIENT),
    "treatment:week": row(PATIENT),
    "treatment:sheet": row(PATIENT),
    "treatment:pause_all": row(PATIENT, GET="200", POST="400"),  # without a reason
    "treatment:medicine_add": row(PATIENT, GET="200", POST="400"),
    "treatment:medicine_add_steps": row(PATIENT, GET="200", POST="400"),
    "treatment:medicine": row(OWNER, GET="200", POST="400"),  # without a tap
    **dict.fromkeys((f"treatment:{name}" for name in ("facts", "change", "pause", "end")), row(OWNER, GET="200", POST="400")),
    "treatment:hold": row(OWNER, GET="/plan/medicines/<id>/", POST="/plan/medicines/<id>/"),  # no step is planned after this one
    "treatment:step_back": row(OWNER, GET="/plan/medicines/<id>/", POST="/plan/medicines/<id>/"),  # nor stood before it
    "treatment:exercises": row(PATIENT, GET="200", POST="404"),  # about no session
    "treatment:exercise_edit": row(PATIENT, GET="200", POST="400"),
    "treatment:exercise_session": row(PATIENT, GET="200", POST="400"),
    "treatment:exercise_done": row(OWNER, GET="200", POST="/plan/exercises/session/<id>/"),
    "treatment:routines": row(PATIENT, GET="200", POST="404"),
    "treatment:routine_add": row(PATIENT, GET="200", POST="400"),
    "treatment:routine": row(OWNER, GET="200", POST="/plan/routines/"),
    "symptoms:check": row(PATIENT, GET="200", POST="/check/"),
    "symptoms:mix_up": row(PATIENT, GET="200", POST="400"),
    "symptoms:history": row(PATIENT),
    # patients
    "patients:start": row(SIGNED_IN, GET=dict.fromkeys(PATIENTS, "/start/legs/") | {"newcomer": "/invitations/<id>/", "*": "/start/place/"}),
    "patients:start_place": row(SIGNED_IN, GET="200", POST="200"),
    "patients:start_legs": row(START, GET="200", POST="/start/treatment/"),
    "patients:start_treatment": row(START, GET="200", POST="/start/time/"),
    "patients:start_time": row(START, GET="200", POST="/log/"),
    "patients:me": row(PATIENT, GET="200", POST="200"),
    "clinics:invitation": row(INVITED, GET="200", POST="/clinic/"),
    # sharing: the patient's side
    "sharing:share": row(PATIENT),
    "sharing:code": row(PATIENT, GET="200", POST="200"),
    "sharing:looked": row(PATIENT),
    "sharing:with": row(PATIENT, GET="200", POST="400"),
    "sharing:invitation": row(OWNER, GET="200", POST="400"),
    "sharing:decline": row(OWNER, GET="200", POST="/share/"),
    "sharing:leave": row(OWNER, GET="200", POST="/share/"),
    "sharing:grant": row(OWNER, GET="200", POST="400"),
    "sharing:withdraw": row(OWNER, GET="200", POST="/share/"),
    # sharing: helpers
    "sharing:helped_here": row(PATIENT, POST="/share/helpers/"),
    "sharing:helpers": row(PATIENT, GET="200", POST="200"),
    "sharing:helper_withdraw": row(OWNER, GET="200", POST="/share/helpers/"),
    "sharing:helping": row(SIGNED_IN),
    "sharing:person": row(HELPER),
    "sharing:help_answer": row(ASKED_TO_HELP, POST="/helping/"),
    "sharing:help_give_up": row(HELPER, POST="/helping/"),
    "sharing:help_log": row(HELPER, GET="200", POST="400"),
    # sharing: the clinic's side
    "sharing:clinic": row(CLINIC, GET="200", POST="200"),
    "sharing:clinic_switch": row(SIGNED_IN, POST="404"),  # without a membership of one's own in the body
    "sharing:clinic_invite": row(CLINICIAN, GET="200", POST="200"),
    "sharing:clinic_cancel": row(AT_RIVERSIDE, POST="/clinic/invite/"),
    "sharing:clinic_enrolled": row(COORDINATOR, GET="200", POST="200"),
    "sharing:clinic_trend": row(READER),
    "sharing:clinic_days": row(READER),
    # education
    "education:index": row(PUBLIC),
    "education:article": row(PUBLIC),
    "education:feedback": row(PUBLIC, POST="400"),  # without an answer
    "education:search_index": row(PUBLIC),
    "education:pages": row(PUBLIC),
    "education:sitemap": row(PUBLIC),
    "robots": row(PUBLIC),
    # API
    "schema": row(PUBLIC),
    "docs": row(PUBLIC),
    "session": row(PUBLIC),
    "api-legs": row(API_PATIENT, POST="400 invalid"),
    "api-sync": row(API_PATIENT, POST="400 invalid"),
    "api-diary": row(API_PATIENT, GET="400 invalid"),
    "api-diary-day": row(API_PATIENT, GET="200", PUT="422 upgrade_needed"),
    "api-moment": row(API_PATIENT, PUT="422 upgrade_needed"),
    "api-questionnaires": row(API_PATIENT),
    "api-responses": row(API_PATIENT, GET="400 invalid"),
    "api-response": row(API_PATIENT, GET="404 not_found", PUT="422 upgrade_needed"),
    "api-questions": row(API_PATIENT),
    "api-question": row(API_PATIENT, PUT="422 upgrade_needed"),
    "api-medicines": row(API_PATIENT, GET="200", POST="400 invalid"),
    "api-medicine": row(API_OWNER, GET="200", PUT="200"),  # nothing named, nothing changed
    "api-medicines-changes": row(API_PATIENT, POST="400 invalid"),
    "api-medicine-changes": row(API_OWNER, GET="200", POST="400 invalid"),
    "api-doses": row(API_OWNER),
    "api-dose": row(API_OWNER, PUT="400 invalid", DELETE="404 not_found"),
    "api-exercise-plan": row(API_PATIENT, GET="200", PUT="400 invalid"),
    "api-exercise-plan-changes": row(API_PATIENT, POST="400 invalid"),
    "api-routines": row(API_PATIENT, GET="200", POST="400 invalid"),
    "api-routine": row(API_OWNER, GET="200", PUT="200", DELETE="204"),
    "api-routine-done": row(API_OWNER, PUT="200", DELETE="404 not_found"),
    "api-exercise-session": row(API_PATIENT, GET={"*": "404 not_found", "amina": "200"}, PUT="422 upgrade_needed"),
    "api-trends": row(API_PATIENT),
    "api-safety": row(PUBLIC),
    "api-grants": row(API_PATIENT, GET="200", POST="400 invalid"),
    "api-grant": row(API_OWNER, GET="200", DELETE="204"),
    "api-access-log": row(API_PATIENT),
    "api-push-subscriptions": row(API_PATIENT, GET="200", POST="400 invalid"),
    "api-push-subscription": row(API_OWNER, DELETE="204"),
    "api-reminders": row(API_PATIENT),
    "api-occurrences": row(API_PATIENT),
    "api-occurrence-answer": row(API_OWNER, POST="400 invalid"),
    "api-notice-receipt": row(PUBLIC, POST="400 invalid"),
    "api-notice-answer": row(PUBLIC, POST="400 invalid"),
    "api-offline": row(API_PATIENT),
    "api-export": row(API_PATIENT, GET="200", POST="202"),
    "api-export-file": row(API_OWNER),
    "api-clinic-patients": row(API_CLINICIAN),
    "api-clinic-trends": row(API_READER),
    "api-clinic-diary": row(API_READER),
    "education-articles": row(PUBLIC),
    "education-article": row(PUBLIC),
    # accounts, and what allauth brings
    "accounts:factor": row(OWN_SIGN_IN),
    "accounts:reauthenticate_by_code": row(OWN_SIGN_IN, GET="200", POST="/accounts/reauthenticate/code/"),
    "accounts:factor_ready": row(OWN_SIGN_IN, GET="/accounts/2fa/"),
    **dict.fromkeys(("accounts:login", "account_login"), row(ENTRANCE, GET="200", POST="200")),
    **dict.fromkeys(("accounts:logout", "account_logout"), row(policy(OK, anonymous="/"), GET="200", POST="/")),
    **dict.fromkeys(("account_signup", "account_signup_by_passkey", "account_request_login_code"), row(ENTRANCE, GET="200", POST="200")),
    **dict.fromkeys(("account_inactive", "account_password_reset_completed"), row(PUBLIC)),
    "account_reset_password": row(PUBLIC, GET="200", POST="200"),
    "account_complete_password_reset": row(PUBLIC, GET="/accounts/password/reset/", POST="/accounts/password/reset/"),
    **dict.fromkeys(("accounts:confirm_reset_code", "account_confirm_password_reset_code"), row(PUBLIC, GET="sign-in", POST="sign-in")),
    **dict.fromkeys(("accounts:confirm_login_code", "account_confirm_login_code"), row(MIDWAY | {"anonymous": "/accounts/login/code/"}, GET="", POST="")),
    **dict.fromkeys(("accounts:confirm_email", "account_email_verification_sent"), row(policy("/accounts/email/", anonymous="sign-in"), GET="", POST="")),
    **dict.fromkeys(("mfa_authenticate", "mfa_login_webauthn"), row(MIDWAY, GET="", POST="")),
    "mfa_signup_webauthn": row(MIDWAY | {"anonymous": "/accounts/signup/"}, GET="", POST=""),
    "account_email": row(OWN_SIGN_IN, GET="200", POST="/accounts/email/"),
    **dict.fromkeys(("accounts:set_password", "account_set_password"), row(OWN_SIGN_IN, GET="200", POST="200")),
    "account_change_password": row(OWN_SIGN_IN, GET="/accounts/password/set/", POST="/accounts/password/set/"),
    # nobody here has a password or a factor: a code is all that can be shown again
    **dict.fromkeys(
        ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        row(OWN_SIGN_IN, GET="/accounts/reauthenticate/code/", POST="/accounts/reauthenticate/code/"),
    ),
    **dict.fromkeys(("mfa_index", "mfa_list_webauthn"), row(OWN_SIGN_IN)),
    **dict.fromkeys(("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"), row(OWN_SIGN_IN, GET="200", POST="200")),
    # 404: a key or an app of one's own, and nobody here has one
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_remove_webauthn", "mfa_edit_webauthn"), row(OWN_SIGN_IN, GET="404", POST="404")),
    "mfa_view_recovery_codes": row(OWN_SIGN_IN, GET="404"),
    "mfa_download_recovery_codes": row(OWN_SIGN_IN, GET="404", POST="404"),
    "usersessions_list": row(OWN_SIGN_IN, GET="200", POST="/accounts/sessions/"),
}

_ACCOUNT = """current_session reauthenticate confirm_login_code request_password_reset reset_password login signup verify_email
    resend_email_verification_code verify_phone resend_phone_verification_code request_login_code resend_login_code change_password
    manage_email manage_phone"""
_FACTORS = """authenticate reauthenticate authenticate_webauthn reauthenticate_webauthn login_webauthn signup_webauthn authenticators
    manage_totp manage_recovery_codes manage_webauthn"""
HEADLESS = {
    *(f"headless:app:account:{name}" for name in _ACCOUNT.split()),
    *(f"headless:app:mfa:{name}" for name in _FACTORS.split()),
    *("headless:app:config", "headless:app:usersessions:sessions", "headless:app:tokens:refresh"),
}
"""allauth's client for programs. Without its token all is 4xx, whatever cookie comes with it, but what HEADLESS_OPEN lists."""
HEADLESS_OPEN = {"headless:app:config", "headless:app:mfa:login_webauthn"}

ADMIN_MODELS = {"accounts/user", "auth/group", "education/feedback"}
"""The tables of the technical admin. Nothing of a diary, a clinic or the audit trail is ever registered."""
