"""What django_peer.py can be asked to do. Every verb goes through Django's public entrances: managers, backends,
the real middlewares and the test client, never through rows."""

import base64
import io
from importlib import import_module
from urllib.parse import unquote_to_bytes

from django.apps import apps
from django.conf import settings
from django.contrib import auth
from django.contrib.auth import get_user_model, hashers
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.module_loading import import_string

VERBS = {}
HANDLER = WSGIHandler()


def verb(function):
    VERBS[function.__name__] = function
    return function


def find(username):
    return get_user_model().objects.get_by_natural_key(username)


def session_store(session_key=None):
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)


# ---- users ----------------------------------------------------------------------------------------------------

def describe(user):
    return {
        "id": user.pk if isinstance(user.pk, int) else str(user.pk),
        "username": user.get_username(),
        "password": user.password,
        "email": user.email,
        "first_name": getattr(user, "first_name", ""),
        "last_name": getattr(user, "last_name", ""),
        "is_active": user.is_active,
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "last_login": user.last_login.isoformat() if user.last_login else None,
        "date_joined": user.date_joined.isoformat(),
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "permissions": sorted(user.get_all_permissions()),
    }


@verb
def create_user(username, email=None, password=None, **fields):
    return describe(get_user_model().objects.create_user(username, email, password, **fields))


@verb
def create_superuser(username, email=None, password=None, **fields):
    return describe(get_user_model().objects.create_superuser(username, email, password, **fields))


@verb
def get_user(username):
    model = get_user_model()
    user = model.objects.filter(**{model.USERNAME_FIELD: username}).first()
    return describe(user) if user else None


@verb
def set_fields(username, **fields):
    user = find(username)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields))
    return describe(user)


@verb
def delete_user(username):
    return find(username).delete()[0]


@verb
def set_password(username, password):
    user = find(username)
    user.set_password(password)
    user.save()
    return user.password


@verb
def check_password(username, password):
    return find(username).check_password(password)


@verb
def authenticate(username, password):
    """The name of the user that the configured backends accept, or null."""
    user = auth.authenticate(RequestFactory().post("/"), username=username, password=password)
    return user.get_username() if user else None


# ---- hashes ---------------------------------------------------------------------------------------------------

@verb
def make_password(password, algorithm, salt=None):
    """The encoded hash that the hasher of that name writes."""
    return hashers.make_password(password, salt, algorithm)


@verb
def store_hash(username, encoded):
    """Puts an encoded hash into the row as it is."""
    get_user_model().objects.filter(pk=find(username).pk).update(password=encoded)


@verb
def verify_hash(password, encoded):
    """check_password without a setter: nothing is renewed."""
    return hashers.check_password(password, encoded)


# ---- permissions ----------------------------------------------------------------------------------------------

def permission(name):
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


@verb
def grant(permissions, username=None, group=None):
    """Gives permissions ("auth.add_user") to a user or to a group, which is made if it is not there."""
    rows = [permission(name) for name in permissions]
    if group is not None:
        Group.objects.get_or_create(name=group)[0].permissions.add(*rows)
    else:
        find(username).user_permissions.add(*rows)


@verb
def join_group(username, group):
    find(username).groups.add(Group.objects.get_or_create(name=group)[0])


@verb
def permissions_of(username):
    user = find(username)
    return {"all": sorted(user.get_all_permissions()), "user": sorted(user.get_user_permissions()),
            "group": sorted(user.get_group_permissions())}


@verb
def has_perm(username, permission, module=None):
    user = find(username)
    return {"perm": user.has_perm(permission), "module": user.has_module_perms(module) if module else None}


# ---- reset links ----------------------------------------------------------------------------------------------

@verb
def reset_link(username):
    user = find(username)
    return {"uid": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}


@verb
def reset_check(username, token):
    return default_token_generator.check_token(find(username), token)


# ---- tokens (DJANGO_AUTHTOKEN) --------------------------------------------------------------------------------

@verb
def create_token(username):
    """The key of the user's token as the model makes it; the one there is if there is one."""
    from rest_framework.authtoken.models import Token

    return Token.objects.get_or_create(user=find(username))[0].key


@verb
def token_user(key):
    """Whom REST framework's TokenAuthentication finds behind the key, or its refusal."""
    from rest_framework.authentication import TokenAuthentication
    from rest_framework.exceptions import AuthenticationFailed

    try:
        return TokenAuthentication().authenticate_credentials(key)[0].get_username()
    except AuthenticationFailed as refused:
        return str(refused.detail)


@verb
def drf_create_token(username, reset=False):
    """What the command prints."""
    printed = io.StringIO()
    call_command("drf_create_token", username, reset_token=reset, stdout=printed)
    return printed.getvalue()


# ---- sessions -------------------------------------------------------------------------------------------------

@verb
def login_session(username, backend="django.contrib.auth.backends.ModelBackend"):
    """Logs the user in on a request of its own; the key of the session row that came of it."""
    request = RequestFactory().get("/")
    request.session = session_store()
    auth.login(request, find(username), backend=backend)
    request.session.save()
    return request.session.session_key


@verb
def session_user(session_key):
    """Who request.user is when a browser sends this session key, or null."""
    seen = {}

    def view(request):
        seen["username"] = request.user.get_username() if request.user.is_authenticated else None
        return HttpResponse()

    handler = view
    for path in reversed(settings.MIDDLEWARE):
        handler = import_string(path)(handler)
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = session_key
    handler(request)
    return seen["username"]


@verb
def logout_session(session_key):
    request = RequestFactory().get("/")
    request.session = session_store(session_key)
    request.user = auth.get_user(request)
    auth.logout(request)
    return None


@verb
def session_exists(session_key):
    return session_store().exists(session_key)


@verb
def session_decode(session_key):
    return session_store(session_key).load()


@verb
def session_set(session_key, key, value):
    """Sets one entry and saves. The session key that holds the data now (a new one for null)."""
    store = session_store(session_key)
    store[key] = value
    store.save()
    return store.session_key


@verb
def session_expiry(session_key):
    store = session_store(session_key)
    return {"date": store.get_expiry_date().isoformat(), "age": store.get_expiry_age(),
            "at_browser_close": store.get_expire_at_browser_close()}


@verb
def clearsessions():
    call_command("clearsessions")


# ---- the wire -------------------------------------------------------------------------------------------------

@verb
def client(method, path, headers=None, body="", body_base64=None, enforce_csrf=True, secure=False):
    """One request through the whole handler. `headers` is an object; Cookie is a header like the others."""
    environ = {}
    content_type = "application/octet-stream"
    for name, value in (headers or {}).items():
        if name.lower() == "content-type":
            content_type = value
        else:
            environ["HTTP_" + name.upper().replace("-", "_")] = value
    data = base64.b64decode(body_base64) if body_base64 is not None else body.encode()
    browser = Client(enforce_csrf_checks=enforce_csrf, raise_request_exception=False)
    if "HTTP_COOKIE" in environ:
        browser.cookies.load(environ.pop("HTTP_COOKIE"))
    response = browser.generic(method, path, data, content_type=content_type, secure=secure, **environ)
    text = response.content.decode("utf-8", "replace")
    return {
        "status": response.status_code,
        "headers": {name: value for name, value in response.items()},
        "set_cookie": [morsel.OutputString() for morsel in response.cookies.values()],
        "cookies": {name: morsel.value for name, morsel in response.cookies.items()},
        "body": text,
        "json": response.json() if response.get("Content-Type", "").startswith("application/json") else None,
    }


@verb
def wire(method, target, headers, body_base64):
    """One request as a server hands it over, nothing added and nothing mended: `headers` are pairs, a character for a
    byte, a repeated one joined by commas. Header lines and body of the answer, as they would be sent."""
    path, _, query = target.partition("?")
    body = base64.b64decode(body_base64)
    environ = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
               "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1",
               "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
               "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.multithread": False,
               "wsgi.multiprocess": False, "wsgi.run_once": False}
    for name, value in headers:
        name = name.upper().replace("-", "_")
        name = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else "HTTP_" + name
        environ[name] = environ[name] + "," + value if name in environ else value
    started = {}

    def start_response(status, lines):
        started.update(status=int(status.split()[0]), headers=lines)

    response = HANDLER(environ, start_response)
    content = b"".join(response)
    response.close()
    started["length"] = len(content)
    started["body_base64"] = base64.b64encode(b"" if method == "HEAD" else content).decode()
    return started


@verb
def csrf(cookie=None):
    """A token for the browser that holds this CSRF cookie (null: a new one): {"cookie", "token"}."""
    answer = client("GET", "/csrf/", {"Cookie": "%s=%s" % (settings.CSRF_COOKIE_NAME, cookie)} if cookie else None)
    return {"cookie": answer["cookies"].get(settings.CSRF_COOKIE_NAME, cookie), "token": answer["json"]["token"]}


@verb
def csrf_check(cookie, token, header=True):
    """Whether Django's middleware lets a POST with this cookie and token (as header or form field) through."""
    headers = {"Cookie": "%s=%s" % (settings.CSRF_COOKIE_NAME, cookie)}
    body = ""
    if header:
        headers["X-CSRFToken"] = token
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = "csrfmiddlewaretoken=" + token
    return client("POST", "/guarded/", headers, body)["status"] == 200


# ---- the schema -----------------------------------------------------------------------------------------------

@verb
def migrate(app=None, level=None):
    arguments = [part for part in (app, level) if part]
    call_command("migrate", *arguments, interactive=False, verbosity=0)


@verb
def migrate_plan():
    """What `migrate --plan` prints, as lines without the heading; empty: nothing to do."""
    printed = io.StringIO()
    call_command("migrate", plan=True, stdout=printed, no_color=True)
    lines = [line.strip() for line in printed.getvalue().splitlines()]
    return [line for line in lines if line not in ("Planned operations:", "No planned migration operations.")]


@verb
def makemigrations_needed():
    """Whether Django finds its models different from its own migrations (says that the site itself is whole)."""
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        return True
    return False


@verb
def counts():
    """The number of rows of every table that a model of the site has, and of django_migrations."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | {"django_migrations"}
    present = set(connection.introspection.table_names())
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables & present):
            cursor.execute("SELECT count(*) FROM " + connection.ops.quote_name(table))
            found[table] = cursor.fetchone()[0]
    return found


@verb
def versions():
    import django

    return {"django": django.get_version(), "engine": connection.vendor}


@verb
def dumpdata(path, labels, natural=False, form="json"):
    """Writes what `manage.py dumpdata` writes."""
    call_command("dumpdata", *labels, format=form, indent=2 if form == "json" else None, output=path,
                 use_natural_foreign_keys=natural, use_natural_primary_keys=natural)
