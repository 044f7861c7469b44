"""What locust's users do (benchmarks/load.py starts them): 60 % reads, 25 % matches of distinct enquiries, 15 % writes."""

from __future__ import annotations

import itertools
import json
import os
import random
from pathlib import Path

from locust import HttpUser, between, task

_FOLDER = Path(os.environ["JUHATCHU_LOAD_FOLDER"])
_PLAN = json.loads((_FOLDER / "plan.json").read_text(encoding="utf-8"))
_numbers = itertools.count()
_enquiries = itertools.cycle(_PLAN["enquiries"])
_acknowledged = (_FOLDER / "acknowledged.txt").open("a", encoding="utf-8")


class Coordinator(HttpUser):
    """One signed-in person."""

    wait_time = between(4, 6)

    def on_start(self) -> None:
        number = next(_numbers)
        self._chance = random.Random(number)
        self._made: list[str] = []
        self.client.headers["X-Requested-With"] = "juhatchu"
        login = {"login": f"c{number % _PLAN['people']}", "password": _PLAN["password"]}
        self.client.post("/v1/sign-in", json=login, name="sign-in")

    @task(60)
    def read(self) -> None:
        one = self._chance.randrange(1, _PLAN["suppliers"] + 1)
        paths = [
            f"/v1/suppliers/{one}",
            f"/v1/suppliers/{one}",
            "/v1/suppliers?limit=20&words=旋盤",
            "/v1/orders?limit=20",
            f"/v1/orders/{self._made[-1]}" if self._made else "/v1/me",
        ]
        self.client.get(self._chance.choice(paths), name="read")

    @task(25)
    def match(self) -> None:
        self.client.post("/v1/matches", json={"text": next(_enquiries), "k": 10}, name="match")

    @task(15)
    def write(self) -> None:
        count = next(_numbers)
        fields = {"item": f"シャフト {count}", "processes": "旋削加工、研削"}
        key = {"Idempotency-Key": f"{os.getpid()}-{count}"}
        answer = self.client.post("/v1/orders", json={"fields": fields}, headers=key, name="write")
        if answer.status_code == 201:
            number = answer.json()["number"]
            self._made.append(number)
            _acknowledged.write(f"{number}\n")
            _acknowledged.flush()
