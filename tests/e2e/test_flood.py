"""More logins than the hash pool takes: answered or sent away, and nothing else suffers."""

import threading
import unittest

from program import Program


class Flood(unittest.TestCase):
    def test_a_short_queue(self):
        narvi = Program(AUTH_HASH_THREADS="1", AUTH_HASH_QUEUE="2", AUTH_PBKDF2_ITERATIONS="100000").with_metrics()
        self.addCleanup(narvi.close)
        narvi.start()
        answers = []
        clients = [threading.Thread(target=lambda: answers.append(narvi.login("alice", "wonderland")))
                   for _ in range(40)]
        for client in clients:
            client.start()
        while any(client.is_alive() for client in clients):
            self.assertEqual(narvi.request("GET", "/healthz").status, 200)
        for client in clients:
            client.join()
        self.assertEqual(len(answers), 40)
        self.assertEqual({answer.status for answer in answers}, {200, 503})
        for answer in answers:
            self.assertEqual(answer.headers["Retry-After"] is not None, answer.status == 503)
            self.assertEqual("sessionid" in answer.cookies, answer.status == 200)
        self.assertGreater(narvi.metrics()["narvi_hash_refused_total"], 0)
        self.assertEqual(narvi.login("alice", "wonderland").status, 200)
        self.assertEqual(narvi.stop(), 0)


if __name__ == "__main__":
    unittest.main()
