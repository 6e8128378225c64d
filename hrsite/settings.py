"""Settings of HR Records: one file, everything that differs between installations comes from the environment.

The table of variables is in README.md; a test compares the two. With ``DEBUG`` off, a missing or weak value
stops the start with a sentence that names the variable.
"""

import logging
import os
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

# Makes ModelAdmin[User] and ModelForm[User] mean the same at run time as to the type checker.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG: bool = env.bool("DEBUG", default=True)
HTTPS: bool = env.bool("HTTPS", default=not DEBUG)

KNOWN_SECRET_KEYS = {"secret", "changeme", "change-me", "insecure"}
SECRET_KEY_MIN_LENGTH = 50


def development_secret_key(path: Path) -> str:
    """The key of a development copy: made once, kept in a file that only its owner may read."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


def production_secret_key() -> str:
    """``SECRET_KEY`` as given; raises ImproperlyConfigured when it is missing, short or a known default."""
    key: str = env.str("SECRET_KEY", default="")
    if not key:
        raise ImproperlyConfigured("SECRET_KEY is not set. Set it to at least 50 random characters.")
    known = key.lower().startswith("django-insecure-") or any(word in key.lower() for word in KNOWN_SECRET_KEYS)
    if len(key) < SECRET_KEY_MIN_LENGTH or known or len(set(key)) < 10:
        raise ImproperlyConfigured(
            "SECRET_KEY is too short or a well-known value. Set it to at least 50 random characters."
        )
    return key


def allowed_hosts() -> list[str]:
    """``ALLOWED_HOSTS``; raises ImproperlyConfigured when it is empty or open with ``DEBUG`` off."""
    hosts: list[str] = [host for host in env.list("ALLOWED_HOSTS", default=[]) if host]
    if DEBUG:
        return hosts or ["127.0.0.1", "localhost", "[::1]"]
    if not hosts or "*" in hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is empty or '*'. Set it to the host names that people use, separated by commas."
        )
    return hosts


def assert_file_settings() -> None:
    """Raises ImproperlyConfigured when what is said about files does not fit together."""
    place = urlsplit(MEDIA_STORAGE).scheme
    for applies, sentence in (
        (
            MEDIA_STORAGE and place not in ("s3", "azure"),
            "MEDIA_STORAGE is not understood. Leave it empty, or begin it with s3:// or azure://.",
        ),
        (SENDFILE not in ("django", "nginx"), "SENDFILE is not understood. Set it to django or nginx."),
        (
            SENDFILE == "nginx" and MEDIA_STORAGE,
            "SENDFILE=nginx needs files on this machine's disk. Remove it or MEDIA_STORAGE.",
        ),
        (not 0 <= PRESIGNED_SECONDS <= 60, "PRESIGNED_SECONDS is out of range. Set it to 0 (off) to 60."),
        (
            CLAMD and not re.fullmatch(r"unix:/.+|tcp:.+:\d{1,5}", CLAMD),
            "CLAMD is not understood. Set it to unix:/path/to/socket or tcp:host:port.",
        ),
        (CLAMD_REQUIRED and not CLAMD, "CLAMD_REQUIRED is set, but CLAMD does not say where the scanner is."),
    ):
        if applies:
            raise ImproperlyConfigured(sentence)


def assert_limits(*limits: int) -> None:
    """Raises ImproperlyConfigured for a limit of files that nothing could ever keep to."""
    if min(limits) < 1:
        raise ImproperlyConfigured("Each of UPLOAD_MAX_MB, OWN_FILES_… and PREVIEW_… is at least 1. Correct it.")


if DEBUG:
    SECRET_KEY = env.str("SECRET_KEY", default="") or development_secret_key(BASE_DIR / ".secret_key")
else:
    SECRET_KEY = production_secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = allowed_hosts()
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What people read about this installation.
ORGANISATION: str = env.str("ORGANISATION", default="")
ENVIRONMENT_LABEL: str = env.str("ENVIRONMENT_LABEL", default="")

INSTALLED_APPS = [
    "hrsite.apps.HRAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_filters",
    "import_export",
    "simple_history",
    "profiles",
]

MIDDLEWARE = [
    "hrsite.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "hrsite.middleware.ResponseHeadersMiddleware",
    "hrsite.health.HealthMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hrsite.middleware.OddInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hrsite.locale.ReadersLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hrsite.operation.OperationMiddleware",
]

ROOT_URLCONF = "hrsite.urls"
WSGI_APPLICATION = "hrsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hrsite.context.installation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database. SQLite: write-ahead log and an immediate write lock, so that two writers wait instead of failing.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a statement takes longer than any page's statement runs.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Signing in.
AUTHENTICATION_BACKENDS = ["profiles.permissions.AccountBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "profiles:start"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_RESET_TIMEOUT: int = env.int("INVITATION_HOURS", default=72) * 3600
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Counts attempts to sign in; room enough that counting cannot be flushed out by trying many names.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
SESSION_COOKIE_AGE: int = env.int("SESSION_HOURS", default=12) * 3600

# Cookies, transport and what a page may load: nothing from anywhere but ourselves, nothing inline.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_HSTS_SECONDS: int = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS: bool = env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD: bool = env.bool("HSTS_PRELOAD", default=True)
TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "hrsite.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Files. Uploads are limited while they stream in; the bytes live outside every public folder.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
MEDIA_STORAGE: str = env.str("MEDIA_STORAGE", default="")
SENDFILE: str = env.str("SENDFILE", default="django")
PRESIGNED_SECONDS: int = env.int("PRESIGNED_SECONDS", default=0)
CLAMD: str = env.str("CLAMD", default="")
CLAMD_REQUIRED: bool = env.bool("CLAMD_REQUIRED", default=False)
assert_file_settings()
# How large a file may be, and how much of it is shown; a file beyond the latter is kept without a preview.
UPLOAD_MAX_BYTES: int = env.int("UPLOAD_MAX_MB", default=25) * 1024 * 1024
# What people may add to their own record, all versions counted; HR may always add more.
OWN_FILES_MAX: int = env.int("OWN_FILES_MAX", default=200)
OWN_FILES_MAX_BYTES: int = env.int("OWN_FILES_MAX_MB", default=500) * 1024 * 1024
PREVIEW_PIXELS_MAX: int = env.int("PREVIEW_MEGAPIXELS", default=60) * 1_000_000
PREVIEW_SCAN_PIXELS_MAX: int = env.int("PREVIEW_SCAN_MEGAPIXELS", default=600) * 1_000_000
PREVIEW_PAGES_MAX: int = env.int("PREVIEW_PAGES", default=50)
PREVIEW_ROWS_MAX: int = env.int("PREVIEW_ROWS", default=200)
PREVIEW_COLUMNS_MAX: int = env.int("PREVIEW_COLUMNS", default=20)
assert_limits(
    UPLOAD_MAX_BYTES,
    OWN_FILES_MAX,
    OWN_FILES_MAX_BYTES,
    PREVIEW_PIXELS_MAX,
    PREVIEW_SCAN_PIXELS_MAX,
    PREVIEW_PAGES_MAX,
    PREVIEW_ROWS_MAX,
    PREVIEW_COLUMNS_MAX,
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "profiles.documents.intake.SizeCapUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "profiles.documents.storage.DocumentStorage", "OPTIONS": {"address": MEDIA_STORAGE}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "hrsite.static_files.StaticFiles"
    },
}

# Roles that HR may give to others; by default administrators alone give roles.
HR_ASSIGNABLE_ROLES: list[str] = env.list("HR_ASSIGNABLE_ROLES", default=[])

# The proof of the history: the key that signs seals, earlier keys that still count, and who is told of each seal.
AUDIT_KEY_FILE: str = env.str("AUDIT_KEY_FILE", default=str(BASE_DIR / ".audit_key"))
AUDIT_TRUSTED_KEYS: list[str] = env.list("AUDIT_TRUSTED_KEYS", default=[])
AUDIT_CHECKPOINTS: list[str] = env.list("AUDIT_CHECKPOINTS", default=[])

# import-export and simple-history: their own switches stay shut; the product's doors decide.
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "import_people"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "export_people"
IMPORT_EXPORT_USE_TRANSACTIONS = True
SIMPLE_HISTORY_REVERT_DISABLED = True
# The capture writes in order; the newest row is found by its number, never by the clock.
SIMPLE_HISTORY_DATE_INDEX = False
SIMPLE_HISTORY_ENFORCE_HISTORY_MODEL_PERMISSIONS = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Mail: to the console until a server is named.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="hr-records@localhost")

LANGUAGE_CODE: str = env.str("LANGUAGE_CODE", default="en")
# Each by its own name. Arabic is complete for the employees' pages; what is not translated is shown in English.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("ar", "العربية")]
TIME_ZONE: str = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["hrsite.formats"]
LOCALE_PATHS = [BASE_DIR / "profiles" / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "hrsite.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # hrsite.access writes one line a request; these would add another, the second one with the query.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": True, "level": "CRITICAL"},
    },
}

# Python's own warnings become lines of the log too.
logging.captureWarnings(True)

TESTING = "pytest" in sys.modules
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
