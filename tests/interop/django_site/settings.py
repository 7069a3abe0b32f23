"""A site of Debian's Django 3.2 beside Narvi. Everything that both must agree on comes from the environment.

DJANGO_DATABASE_URL  "sqlite:/path/to/file" or "postgresql://user:password@host:port/name"
DJANGO_SECRET_KEY    the key that Narvi has as [security] secret_key

and, where a test wants something else than the defaults:

DJANGO_HASHERS           short class names with commas between, the preferred one first
DJANGO_SESSION_ENGINE    "signed_cookies"
DJANGO_CSRF_USE_SESSIONS "1"
DJANGO_TIME_ZONE, DJANGO_USE_TZ  "America/Chicago", "0"
DJANGO_AUTHTOKEN         "1": REST framework with its tokens, and the views of authtoken_urls.py
DJANGO_SAME_VIEWS        seconds since the epoch: besides, the views of same_views.py, whose throttles see that time
DJANGO_REMOTE_USER       a middleware of remote_users.py, with DJANGO_REMOTE_BACKEND before ModelBackend
DJANGO_MEMBERS           "1": the user model is members.Member (UUID keys, mail address as login name)
"""

import os
from urllib.parse import unquote, urlsplit


def database(url):
    """Narvi's database URL as an entry of Django's DATABASES."""
    if url.startswith("sqlite:"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": url[len("sqlite:"):], "OPTIONS": {"timeout": 20}}
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
    }


SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
# Connections outlive a request: some tests make a thousand.
DATABASES = {"default": dict(database(os.environ["DJANGO_DATABASE_URL"]), CONN_MAX_AGE=None)}
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "django_site.urls"
USE_TZ = os.environ.get("DJANGO_USE_TZ", "1") == "1"
TIME_ZONE = os.environ.get("DJANGO_TIME_ZONE", "UTC")
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers." + name for name in os.environ.get(
    "DJANGO_HASHERS", "PBKDF2PasswordHasher,PBKDF2SHA1PasswordHasher,Argon2PasswordHasher,BCryptSHA256PasswordHasher"
).split(",")]
SESSION_ENGINE = "django.contrib.sessions.backends." + os.environ.get("DJANGO_SESSION_ENGINE", "db")
CSRF_USE_SESSIONS = os.environ.get("DJANGO_CSRF_USE_SESSIONS") == "1"
if os.environ.get("DJANGO_MEMBERS") == "1":
    INSTALLED_APPS.append("django_site.members")
    AUTH_USER_MODEL = "members.Member"
if os.environ.get("DJANGO_AUTHTOKEN") == "1":
    INSTALLED_APPS += ["rest_framework", "rest_framework.authtoken"]
    ROOT_URLCONF = "django_site.authtoken_urls"
if "DJANGO_SAME_VIEWS" in os.environ:
    ROOT_URLCONF = "django_site.same_views"
    AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend",
                               "django.contrib.auth.backends.RemoteUserBackend"]
if "DJANGO_REMOTE_USER" in os.environ:
    MIDDLEWARE.insert(MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware") + 1,
                      "django_site.remote_users." + os.environ["DJANGO_REMOTE_USER"])
    AUTHENTICATION_BACKENDS = [os.environ["DJANGO_REMOTE_BACKEND"], "django.contrib.auth.backends.ModelBackend"]
