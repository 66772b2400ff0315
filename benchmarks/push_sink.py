"""A push service on this machine: 201 after 50 ms, as one far away. Prints its port. As little work as can be: it shares the cores with the sender."""

import asyncio

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
FAR_AWAY_S = 0.05


class Push(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.read = transport, b""

    def data_received(self, data: bytes) -> None:
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) > 0:
            whole = end + 4 + length(self.read[:end])
            if len(self.read) < whole:
                return
            self.read = self.read[whole:]
            asyncio.get_running_loop().call_later(FAR_AWAY_S, self.transport.write, ANSWER)


def length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Push, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
