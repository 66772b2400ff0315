"""The line to the outside: who gets a turn, what an answer or a silence means, and whom it never talks to."""

import datetime as dt
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from backend.reminders.transports import posting
from backend.reminders.transports.base import Address, Deadline, Job, Outcome
from backend.reminders.transports.dialling import is_public
from backend.reminders.transports.posting import begin
from backend.reminders.transports.talk import Answer, Request


def job(url):
    return Job(1, None, Address(url))


def talk(job):
    answer = yield Request(job.address.to, ["X-Said: yes"], b"hello")
    return Outcome("sent" if answer.status == 201 else "failed", str(answer.status), answer.wait)


def post(*urls, say=talk, deadline=None, **options):
    return begin([job(url) for url in urls], say, deadline or Deadline(30), **{"public_only": False} | options)


@pytest.fixture
def fresh(monkeypatch):
    """A line of this test's own."""
    monkeypatch.setattr(posting, "_lines", {})
    yield
    for line in posting._lines.values():
        line.close()


class Raw:
    """A server that says `words`, whatever it is asked, and then hangs up."""

    def __init__(self, words, tls=None):
        self.words, self.tls = words, tls
        self.connections = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self):
        return self.socket.getsockname()[1]

    def _serve(self):
        while True:
            try:
                found, _from = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            try:
                if self.tls:
                    found = self.tls.wrap_socket(found, server_side=True)
                found.recv(65536)
                found.sendall(self.words)
            except OSError:
                pass
            found.close()


@pytest.fixture
def raw(fresh):
    made = []

    def serve(words, tls=None):
        made.append(Raw(words, tls))
        return made[-1]

    yield serve
    for one in made:
        one.socket.close()


def test_outcomes_come_in_the_order_of_the_jobs(fresh, service):
    found = post(*(f"{service.url}/{code}/{number}" for number, code in enumerate((201, 410, 201, 500)))).result(10)
    assert [outcome.code for outcome in found] == ["201", "410", "201", "500"]


def test_no_jobs_are_done_at_once():
    assert post().result(0) == []


def test_a_talk_may_ask_again_after_an_answer(fresh, service):
    def twice(job):
        first = yield Request(job.address.to, [], b"one")
        second = yield Request(job.address.to, [], b"two")
        return Outcome("sent", f"{first.status} {second.status}")

    service.said["/201/a"] = ["413"]
    assert post(f"{service.url}/201/a", say=twice).result(10) == [Outcome("sent", "413 201")]
    assert [body for _path, _headers, body in service.got] == [b"one", b"two"]


def test_a_mistake_in_one_talk_harms_no_other(fresh, service):
    def broken(job):
        answer = yield Request(job.address.to, [], b"")
        if job.address.to.endswith("b"):
            raise ValueError
        return Outcome("sent", str(answer.status))

    assert post(f"{service.url}/201/a", f"{service.url}/201/b", say=broken).result(10) == [Outcome("sent", "201"), Outcome("failed", "ValueError")]


def test_a_fault_of_a_way_is_told_to_whoever_waits_and_to_nobody_else(fresh, service):
    def broken(job):
        yield Request(job.address.to, [], b"")
        raise KeyError

    service.said["/201/a"] = ["hang"]
    other, own = post(f"{service.url}/201/a"), post(f"{service.url}/201/b", say=broken)
    with pytest.raises(KeyError):
        own.result(5)
    service.stop.set()
    assert other.result(5) == [Outcome("retry", "hung_up")]


def test_one_batch_is_written_at_a_time_and_all_of_them_go_out(fresh, service):
    at_once, most, outcomes = 0, 0, []

    def slowly(job):
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.02)  # lets go of the interpreter, as encrypting does
        at_once -= 1
        answer = yield Request(job.address.to, [], b"hello")
        return Outcome("sent", str(answer.status))

    threads = [threading.Thread(target=lambda: outcomes.append(post(f"{service.url}/201/a", f"{service.url}/201/b", say=slowly).result(10))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (most, [[one.kind for one in found] for found in outcomes]) == (1, [["sent", "sent"]] * 4)


def test_what_had_no_turn_before_the_deadline_is_unsent(fresh, service):
    assert post(f"{service.url}/201/a", deadline=Deadline(0)).result(10)[0].kind == "unsent"
    assert service.got == []


def test_no_more_than_so_many_are_in_flight(fresh, service, monkeypatch):
    monkeypatch.setattr(posting, "IN_FLIGHT", 2)
    service.said = {f"/201/{number}": ["hang"] for number in range(2)}
    found = post(*(f"{service.url}/201/{number}" for number in range(4)))
    time.sleep(0.3)
    assert sorted(service.paths()) == ["/201/0", "/201/1"]
    service.stop.set()
    assert [outcome.kind for outcome in found.result(10)] == ["retry", "retry", "sent", "sent"]


def test_one_that_hangs_gives_its_turn_away(fresh, service, monkeypatch):
    monkeypatch.setattr(posting, "IN_FLIGHT", 1)
    monkeypatch.setattr(posting, "PATIENCE_S", 0.1)
    hanging = post(f"{service.url}/hang/a")
    assert post(f"{service.url}/201/b").result(5)[0].kind == "sent"
    assert not hanging.done()
    service.stop.set()
    assert hanging.result(5) == [Outcome("retry", "hung_up")]


def test_and_keeps_its_socket(fresh, service, monkeypatch):
    monkeypatch.setattr(posting, "MOST_SOCKETS", 1)
    monkeypatch.setattr(posting, "PATIENCE_S", 0.05)
    post(f"{service.url}/hang/a")
    behind = post(f"{service.url}/201/b")
    time.sleep(0.3)
    assert not behind.done()
    service.stop.set()
    assert behind.result(5)[0].kind == "sent"


def test_of_a_batch_that_was_cancelled_nothing_more_goes_out(fresh, service, monkeypatch):
    monkeypatch.setattr(posting, "IN_FLIGHT", 1)
    first = post(f"{service.url}/hang/a", f"{service.url}/201/b")
    while not service.got:
        time.sleep(0.01)
    first.cancel()
    service.stop.set()
    assert post(f"{service.url}/201/c").result(5)[0].kind == "sent"
    assert service.paths() == ["/hang/a", "/201/c"]


def test_a_connection_serves_the_next_batch(fresh, service):
    ports = set()
    take = service.server.process_request
    service.server.process_request = lambda request, address: (ports.add(address[1]), take(request, address))
    for name in "abc":
        post(f"{service.url}/201/{name}").result(10)
    assert len(ports) == 1


def test_a_line_that_rests_hangs_up_and_sends_again(fresh, service, monkeypatch):
    monkeypatch.setattr(posting, "KEPT_OPEN_S", 0.05)
    post(f"{service.url}/201/a").result(10)
    before = posting.the_line(public_only=False).multi
    time.sleep(0.3)
    assert post(f"{service.url}/201/b").result(10)[0].kind == "sent"
    assert posting.the_line(public_only=False).multi is not before


def test_a_fault_of_the_line_is_told_to_whoever_waits_and_it_goes_on(fresh, service, monkeypatch):
    monkeypatch.setattr(posting, "dial", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        post(f"{service.url}/201/a").result(5)
    monkeypatch.undo()
    assert post(f"{service.url}/201/b").result(5)[0].kind == "sent"


# ---- What comes back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"", ("retry", "hung_up")),
        (b"\x00\xff\r\n\r\n", ("retry", "curl_1")),
        (b"HTTP/9.9 two hundred\r\n\r\n", ("retry", "curl_1")),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 9000000000\r\n\r\n", ("sent", "201")),
        (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1000\r\n" + 4096 * b"x" + b"\r\n" * 2, ("sent", "201")),
        (b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n", ("failed", "307")),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhe", ("retry", "curl_18")),
    ],
)
def test_an_odd_answer_means_what_it_means(raw, words, expected):
    (found,) = post(f"http://127.0.0.1:{raw(words).port}/").result(10)
    assert (found.kind, found.code) == expected


def test_an_answer_that_never_ends_is_left(raw, monkeypatch):
    monkeypatch.setattr(posting, "TOTAL_S", 0.3)
    slow = socket.create_server(("127.0.0.1", 0))
    assert post(f"http://127.0.0.1:{slow.getsockname()[1]}/").result(5) == [Outcome("retry", "timeout")]
    slow.close()


def test_a_port_where_nobody_listens_and_a_name_that_nobody_has_are_passing_trouble(fresh):
    found = post("http://127.0.0.1:9/", "http://nobody.invalid/").result(20)
    assert [(one.kind, one.code) for one in found] == [("retry", "no_connection"), ("retry", "no_such_host")]


@pytest.mark.parametrize("url", ["", "http://", "http://[::1/", "http://a b/"])
def test_what_is_no_address_is_no_passing_trouble(fresh, url):
    assert post(url).result(5) == [Outcome("failed", "address")]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/"])
def test_nothing_but_http_is_spoken(fresh, url):
    assert post(url).result(5)[0].kind != "sent"


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ([b"Retry-After: 120"], 120.0),
        ([b"retry-after:7 "], 7.0),
        ([b"Retry-After: 99999999999999999999"], 900.0),
        ([b"Date: Sun, 22 Nov 2026 10:00:00 GMT", b"Retry-After: Sun, 22 Nov 2026 10:01:30 GMT"], 90.0),
        ([b"Date: Sun, 22 Nov 2026 10:00:00 GMT", b"Retry-After: Sun, 22 Nov 2026 09:00:00 GMT"], 0.0),
        ([b"Retry-After: soon"], None),
        ([b"Retry-After: \xb2"], None),
        ([b"Retry-After"], None),
        ([], None),
    ],
)
def test_retry_after_is_a_number_or_a_date_beside_the_answers_own(lines, seconds):
    assert Answer(429, lines).wait == seconds


# ---- Whom it never talks to -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "64:ff9b::101:101"])
def test_an_address_of_the_open_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"),
        *("", "localhost", "1.1.1", "2130706433"),
    ],
)
def test_any_other_is_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_our_own_network_is_not_dialled(fresh, service, host):
    port = service.url.rpartition(":")[2]
    assert post(f"http://{host}:{port}/201/a", public_only=True).result(10)[0].kind == "retry"
    assert service.got == []


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_not_used(fresh, service, monkeypatch, name):
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(f"{service.url}/201/a").result(10)[0].kind == "sent"


# ---- Certificates ---------------------------------------------------------------------------------------------------


@pytest.fixture
def secure(tmp_path, raw):
    """A server of 127.0.0.1 with a certificate that only `tmp_path/cert.pem` vouches for."""
    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([]), dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - dt.timedelta(days=1), now + dt.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    return raw(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", tls=context)


def test_a_certificate_that_nobody_vouches_for_is_refused(secure):
    assert post(f"https://localhost:{secure.port}/").result(10) == [Outcome("retry", "certificate")]


def test_a_certificate_that_the_operator_trusts_is_taken(secure, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    assert post(f"https://localhost:{secure.port}/").result(10)[0].kind == "sent"


def test_and_not_for_another_name(secure, tmp_path, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    assert post(f"https://127.0.0.1:{secure.port}/").result(10) == [Outcome("retry", "certificate")]


def test_a_server_that_speaks_no_tls_is_passing_trouble(raw):
    assert post(f"https://127.0.0.1:{raw(b'220 mail').port}/").result(10) == [Outcome("retry", "tls")]
