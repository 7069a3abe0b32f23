"""Views of every scheme, permission and throttle, which tell who asked and what was sent. interop/same_views.cpp has
the same for Narvi."""

import base64
import os

from django.contrib.auth.models import Group
from django.http import QueryDict
from django.urls import path
from rest_framework import authentication, parsers, permissions, renderers, serializers, throttling
from rest_framework.response import Response
from rest_framework.views import APIView

from .authtoken_urls import urlpatterns as site

throttling.SimpleRateThrottle.timer = lambda _: float(os.environ["DJANGO_SAME_VIEWS"])


class RemoteUserHeader(authentication.RemoteUserAuthentication):
    header = "HTTP_REMOTE_USER"


class Anon(throttling.AnonRateThrottle):
    rate = "7/hour"


class User(throttling.UserRateThrottle):
    rate = "9/hour"


class Generous(throttling.UserRateThrottle):
    scope = "generous"
    rate = "1000000/hour"


class Uploads(throttling.ScopedRateThrottle):
    THROTTLE_RATES = {"uploads": "5/min"}


class TwoFields(serializers.Serializer):
    name = serializers.CharField(min_length=2, max_length=10)
    note = serializers.CharField(trim_whitespace=False, allow_blank=True)


def plain(value):
    if hasattr(value, "read"):
        return {"name": value.name, "content_type": value.content_type,
                "bytes": base64.b64encode(value.read()).decode()}
    return value


def everything(request):
    if isinstance(request.data, QueryDict):
        return {name: plain(value) for name, value in request.data.items()}
    return request.data


def two_fields(request):
    serializer = TwoFields(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class Same(APIView):
    name = "Same"
    description = ""
    queryset = Group.objects.all()
    throttle_scope = None
    read = staticmethod(everything)

    def get(self, request):
        return Response({"user": str(request.user), "auth": None if request.auth is None else str(request.auth)})

    def post(self, request):
        return Response({"user": str(request.user), "data": self.read(request)}, 201)

    def put(self, request):
        return Response({"user": str(request.user), "data": self.read(request)})

    patch = put

    def delete(self, request):
        return Response(status=204)


def view(route, schemes, allowed, throttles=(), **more):
    more = dict(more, authentication_classes=schemes, permission_classes=allowed, throttle_classes=throttles)
    return path(route + "/", type("Same", (Same,), more).as_view())


SESSION, BASIC, TOKEN = (authentication.SessionAuthentication, authentication.BasicAuthentication,
                         authentication.TokenAuthentication)
SESSION_BASIC, TOKEN_SESSION, BASIC_TOKEN = [SESSION, BASIC], [TOKEN, SESSION], [BASIC, TOKEN]
USERS = [permissions.IsAuthenticated]
READERS = [permissions.IsAuthenticatedOrReadOnly]

urlpatterns = site + [
    view("session-basic", SESSION_BASIC, USERS),
    view("token-session", TOKEN_SESSION, USERS),
    view("basic-token", BASIC_TOKEN, USERS),
    view("remote", [RemoteUserHeader], USERS),
    view("staff", SESSION_BASIC, [permissions.IsAdminUser]),
    view("staff-token", TOKEN_SESSION, [permissions.IsAdminUser]),
    view("staff-remote", [RemoteUserHeader], [permissions.IsAdminUser]),
    view("read-only", TOKEN_SESSION, READERS),
    view("groups", BASIC_TOKEN, [permissions.DjangoModelPermissions]),
    view("groups-session", SESSION_BASIC, [permissions.DjangoModelPermissions]),
    view("groups-anybody", TOKEN_SESSION, [permissions.DjangoModelPermissionsOrAnonReadOnly]),
    view("anybody", SESSION_BASIC, [permissions.AllowAny]),
    view("unguarded", BASIC_TOKEN, []),
    view("nobody", [], USERS),
    view("fields", TOKEN_SESSION, USERS, read=staticmethod(two_fields)),
    view("json-only", SESSION_BASIC, USERS, renderer_classes=[renderers.JSONRenderer],
         parser_classes=[parsers.JSONParser]),
    view("limited", BASIC_TOKEN, USERS, [User, Generous]),
    view("limited-anybody", BASIC_TOKEN, [permissions.AllowAny], [Anon, User]),
    view("limited-uploads", BASIC_TOKEN, READERS, [Uploads], throttle_scope="uploads"),
]
