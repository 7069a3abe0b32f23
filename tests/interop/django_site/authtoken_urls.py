"""The site's views, and those of REST framework that tokens are about."""

from django.urls import path
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from .urls import urlpatterns as site


class Echo(APIView):
    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"user": str(request.user), "auth": str(request.auth)})


urlpatterns = site + [path("api-token-auth/", obtain_auth_token), path("api/", Echo.as_view())]
