"""The first load of an article beside the same words on a page of nhsuk-frontend, by Lighthouse's own rules for phones.

    python -m benchmarks.page_load OUT.json [--quick]

Both are served by the same server with the same middleware, and packed alike. They are loaded in turn; the figures are medians.
Needs Node; without it OUT.json says why, and nothing fails.
"""

import argparse
import http.client
import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from benchmarks import node
from tests.support import machine

PEER = "nhsuk-frontend"
ROUNDS, QUICK_ROUNDS = 5, 1
SECONDS = 120  # one load takes about 15
CHROME = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules='MAP * ~NOTFOUND , EXCLUDE localhost'"),
)
TIMES = {"fcp_ms": "first-contentful-paint", "lcp_ms": "largest-contentful-paint", "tbt_ms": "total-blocking-time", "cls": "cumulative-layout-shift"}


def figures(told: dict[str, Any], body_size: Callable[[str], int]) -> dict[str, float]:
    """What is taken from Lighthouse's JSON. Bytes are those of the bodies as they are sent (`body_size`: of an address), images left out;
    `wire` is what Lighthouse saw of them, heads and all: about 700 bytes for each answer where the connection is HTTP/1.1."""
    scores = {name: 100 * told["categories"][name]["score"] for name in ("performance", "accessibility")}
    times = {name: told["audits"][audit]["numericValue"] for name, audit in TIMES.items()}
    sent = [item for item in told["audits"]["network-requests"]["details"]["items"] if came(item)]
    scripts = [item["url"] for item in sent if item.get("resourceType") == "Script"]
    sizes = {item["url"]: body_size(item["url"]) for item in sent}
    weight = {"bytes": sum(sizes.values()), "script_bytes": sum(sizes[url] for url in scripts), "wire": sum(item["transferSize"] for item in sent)}
    return scores | times | weight | {"requests": len(sent)}


def came(item: dict[str, Any]) -> bool:
    """Whether a request of Lighthouse's list brought something that is no image."""
    is_image = item.get("resourceType") == "Image" or str(item.get("mimeType", "")).startswith("image/")
    return bool(item.get("transferSize")) and not is_image


def body_size(port: int, address: str) -> int:
    """Bytes of the body as this server sends it packed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", urlsplit(address).path, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    size = len(connection.getresponse().read())
    connection.close()
    return size


def failed_audits(told: dict[str, Any]) -> list[str]:
    """What keeps accessibility from 100."""
    weighed = [ref["id"] for ref in told["categories"]["accessibility"]["auditRefs"] if ref["weight"]]
    return [name for name in weighed if told["audits"][name]["score"] == 0]


def medians(rounds: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
    return {name: {key: median(one[key] for one in lines) for key in lines[0]} for name, lines in rounds.items()}


def lighthouse(found: str, packages: Path, address: str, folder: Path) -> dict[str, Any]:
    out = folder / "lighthouse.json"
    command = [found, str(packages / "lighthouse" / "cli" / "index.js"), address, "--output=json", f"--output-path={out}", "--quiet"]
    command += ["--only-categories=performance,accessibility", "--no-enable-error-reporting", f"--chrome-flags={' '.join(CHROME)}"]
    env = {**os.environ, "CHROME_PATH": machine.chromium() or ""}
    for tries_left in (1, 0):  # a browser that does not start on a busy machine is asked once more
        done = subprocess.run(command, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS, check=False)
        told: dict[str, Any] = json.loads(out.read_text()) if out.exists() else {}
        out.unlink(missing_ok=True)
        if not done.returncode and told and not told.get("runtimeError"):
            return told
        print(f"Lighthouse could not load {address}{', once more' if tries_left else ''}", flush=True)
    raise RuntimeError(f"Lighthouse could not load {address}: {told.get('runtimeError') or done.stderr[-2000:]}")


def measure(load: Callable[[str, Path], dict[str, Any]], size: Callable[[str], int], addresses: dict[str, str], rounds: int) -> dict[str, Any]:
    """`load`: an address and a folder to work in → Lighthouse's JSON."""
    lines: dict[str, list[dict[str, float]]] = {name: [] for name in addresses}
    failed: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="stride-lighthouse-") as folder:
        for number in range(rounds):
            for name in list(addresses)[:: -1 if number % 2 else 1]:
                told = load(addresses[name], Path(folder))
                lines[name].append(figures(told, size))
                failed[name] = failed_audits(told)
    return {"rounds_of": rounds, "medians": medians(lines), "failed": failed, "rounds": lines}


def run(rounds: int) -> dict[str, Any]:
    try:
        found = node.find()
        packages = node.packages()
    except node.NoNode as reason:
        return {"left_out": str(reason)}
    from benchmarks import peer_page  # starts Django, which takes a moment
    from benchmarks.server import serving

    peer_page.lay_out(packages)
    with serving() as server:
        home = f"http://localhost:{server.port}"
        addresses = {"Stride": home + peer_page.ARTICLE, PEER: f"{home}/peer/page.html"}
        result = measure(partial(lighthouse, found, packages), cache(partial(body_size, server.port)), addresses, rounds)
    return {"article": peer_page.ARTICLE, "versions": versions(packages)} | result


def versions(packages: Path) -> dict[str, str]:
    return {name: json.loads((packages / name / "package.json").read_text())["version"] for name in ("lighthouse", "nhsuk-frontend")}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_load")
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true", help="one load of each instead of five")
    chosen = parser.parse_args()
    chosen.out.write_text(json.dumps(run(QUICK_ROUNDS if chosen.quick else ROUNDS), indent=1))


if __name__ == "__main__":
    main()
