"""A push service on this machine: 201 after 50 ms, as one far away. Prints its port."""

import asyncio

from aiohttp import web


async def push(request: web.Request) -> web.Response:
    await request.read()
    await asyncio.sleep(0.05)
    return web.Response(status=201)


async def main() -> None:
    app = web.Application()
    app.router.add_post("/{name}", push)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
