"""A wire between a program and its database that can be cut at the worst moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path


class Proxy:
    """Passes bytes both ways; armed, it swallows the next answer to a call and cuts the connection."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.armed = False
        self.cuts = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        server_reader, server_writer = await asyncio.open_unix_connection(self.target)
        await asyncio.gather(self._forward(reader, server_writer), self._answer(server_reader, writer))
        for stream in (writer, server_writer):
            stream.close()
            with suppress(ConnectionError, BrokenPipeError):
                await stream.wait_closed()
        self._tasks.discard(task)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                if self.armed and data.endswith(b"Z\x00\x00\x00\x05I") and b"C\x00\x00\x00" in data:
                    self.armed = False
                    self.cuts += 1
                    break
                writer.write(data)
                await writer.drain()
        writer.close()

    async def settle(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def proxied(socket_folder: str, proxy_folder: Path) -> AsyncIterator[Proxy]:
    """Run a proxy in front of PostgreSQL's socket, under the name that clients look for."""
    proxy = Proxy(f"{socket_folder}/.s.PGSQL.5432")
    server = await asyncio.start_unix_server(proxy.connected, path=str(proxy_folder / ".s.PGSQL.5432"))
    try:
        yield proxy
    finally:
        server.close()
        await proxy.settle()
