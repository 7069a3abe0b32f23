"""Django's own middleware and backends for REMOTE_USER, as a site would set them up behind a proxy that sends a
field."""

from django.contrib.auth.backends import RemoteUserBackend
from django.contrib.auth.middleware import PersistentRemoteUserMiddleware, RemoteUserMiddleware


class HeaderRemoteUserMiddleware(RemoteUserMiddleware):
    header = "HTTP_REMOTE_USER"


class PersistentHeaderRemoteUserMiddleware(PersistentRemoteUserMiddleware):
    header = "HTTP_REMOTE_USER"


class CustomHeaderRemoteUserMiddleware(RemoteUserMiddleware):
    header = "HTTP_AUTHUSER"


class NoCreateRemoteUserBackend(RemoteUserBackend):
    create_unknown_user = False


class CustomRemoteUserBackend(RemoteUserBackend):
    def clean_username(self, username):
        return username.split("@")[0]

    def configure_user(self, request, user):
        user.email = request.META.get("HTTP_REMOTE_EMAIL", "")
        user.save()
        return user
