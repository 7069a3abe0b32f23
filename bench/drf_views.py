"""Who the request is, as REST framework's documentation has its views: no serializer, which would only cost more."""

from django.urls import path
from rest_framework.response import Response
from rest_framework.views import APIView

FIELDS = ("id", "username", "email", "first_name", "last_name", "is_staff")


class Who(APIView):
    def get(self, request):
        return Response({"user": {field: getattr(request.user, field) for field in FIELDS},
                         "scheme": type(request.successful_authenticator).__name__, "client": None, "session": None})


urlpatterns = [path("narvi/user/", Who.as_view())]
