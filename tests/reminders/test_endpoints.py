"""Which address a push may be sent to."""

import pytest

from backend.reminders.endpoints import is_allowed, is_key

ALLOWED = [
    "https://fcm.googleapis.com/fcm/send/dQw4:APA91b-_x",
    "https://FCM.googleapis.com:443/wp/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://web.push.apple.com/QGuQyavXutnMH",
    "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD%2f",
]
REFUSED = {
    "plain http": "http://fcm.googleapis.com/x",
    "another port": "https://fcm.googleapis.com:8443/x",
    "a user before the host": "https://fcm.googleapis.com@10.0.0.1/x",
    "a password too": "https://a:b@fcm.googleapis.com/x",
    "a host that is not listed": "https://push.example/x",
    "a listed name in front": "https://fcm.googleapis.com.example.org/x",
    "a listed name behind": "https://evilfcm.googleapis.com/x",
    "the bare domain of a pattern": "https://push.apple.com/x",
    "a pattern without its dot": "https://evilpush.apple.com/x",
    "loopback": "https://127.0.0.1/x",
    "decimal": "https://2130706433/x",
    "octal": "https://0177.0.0.1/x",
    "hex": "https://0x7f000001/x",
    "a private address": "https://192.168.1.1/x",
    "where clouds keep keys": "https://169.254.169.254/latest",
    "IPv6": "https://[::1]/x",
    "IPv4 in IPv6": "https://[::ffff:127.0.0.1]/x",
    "a dot at the end": "https://fcm.googleapis.com./x",
    "a name of other letters": "https://fcm.googleapıs.com/x",
    "the same, encoded": "https://xn--fcm-googleapis.com/x",
    "full-width dots": "https://fcm。googleapis。com/x",
    "an escaped host": "https://fcm%2egoogleapis.com/x",
    "a backslash": "https://fcm.googleapis.com\\@10.0.0.1/x",
    "a line break": "https://fcm.googleapis.com/x\r\nHost: a",
    "a line break at the end": "https://fcm.googleapis.com/x\n",
    "a fragment": "https://fcm.googleapis.com/x#y",
    "a file": "file:///etc/passwd",
    "no path": "https://fcm.googleapis.com",
    "nothing": "",
    "too long": "https://fcm.googleapis.com/" + "a" * 1000,
}


@pytest.mark.parametrize("endpoint", ALLOWED)
def test_the_services_of_browsers_may_be_sent_to(endpoint: str):
    assert is_allowed(endpoint)


@pytest.mark.parametrize("name", REFUSED)
def test_no_other_address_may_be_sent_to(name: str):
    assert not is_allowed(REFUSED[name])


def test_an_operator_may_add_a_service():
    assert is_allowed("https://push.example/x", ["push.example"])
    assert is_allowed("https://a.push.example/x", ["*.push.example"])
    assert not is_allowed("https://push.example/x", ["*.push.example"])
    assert not is_allowed("https://127.0.0.1/x", ["127.0.0.1"])  # not even by hand: a number is no name


def test_keys_are_of_the_length_that_browsers_give():
    assert is_key("p256dh", "B" + "a" * 86)
    assert is_key("auth", "a" * 22)
    assert not is_key("auth", "a" * 21)
    assert not is_key("p256dh", "B" * 85 + "+/")
