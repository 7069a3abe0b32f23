"""The interop tests' Django site with one view more, which answers what Narvi's /narvi/user/ does. DRF_BENCH_CLASS is the
one class of REST framework that authenticates."""

import os

from django_site.settings import *  # noqa: F403

ROOT_URLCONF = "drf_views"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication." + os.environ["DRF_BENCH_CLASS"]],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
