"""Settings of Smilemark. Everything an installation may change comes from the environment.

SMILEMARK_HOME     folder of all state: database, files, keys (default ./var)
DATABASE_URL       another database than SQLite in that folder
SMILEMARK_DEMO     "1": demo mode (one-click sign-in, no MFA asked, a clock that may be moved)
SMILEMARK_HOSTS    names this installation answers to, comma separated
SMILEMARK_MAIL     URL of the mail server, smtp://user:password@host:port
SMILEMARK_REDIS    URL of a cache shared by several processes
SMILEMARK_OPERATORS  mail addresses told once a day of what could not be delivered, comma separated
SMILEMARK_SIGNING_KEY, SMILEMARK_SIGNING_PASSWORD  PKCS#12 file that signs issued papers
SMILEMARK_FONTS    further folders with fonts for the papers
SMILEMARK_LOG_LEVEL  of our own lines on stderr (INFO)
SMILEMARK_PROXIES  how many proxies of ours stand in front (their X-Forwarded-For is believed; default 0)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from smilemark.foundation import logs

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("SMILEMARK_HOME", "var")).resolve()
DEMO = os.environ.get("SMILEMARK_DEMO") == "1"
DEBUG = False


def _home() -> None:
    """The folder of all state is its owner's alone: it holds the database, people's files and unsent mail."""
    HOME.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    """The signing key: from the environment, else made once and kept in SMILEMARK_HOME (mode 600)."""
    if key := os.environ.get("SMILEMARK_SECRET_KEY"):
        return key
    place = HOME / "secret-key"
    if not place.exists():
        _home()
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(64))
    return place.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [name for name in os.environ.get("SMILEMARK_HOSTS", "").split(",") if name] or [
    "127.0.0.1",
    "localhost",
    "testserver",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in ALLOWED_HOSTS]
SITE_URL = os.environ.get("SMILEMARK_URL", "http://127.0.0.1:8000").rstrip("/")
BEHIND_TLS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "smilemark.site",
    "smilemark.retention",
    "smilemark.registry",
    "smilemark.surveillance",
    "smilemark.remedies",
    "smilemark.mark",
    "smilemark.certification",
    "smilemark.assessment",
    "smilemark.accreditation",
    "smilemark.governance",
    "smilemark.companies",
    "smilemark.accounts",
    "smilemark.integrations",
    "smilemark.foundation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "smilemark.registry.api.front.PublicApi",  # the public API knows no sessions: what follows is for people
    "smilemark.foundation.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "smilemark.site.web.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "smilemark.foundation.web.sessions.Sessions",
    "smilemark.site.web.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "smilemark.accounts.web.middleware.IdleSignOut",
    "smilemark.accounts.web.middleware.KeepTypedForms",
    "smilemark.accounts.web.middleware.StaffNeedSecondFactor",
    "smilemark.site.web.failures.Storable",
    "smilemark.site.web.failures.BusyOrFull",
]

ROOT_URLCONF = "smilemark.config.urls"
WSGI_APPLICATION = "smilemark.config.wsgi.application"
ASGI_APPLICATION = "smilemark.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smilemark.site.web.shell.shell",
            ],
        },
    },
]
FORM_RENDERER = "smilemark.site.web.shell.FormLook"
CSRF_FAILURE_VIEW = "smilemark.site.web.errors.csrf_failure"

# ---- database -------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer takes its lock at the start: no upgrade, so no deadlock
    "timeout": 20,
    "cached_statements": 1000,  # an action asks more different things than the 128 that Python keeps prepared
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
}


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'smilemark.sqlite3'}"
    found: dict[str, object] = dict(dj_database_url.parse(url))
    engine = str(found["ENGINE"])
    if engine.endswith("sqlite3"):
        _home()
        found["OPTIONS"] = dict(SQLITE_OPTIONS)
        found["CONN_MAX_AGE"] = 600  # opening the file and its settings costs more than most pages
    elif engine.endswith("postgresql"):
        found["CONN_MAX_AGE"] = 0
        found["OPTIONS"] = {
            "pool": {
                "min_size": 1,
                "max_size": int(os.environ.get("SMILEMARK_POOL", "8")),
                "timeout": 10,  # s; a database that does not answer is said, not waited for
            },
            "options": "-c lock_timeout=20000",  # ms, as SQLite's: a row held for ever is said, not waited for
        }
    else:
        raise ImproperlyConfigured(f"DATABASE_URL: only sqlite:// and postgres:// are supported, not {engine}")
    return found


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- people ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "smilemark.accounts.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "smilemark.accounts.web.sign_up.NewPerson"
ACCOUNT_FORMS = {"login": "smilemark.accounts.web.sign_in.SignIn"}
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # our own lock counts in a table, for passwords and codes alike
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to the person by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[微笑標章] "
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_DISPLAY = "smilemark.accounts.models.display_name"
ACCOUNT_SESSION_REMEMBER = False  # a shared office machine forgets when its browser closes
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SMILEMARK_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "smilemark.accounts.web.forms.SecondFactor",
    "reauthenticate": "smilemark.accounts.web.forms.SecondFactorAgain",
}
MFA_TOTP_ISSUER = "MIT Smile"
MFA_TOTP_TOLERANCE = 1  # phones' clocks differ by some seconds
MFA_ALLOW_UNVERIFIED_EMAIL = True  # staff are entered by their administrator, who knows their address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS  # http://127.0.0.1 of the demo
LOGIN_REDIRECT_URL = "/home/"
LOGIN_URL = "/accounts/login/"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ---- words, time, files ---------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "正體中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Taipei"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
FILES_ROOT = HOME / "files"
FILE_SIZE_LIMIT = 25 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "smilemark.foundation.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "smilemark.foundation.uploads.ReceivedOnDisk",
]
SIGNING_KEY = os.environ.get("SMILEMARK_SIGNING_KEY", "")  # PKCS#12 file that signs issued papers
SIGNING_PASSWORD = os.environ.get("SMILEMARK_SIGNING_PASSWORD", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

# ---- jobs, mail, cache, logs ----------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "papers", "mail"]}}


def _mail(url: str) -> dict[str, object]:
    """The mail settings from one URL; without one, mails are kept as files in SMILEMARK_HOME/mail."""
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": HOME / "mail",
        }
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": parts.username or "",
        "EMAIL_HOST_PASSWORD": parts.password or "",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


globals().update(_mail(os.environ.get("SMILEMARK_MAIL", "")))
OPERATORS = [name for name in os.environ.get("SMILEMARK_OPERATORS", "").split(",") if name]  # told of failed deliveries
DEFAULT_FROM_EMAIL = os.environ.get("SMILEMARK_MAIL_FROM", "smilemark@localhost")

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["SMILEMARK_REDIS"]}
    if os.environ.get("SMILEMARK_REDIS")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

logs.configure()
LOGGING = logs.LOGGING

# ---- Smilemark's own switches ---------------------------------------------------------------------------

CLOCK_MAY_MOVE = DEMO  # tests and the demo may move the one clock at the entrances
MFA_REQUIRED_FOR_STAFF = not DEMO
STAFF_IDLE_MINUTES = 30  # a staff member's session ends after so many minutes without a request
RATE_LIMIT_PER_MINUTE = int(os.environ.get("SMILEMARK_RATE_LIMIT", "120"))  # public API, per address; 0 = off
