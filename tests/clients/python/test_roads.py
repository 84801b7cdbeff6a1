"""The roads beside the socket, with Python's own HTTP client."""

import http.client
import json
import unittest

from ticker_server import TickerServer


class RoadsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = TickerServer(demo=True)
        cls.addClassCleanup(cls.server.stop)

    def connect(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.web_port, timeout=30)
        self.addCleanup(connection.close)
        return connection

    def test_events_are_read_line_by_line_and_resumed(self):
        connection = self.connect()
        last = None
        for _ in range(3):
            connection.request("GET", "/v1/events?symbols=*", headers={"Last-Event-ID": last} if last else {})
            answer = connection.getresponse()
            self.assertEqual((200, "text/event-stream"), (answer.status, answer.getheader("Content-Type")))
            names = []
            ids = 0
            while ids < 5:
                field, _, value = answer.readline().decode().rstrip("\n").partition(": ")
                if field == "event":
                    names.append(value)
                elif field == "data":
                    json.loads(value)
                elif field == "id":
                    last, ids = value, ids + 1
            connection.close()
            self.assertEqual(["welcome", "subscribed"], names[:2])
            self.assertIn("ticks", names)

    def test_snapshot_is_not_modified_while_nothing_moves(self):
        connection = self.connect()
        path = "/v1/snapshot?symbols=XNAS:AAPL&kinds=status"
        connection.request("GET", path)
        answer = connection.getresponse()
        self.assertIn("ticks", json.loads(answer.read()))
        connection.request("GET", path, headers={"If-None-Match": answer.getheader("ETag")})
        again = connection.getresponse()
        self.assertEqual((304, b""), (again.status, again.read()))

    def test_polls_go_on_from_their_cursor(self):
        connection = self.connect()
        cursor = ""
        positions = []
        for _ in range(5):
            connection.request("GET", f"/v1/poll?symbols=*{cursor}")
            answer = json.loads(connection.getresponse().read())
            positions.append(int(answer["cursor"].split(":")[1]))
            *messages, statement = answer["messages"]
            ticks = [tick for message in messages for tick in message.get("ticks", [])]
            self.assertEqual(statement["delivered"], sum(tick["f"] & 1 == 0 for tick in ticks))
            self.assertEqual(statement["snapshot"], sum(tick["f"] & 1 for tick in ticks))
            self.assertEqual(
                statement["matched"],
                sum(statement[key] for key in ("delivered", "filtered", "discarded", "pending")) + sum(statement["conflated"].values()),
            )
            cursor = f"&from={answer['cursor']}"
        self.assertEqual(sorted(positions), positions)


if __name__ == "__main__":
    unittest.main()
