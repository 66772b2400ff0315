"""All settings of Stride, in one file. docs/operations.md has the table of the environment variables read here."""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from backend.config import env, languages

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("STRIDE_DATA_DIR", str(BASE_DIR / ".stride"))).absolute()

DEBUG = env.flag("DEBUG")
STRIDE_DEMO = env.flag("STRIDE_DEMO")
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", _public.hostname or "localhost")
if STRIDE_DEMO and not (set(ALLOWED_HOSTS) | {_public.hostname}) <= LOOPBACK:
    raise ImproperlyConfigured(
        "STRIDE_DEMO=1 has open passwords, so it runs on this machine only. Set STRIDE_DEMO=0, or leave PUBLIC_URL and ALLOWED_HOSTS at localhost."
    )
SECURE = _public.scheme == "https"
TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 0)


def _secret_key() -> str:
    """From the environment; on one machine (http://localhost) made once and kept in the data folder."""
    if key := env.text("SECRET_KEY"):
        return key
    if _public.hostname not in LOOPBACK:
        raise ImproperlyConfigured("SECRET_KEY is not set. Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'")
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "backend.pwa",
    "backend.home",
    "backend.sharing",
    "backend.treatment",
    "backend.symptoms",
    "backend.reminders",
    "backend.education",
    "backend.patients",
    "backend.clinics",
    "backend.audit",
    "backend.accounts",
    "backend.common",
    "backend.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "backend.config.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "backend.config.middleware.Busy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "backend.config.middleware.KnownToken",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backend.config.middleware.Buttons",
    "backend.accounts.middleware.Programs",
    "backend.accounts.middleware.LastSeen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "backend.accounts.middleware.Factor",
    "backend.patients.middleware.StartFirst",
]

ROOT_URLCONF = "backend.config.urls"
WSGI_APPLICATION = "backend.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "backend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "backend.config.context.stride",
                "backend.accounts.context.person",
            ],
        },
    }
]

# ---- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'stride.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "backend.common.sqlite"  # Django's, with a queue in front of the one writer
    # Django's own defaults failed 38 to 62 % of concurrent read-then-write requests; with these none did.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options.setdefault("server_side_binding", True)  # a claim's rows are one text of 400 KB: PostgreSQL need not find its end in a statement
    _options.setdefault("connect_timeout", 5)
    _options.setdefault("options", "-c statement_timeout=10000 -c lock_timeout=5000 -c timezone=UTC")

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379")


def _redis(number: int) -> str:
    """The address of the broker (0) or the cache (1): two databases side by side, counted from the one that REDIS_URL names."""
    parts = urlsplit(REDIS_URL)
    if parts.scheme == "unix":
        return f"{REDIS_URL}?db={number}"
    first = parts.path.strip("/") or "0"
    if parts.scheme not in {"redis", "rediss"} or not parts.netloc or not first.isdigit():
        raise ImproperlyConfigured("REDIS_URL is not understood. Write redis://host:6379/0, rediss://host:6379/0 or unix:///path/to/socket.")
    return parts._replace(path=f"/{int(first) + number}").geturl()


BROKER_URL = _redis(0).replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis(1), "KEY_PREFIX": "stride"}}

# ---- Sign-in --------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["backend.accounts.backends.Backend"]  # allauth's, with one query less
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "backend.accounts.passwords.ContextWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:front"
ACCOUNT_ADAPTER = "backend.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "backend.accounts.adapter.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # a passkey or a code opens the account; a password may be set later
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # no link: a link opens outside the installed app
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # mail is slow, and so are sore hands; 3 tries on a code of 6 numbers
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_CHANGE_EMAIL = True  # one address; the old one works until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the address or a factor changes
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
# A code lets 3 guesses in 1,000,000: 10 codes a day for one address leave a stranger 1 chance in 33,000 a day.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,10/d/key", "reset_password": "20/m/ip,5/m/key,10/d/key"}
ACCOUNT_FORMS = {
    "add_email": "backend.accounts.forms.AddEmailForm",
    "change_email": "backend.accounts.forms.ChangeEmailForm",
    "change_password": "backend.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "backend.accounts.forms.ConfirmEmailVerificationCodeForm",
    "confirm_login_code": "backend.accounts.forms.ConfirmLoginCodeForm",
    "confirm_password_reset_code": "backend.accounts.forms.ConfirmPasswordResetCodeForm",
    "login": "backend.accounts.forms.LoginForm",
    "reauthenticate": "backend.accounts.forms.ReauthenticateForm",
    "request_login_code": "backend.accounts.forms.RequestLoginCodeForm",
    "reset_password": "backend.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "backend.accounts.forms.ResetPasswordKeyForm",
    "set_password": "backend.accounts.forms.SetPasswordForm",
    "signup": "backend.accounts.forms.SignupForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # a clinic is one address; a passkey cannot be guessed
MFA_FORMS = {
    "activate_totp": "backend.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "backend.accounts.forms.AddWebAuthnForm",
    "authenticate": "backend.accounts.forms.AuthenticateForm",
    "edit_webauthn": "backend.accounts.forms.EditWebAuthnForm",
    "reauthenticate": "backend.accounts.forms.ReauthenticateFactorForm",
    "signup_webauthn": "backend.accounts.forms.SignupWebAuthnForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # accounts.middleware.LastSeen does it, without a write at every request
HEADLESS_ENABLED = True
HEADLESS_CLIENTS = ("app",)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

SESSION_COOKIE_AGE = 90 * 24 * 3600  # patients stay signed in for 90 days; staff: accounts/factor.py
SESSION_COOKIE_NAME = "__Host-stride" if SECURE else "stride"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = False  # the cached shell reads it
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "backend.config.errors.csrf_failure"
STAFF_SHIFT_SECONDS = 12 * 3600
STAFF_IDLE_SECONDS = 15 * 60

# ---- Transport and headers ------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# ---- Words, time, files ---------------------------------------------------------------------------------------------
_locale = BASE_DIR / "backend" / "locale"
LANGUAGES = languages.offered(BASE_DIR / "backend" / "education" / "content", _locale)
LANGUAGE_CODE = languages.chosen(env.text("LANGUAGE_CODE", "en-gb"), LANGUAGES)  # one for everybody: pages stay the same for all
LOCALE_PATHS = [languages.compiled(_locale, DATA_DIR / "locale", [code for code, _name in LANGUAGES])]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "frontend_static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "backend.config.static.HashedStaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# ---- E-mail ---------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "backend.accounts.mail.DemoBackend" if STRIDE_DEMO else "django.core.mail.backends.smtp.EmailBackend")
if EMAIL_BACKEND.startswith("anymail."):
    INSTALLED_APPS.append("anymail")  # it brings its own client for HTTP: 5 MB of each process
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.whole("EMAIL_PORT", 587 if SECURE else 25, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=SECURE)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"Stride <no-reply@{_public.hostname}>")

CONTACT_EMAIL = env.text("CONTACT_EMAIL")  # who answers for this server: shown on the privacy page

# ---- API ------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "backend.common.api.SessionAuthentication",
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.accounts.permissions.SignedInWithFactor"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNICODE_JSON": False,  # half a character (\ud800) in a name that is repeated back has no UTF-8; escaped it is only odd
    "DEFAULT_PARSER_CLASSES": ["backend.common.api.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["backend.common.throttle.PerMinute"],
    "EXCEPTION_HANDLER": "backend.common.api.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
CALLS_PER_MINUTE = {"api": 600, "sync": 120}  # of one person; a scope without an entry has no limit
SPECTACULAR_SETTINGS = {
    "TITLE": "Stride",
    "DESCRIPTION": "Diary, trends and sharing for people with lumbosacral plexopathy.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "backend.common.openapi.one_error_shape"],
}

# ---- Diary and sync -------------------------------------------------------------------------------------------------
SYNC_MAX_ITEMS = 200
SYNC_SCHEMAS = (1,)  # versions of the envelope that are understood; an old one stays for 12 months
CLOCK_AHEAD_HOURS = 24
DATE_RANGE_MAX_DAYS = 5 * 366

# ---- Reminders ------------------------------------------------------------------------------------------------------
PUSH_SERVICES = env.words("PUSH_SERVICES")  # beside those of browsers: reminders/endpoints.py
VAPID_KEYS = env.words("STRIDE_VAPID_KEYS")  # the one in use, then older ones; none: made once, in the database
SMS_URL = env.text("STRIDE_SMS_URL")
SMS_TOKEN = env.text("STRIDE_SMS_TOKEN")
SMS_FROM = env.text("STRIDE_SMS_FROM", "Stride")
# Only for tests: a push service on this machine, and waiting times divided by this number.
PUSH_LOOPBACK = env.flag("STRIDE_PUSH_LOOPBACK")
REMINDERS_FASTER = env.whole("STRIDE_REMINDERS_FASTER", 1, least=1)
REMINDERS_FAIL_AT = env.text("STRIDE_FAIL_AT")
if (PUSH_LOOPBACK or REMINDERS_FASTER != 1 or REMINDERS_FAIL_AT) and not env.flag("STRIDE_TEST"):
    raise ImproperlyConfigured("STRIDE_PUSH_LOOPBACK, STRIDE_REMINDERS_FASTER and STRIDE_FAIL_AT are for tests. Take them out.")

# ---- Logs: ids only, never what a person wrote ----------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "backend.config.logs.Redact"}},
    "formatters": {"json": {"()": "backend.config.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["redact"]}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING").upper()},
}
