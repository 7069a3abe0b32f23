"""Two programs share limits through one Redis: together they let through what one may, and no more."""

import threading
import unittest

from program import Program, wait_for
from redis_server import RedisServer, running_redis

LIMIT = 20


class SharedLimits(unittest.TestCase):
    def pair(self, redis, **settings):
        """Two programs, each on an SQLite file of its own: only Redis is between them."""
        programs = []
        for _ in range(2):
            narvi = Program(CACHE_URL=redis.url, SYSTEMS_SAV_THROTTLE_CLASSES="account",
                            SYSTEMS_SAV_THROTTLE_RATES="session_login_account=%d/h" % LIMIT, **settings)
            self.addCleanup(narvi.close)
            programs.append(narvi.start())
        return programs

    def test_never_more_than_the_limit(self):
        programs = self.pair(running_redis(self))
        statuses = []

        def attack(narvi):
            for _ in range(LIMIT):
                statuses.append(narvi.login("alice", "a guess").status)

        clients = [threading.Thread(target=attack, args=(narvi,)) for narvi in programs for _ in range(3)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        self.assertEqual(len(statuses), 6 * LIMIT)
        self.assertEqual(statuses.count(400), LIMIT, "exactly the limit reached the password")
        self.assertEqual(statuses.count(429), 5 * LIMIT)
        for narvi in programs:
            refused = narvi.login("alice", "wonderland")
            self.assertEqual(refused.status, 429)
            self.assertGreater(int(refused.headers["Retry-After"]), 0)
            self.assertEqual(narvi.login("bob", "builder").status, 200)
            self.assertEqual(narvi.stop(), 0)

    def test_redis_goes_and_returns(self):
        redis = running_redis(self)
        programs = self.pair(redis, SYSTEMS_SAV_THROTTLE_FAILURE="fail_closed")
        for narvi in programs:
            self.assertEqual(narvi.login("alice", "wonderland").status, 200)
        redis.kill()
        for narvi in programs:
            for _ in range(5):
                refused = narvi.login("alice", "wonderland")
                self.assertEqual(refused.status, 503, refused.body)
                self.assertGreater(int(refused.headers["Retry-After"]), 0)
            self.assertEqual(narvi.request("GET", "/readyz").status, 200)
            self.assertIn("Redis does not count for us", narvi.log())
        redis.start()
        for narvi in programs:
            wait_for(lambda narvi=narvi: narvi.login("alice", "wonderland").status == 200, "logins are counted again")
            self.assertEqual(narvi.stop(), 0)

    def test_redis_is_not_there_at_the_start(self):
        redis = RedisServer()
        self.addCleanup(redis.close)
        for narvi in self.pair(redis):
            checked = narvi.command("check")
            self.assertEqual(checked.returncode, 1)
            self.assertIn("the counters of [cache] url cannot be reached", checked.stderr)
            self.assertEqual(narvi.request("GET", "/readyz").status, 200)
            self.assertEqual(narvi.login("alice", "wonderland").status, 200, "sav's default is open")
            self.assertEqual(narvi.stop(), 0)
        redis.start()
        narvi = self.pair(redis)[0]
        checked = narvi.command("check")
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_no_password_is_ever_shown(self):
        narvi = Program(CACHE_URL="redis://kim:hush-hush@127.0.0.1:1/0")
        self.addCleanup(narvi.close)
        shown = narvi.command("config")
        self.assertIn("redis://kim:(set)@127.0.0.1:1/0", shown.stdout)
        checked = narvi.command("check")
        narvi.start()
        narvi.stop()
        for text in (shown.stdout, shown.stderr, checked.stdout, checked.stderr, narvi.log()):
            self.assertNotIn("hush", text)


if __name__ == "__main__":
    unittest.main()
