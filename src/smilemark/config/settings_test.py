"""Settings of the tests: fast hashes, a home of their own, both databases by DATABASE_URL."""

from __future__ import annotations

import os
import tempfile

# Each run (and each xdist worker) has a home of its own, so that parallel runs never meet.
os.environ["SMILEMARK_HOME"] = tempfile.mkdtemp(prefix="smilemark-test-")
os.environ.pop("SMILEMARK_DEMO", None)

from smilemark.config.settings import *  # noqa: F403  # settings are made to be extended this way
from smilemark.config.settings import DATABASES, HOME, STORAGES  # after the home is set

(HOME / "static").mkdir(exist_ok=True)  # whitenoise looks for it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CLOCK_MAY_MOVE = True
RATE_LIMIT_PER_MINUTE = 0
MFA_REQUIRED_FOR_STAFF = False  # tests/accounts switches it on where it is what is tested
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

_suffix = os.environ.get(
    "SMILEMARK_TEST_SUFFIX", str(os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid())
)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # type: ignore[attr-defined]  # a plain dict of settings
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # type: ignore[index]  # a plain dict of settings
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_smilemark_{_suffix}"}
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}  # what a test commits need not last
