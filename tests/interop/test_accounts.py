"""Accounts beside a real Django on one database: hashes, sessions of every engine that can be shared, CSRF secrets in
sessions, permissions, reset links. Each in both directions, for Django's own user model and for one with UUID keys."""

import os
import time
import unittest
from datetime import datetime
from zoneinfo import ZoneInfo

from narvi_process import Narvi, NarviVerbs
from places import Places, narvi_migrate, on_both_engines

# With costs that a test can pay; the formats do not depend on them.
SALTED = ("pbkdf2_sha256", "pbkdf2_sha1", "argon2", "bcrypt_sha256", "bcrypt", "md5", "sha1")
OLD = ("unsalted_md5", "unsalted_sha1", "crypt")
HASHERS = ("PBKDF2PasswordHasher,PBKDF2SHA1PasswordHasher,Argon2PasswordHasher,BCryptSHA256PasswordHasher,"
           "BCryptPasswordHasher,MD5PasswordHasher,SHA1PasswordHasher,UnsaltedMD5PasswordHasher,"
           "UnsaltedSHA1PasswordHasher,CryptPasswordHasher")
PASSWORDS = ("correct horse", "l\u00e8tmein", "", " both ends ", "\u4e2d\u6587\U0001f600", "x" * 100)

MEMBERS = {
    "USERS_TABLE": "members_member", "USERS_ID_TYPE": "uuid", "USERS_USERNAME_FIELD": "email",
    "USERS_FIRST_NAME_FIELD": "", "USERS_LAST_NAME_FIELD": "", "USERS_LINK_FIELD": "member_id",
    "USERS_INSERT_DEFAULTS": "full_name=,plan=free",
}


class Beside(Places):
    """Narvi and Django on one database; `members`: the site has a user model of its own."""

    members = False

    def setUp(self):
        self.place = self.new_place()
        if self.members:
            self.new_django()("migrate")  # the site's own tables are its own business
            self.name, self.settings = "kim@example.org", dict(MEMBERS)
        else:
            narvi_migrate(self.place)
            self.name, self.settings = "kim", {}

    def new_django(self, **environment):
        if self.members:
            environment["DJANGO_MEMBERS"] = "1"
        return self.new_peer(self.place, **environment)

    def new_narvi(self, **settings):
        peer = NarviVerbs(self.place.url, **dict(self.settings, **settings))
        self.addCleanup(peer.close)
        return peer

    def new_server(self, **settings):
        server = Narvi(self.place.url, **dict(self.settings, **settings))
        self.addCleanup(server.close)
        return server.start()

    def sides(self, django=None, narvi=None):
        """Both directions: who makes, who checks."""
        ours, theirs = narvi or self.new_narvi(), django or self.new_django()
        return (("django makes", theirs, ours), ("narvi makes", ours, theirs))


class Hashes(Beside):
    def test_every_hash_of_one_side_verifies_on_the_other(self):
        django = self.new_django(DJANGO_HASHERS=HASHERS)
        narvi = self.new_narvi(AUTH_PASSWORD_HASHERS=HASHERS)
        for direction, maker, checker in self.sides(django, narvi):
            for algorithm in SALTED + OLD:
                for password in PASSWORDS[:2] if algorithm in SALTED[:5] else PASSWORDS:
                    with self.subTest(direction, algorithm=algorithm, password=password):
                        encoded = maker("make_password", password=password, algorithm=algorithm)
                        self.assertTrue(checker("verify_hash", password=password, encoded=encoded), encoded)
                        self.assertFalse(checker("verify_hash", password="?" + password, encoded=encoded), encoded)

    def test_an_old_hash_is_renewed_at_login_and_both_sides_know_the_new_one(self):
        django = self.new_django(DJANGO_HASHERS=HASHERS)
        narvi = self.new_narvi(AUTH_PASSWORD_HASHERS=HASHERS)
        django("create_user", username=self.name, password="first")
        for direction, old, new in self.sides(django, narvi):
            for algorithm in ("md5", "unsalted_sha1", "crypt", "bcrypt"):
                with self.subTest(direction, algorithm=algorithm):
                    old("store_hash", username=self.name,
                        encoded=old("make_password", password="a secret", algorithm=algorithm))
                    self.assertIsNone(new("authenticate", username=self.name, password="no secret"))
                    self.assertEqual(new("authenticate", username=self.name, password="a secret"), self.name)
                    encoded = old("get_user", username=self.name)["password"]
                    self.assertTrue(encoded.startswith("pbkdf2_sha256$260000$"), encoded)
                    self.assertEqual(old("authenticate", username=self.name, password="a secret"), self.name)

    def test_logins_on_both_sides_leave_a_current_hash_and_all_sessions_alone(self):
        django = self.new_django()
        django("create_user", username=self.name, password="a longer secret")
        encoded = django("get_user", username=self.name)["password"]
        session = django("login_session", username=self.name)
        server = self.new_server()
        mine = server.login(self.name, "a longer secret").cookies["sessionid"]
        self.assertEqual(django("authenticate", username=self.name, password="a longer secret"), self.name)
        self.assertEqual(django("get_user", username=self.name)["password"], encoded)
        self.assertEqual(django("session_user", session_key=session), self.name)
        self.assertEqual(django("session_user", session_key=mine), self.name)
        self.assertTrue(server.session_lives(session))

    def test_a_hash_that_costs_more_than_ours_is_not_made_cheaper(self):
        django = self.new_django()
        django("create_user", username=self.name, password="a longer secret")
        strong = self.new_narvi(AUTH_PBKDF2_ITERATIONS="300000")("make_password", password="a longer secret",
                                                                 algorithm="pbkdf2_sha256")
        self.assertTrue(strong.startswith("pbkdf2_sha256$300000$"))
        django("store_hash", username=self.name, encoded=strong)
        session = django("login_session", username=self.name)
        server = self.new_server()
        self.assertEqual(server.login(self.name, "a longer secret").status, 200)
        self.assertEqual(django("get_user", username=self.name)["password"], strong)
        self.assertEqual(django("session_user", session_key=session), self.name)


class Permissions(Beside):
    def test_what_one_side_grants_the_other_sees(self):
        django, narvi = self.new_django(), self.new_narvi()
        for direction, giver, seer in self.sides(django, narvi):
            name = self.name.replace("kim", "kim-" + direction.split()[0])
            group = "editors of " + direction
            with self.subTest(direction):
                giver("create_user", username=name, password="a longer secret")
                giver("grant", username=name, permissions=["auth.view_group"])
                giver("grant", group=group, permissions=["auth.change_group", "auth.view_group"])
                giver("join_group", username=name, group=group)
                expected = {"all": ["auth.change_group", "auth.view_group"], "user": ["auth.view_group"],
                            "group": ["auth.change_group", "auth.view_group"]}
                self.assertEqual(giver("permissions_of", username=name), expected)
                self.assertEqual(seer("permissions_of", username=name), expected)
                for permission, module in (("auth.view_group", "auth"), ("auth.delete_group", "sessions")):
                    question = {"username": name, "permission": permission, "module": module}
                    self.assertEqual(seer("has_perm", **question), giver("has_perm", **question), question)

    def test_inactive_users_have_none_and_superusers_all(self):
        django, narvi = self.new_django(), self.new_narvi()
        django("create_user", username=self.name, password="a longer secret")
        django("grant", username=self.name, permissions=["auth.view_group"])
        django("set_fields", username=self.name, is_active=False)
        self.assertEqual(narvi("permissions_of", username=self.name), {"all": [], "user": [], "group": []})
        django("set_fields", username=self.name, is_active=True, is_superuser=True)
        theirs = django("permissions_of", username=self.name)
        self.assertGreater(len(theirs["all"]), 10)
        self.assertEqual(narvi("permissions_of", username=self.name), theirs)
        for permission in ("auth.view_group", "no.such_thing"):
            question = {"username": self.name, "permission": permission, "module": "no"}
            self.assertEqual(narvi("has_perm", **question), django("has_perm", **question))


class ResetLinks(Beside):
    def check(self, django, narvi):
        django("create_user", username=self.name, password="a longer secret")
        for direction, maker, checker in self.sides(django, narvi):
            with self.subTest(direction):
                link = maker("reset_link", username=self.name)
                self.assertEqual(link["uid"], checker("reset_link", username=self.name)["uid"])
                self.assertTrue(checker("reset_check", username=self.name, token=link["token"]), link)
                self.assertFalse(checker("reset_check", username=self.name, token=link["token"] + "0"), link)
                django("login_session", username=self.name)  # another last_login
                changed = checker("reset_check", username=self.name, token=link["token"])
                time.sleep(1.1)  # last_login counts in whole seconds
                django("login_session", username=self.name)
                self.assertFalse(checker("reset_check", username=self.name, token=link["token"]), changed)
                link = maker("reset_link", username=self.name)
                checker("set_password", username=self.name, password="another secret")
                self.assertFalse(maker("reset_check", username=self.name, token=link["token"]), link)

    def test_in_utc(self):
        self.check(self.new_django(), self.new_narvi())

    def test_in_another_zone(self):
        self.check(self.new_django(DJANGO_TIME_ZONE="America/Chicago"),
                   self.new_narvi(COMPAT_TIME_ZONE="America/Chicago"))

    def test_in_another_zone_without_aware_times(self):
        django = self.new_django(DJANGO_TIME_ZONE="America/Chicago", DJANGO_USE_TZ="0")
        narvi = self.new_narvi(COMPAT_TIME_ZONE="America/Chicago", COMPAT_USE_TZ="false")
        self.check(django, narvi)
        # Django tells the time on the wall, we tell the instant.
        ours = datetime.fromisoformat(narvi("get_user", username=self.name)["last_login"])
        theirs = datetime.fromisoformat(django("get_user", username=self.name)["last_login"])
        self.assertEqual(ours, theirs.replace(tzinfo=ZoneInfo("America/Chicago")))


class Sessions(Beside):
    def test_signed_cookies(self):
        django = self.new_django(DJANGO_SESSION_ENGINE="signed_cookies")
        django("create_user", username=self.name, password="a longer secret")
        server = self.new_server(SESSIONS_ENGINE="signed_cookies")
        mine = server.login(self.name, "a longer secret").cookies["sessionid"]
        self.assertEqual(django("session_user", session_key=mine), self.name)
        self.assertTrue(server.session_lives(django("login_session", username=self.name)))
        self.assertEqual(self.place.rows("SELECT count(*) FROM django_session")[0][0], 0)

    def test_cached_rows_are_the_rows_of_django(self):
        django = self.new_django()
        django("create_user", username=self.name, password="a longer secret")
        server = self.new_server(SESSIONS_ENGINE="cached_db")
        session = django("login_session", username=self.name)
        self.assertTrue(server.session_lives(session))
        django("logout_session", session_key=session)
        time.sleep(0.2)  # the bound of [sessions] cached_db_milliseconds
        self.assertFalse(server.session_lives(session))
        mine = server.login(self.name, "a longer secret").cookies
        self.assertEqual(django("session_user", session_key=mine["sessionid"]), self.name)
        self.assertEqual(server.logout(mine["sessionid"], mine["csrftoken"]).status, 200)
        self.assertIsNone(django("session_user", session_key=mine["sessionid"]))

    def test_csrf_secrets_in_sessions(self):
        django = self.new_django(DJANGO_CSRF_USE_SESSIONS="1")
        django("create_user", username=self.name, password="a longer secret")
        server = self.new_server(CSRF_USE_SESSIONS="true")
        answer = server.login(self.name, "a longer secret")
        self.assertNotIn("csrftoken", answer.cookies)
        session = answer.cookies["sessionid"]
        token = django("session_decode", session_key=session)["_csrftoken"]
        self.assertEqual(server.logout(session).status, 403)
        headers = {"Cookie": "sessionid=" + session, "X-CSRFToken": token}
        self.assertEqual(django("client", method="POST", path="/guarded/", headers=headers)["status"], 200)
        self.assertEqual(django("client", method="POST", path="/guarded/",
                                headers=dict(headers, **{"X-CSRFToken": token[::-1]}))["status"], 403)
        self.assertEqual(server.request("DELETE", "/auth-session/", headers).status, 200)


class Users(Beside):
    def test_users_made_here_are_users_there(self):
        django, narvi = self.new_django(), self.new_narvi()
        made = narvi("create_user", username=self.name, email="Kim@Example.ORG", password="a longer secret")
        theirs = django("get_user", username=self.name)
        for field in ("id", "username", "email", "is_active", "is_staff", "is_superuser", "last_login", "groups"):
            self.assertEqual(made[field], theirs[field], field)
        self.assertEqual(django("authenticate", username=self.name, password="a longer secret"), self.name)

    def test_removal_takes_links_along(self):
        django, narvi = self.new_django(), self.new_narvi()
        django("create_user", username=self.name, password="a longer secret")
        django("grant", username=self.name, permissions=["auth.view_group"])
        django("join_group", username=self.name, group="editors")
        self.assertEqual(narvi("delete_user", username=self.name), 1)
        self.assertIsNone(django("get_user", username=self.name))
        counts = django("counts")
        links = [table for table in counts if table.endswith(("_groups", "_user_permissions"))]
        self.assertEqual(len(links), 2)
        self.assertEqual([counts[table] for table in links], [0, 0])

    def test_migrations_agree(self):
        server = Narvi(self.place.url, **self.settings)
        self.addCleanup(server.close)
        self.assertEqual(server.command("migrate").returncode, 0)
        django = self.new_django()
        # Django records the site's own app, which is none of ours; everything else is done.
        self.assertEqual([step for step in django("migrate_plan") if "members" not in step], [])
        if not self.members:  # whose migration leaves out texts that change no SQL
            self.assertFalse(django("makemigrations_needed"))


class Commands(Beside):
    def setUp(self):
        super().setUp()
        self.narvi = Narvi(self.place.url, **self.settings)
        self.addCleanup(self.narvi.close)
        self.assertEqual(self.run_narvi("migrate").returncode, 0)
        self.django = self.new_django()

    def run_narvi(self, *arguments, **environment):
        return self.narvi.command(*arguments, **environment)

    def ran(self, *arguments, **environment):
        done = self.run_narvi(*arguments, **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_superusers(self):
        options = ["--username", self.name] + ([] if self.members else ["--email", "kim@example.org"])
        self.ran("createsuperuser", "--noinput", *options, DJANGO_SUPERUSER_PASSWORD="a longer secret")
        seen = self.django("get_user", username=self.name)
        self.assertTrue(seen["is_superuser"] and seen["is_staff"] and seen["is_active"])
        self.assertEqual(self.django("authenticate", username=self.name, password="a longer secret"), self.name)
        again = self.run_narvi("createsuperuser", "--noinput", *options, DJANGO_SUPERUSER_PASSWORD="x")
        self.assertEqual(again.returncode, 1)
        self.assertIn("already taken", again.stderr)

    def test_a_users_life(self):
        options = [] if self.members else ["--email", "kim@example.org"]
        self.django("grant", group="editors", permissions=["auth.view_group"])
        self.ran("createuser", "--noinput", "--username", self.name, "--group", "editors", *options,
                 DJANGO_USER_PASSWORD="a longer secret")
        self.assertEqual(self.django("permissions_of", username=self.name)["all"], ["auth.view_group"])
        self.assertIn("editors", self.ran("users", "show", self.name))
        self.assertIn(self.name, self.ran("users", "list", "--active"))
        self.ran("users", "deactivate", self.name)
        self.assertIsNone(self.django("authenticate", username=self.name, password="a longer secret"))
        self.ran("users", "activate", self.name)
        self.assertEqual(self.django("authenticate", username=self.name, password="a longer secret"), self.name)
        self.ran("users", "delete", "--yes", self.name)
        self.assertIsNone(self.django("get_user", username=self.name))

    def test_users_from_a_file(self):
        encoded = self.django("make_password", password="a longer secret", algorithm="bcrypt_sha256")
        column = "email" if self.members else "username"
        path = os.path.join(self.narvi.folder.name, "users.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("%s,password,is_staff,groups\n%s,%s,true,editors\n" % (column, self.name, encoded))
        self.assertEqual(self.run_narvi("import-users", path).returncode, 1, "there is no such group yet")
        self.assertIsNone(self.django("get_user", username=self.name))
        self.ran("import-users", "--create-groups", path)
        seen = self.django("get_user", username=self.name)
        self.assertEqual((seen["password"], seen["is_staff"], seen["groups"]), (encoded, True, ["editors"]))
        self.assertEqual(self.django("authenticate", username=self.name, password="a longer secret"), self.name)


for base in (Hashes, Permissions, ResetLinks, Sessions, Users, Commands):
    for members in (False, True):
        name = base.__name__ + ("OfMembers" if members else "OfUsers")
        on_both_engines(type(name, (base, unittest.TestCase), {"members": members, "__module__": __name__}))
del Beside, Hashes, Permissions, ResetLinks, Sessions, Users, Commands, base
