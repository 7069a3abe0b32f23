"""Views that tell what a real Django process makes of the cookies it is shown."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.urls import path


def whoami(request):
    """The user name the middlewares found, or null; the session's keys show that its data was read too."""
    user = request.user
    return JsonResponse({
        "username": user.get_username() if user.is_authenticated else None,
        "session_keys": sorted(request.session.keys()),
    })


def csrf(request):
    """Hands out a token for this browser, as a template with {% csrf_token %} would."""
    return JsonResponse({"token": get_token(request)})


def guarded(request):
    """A view behind Django's CSRF check: a POST gets here only if its token was accepted."""
    return JsonResponse({"method": request.method, "passed": True})


urlpatterns = [
    path("whoami/", whoami),
    path("csrf/", csrf),
    path("guarded/", guarded),
    path("accounts/login/", LoginView.as_view(template_name="admin/login.html")),
    path("accounts/logout/", LogoutView.as_view()),
    path("admin/", admin.site.urls),
]
