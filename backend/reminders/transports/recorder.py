"""Carries nothing and remembers everything: for tests."""

from collections.abc import Sequence

from backend.reminders.transports.base import AtOnce, Deadline, Job, Outcome


class Recorder(AtOnce):
    """`answers`: the outcome of each job in turn; the last one stands for all that follow."""

    def __init__(self, name: str = "push", *answers: Outcome) -> None:
        self.name = name
        self.jobs: list[Job] = []
        self.answers = list(answers) or [Outcome("sent", "201")]

    def send_all(self, jobs: Sequence[Job], deadline: Deadline) -> list[Outcome]:
        self.jobs += jobs
        return [self.answers.pop(0) if len(self.answers) > 1 else self.answers[0] for _job in jobs]
