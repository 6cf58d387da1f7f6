"""Serve the dashboard while nothing may leave the machine: whatever tries is refused and written down."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def guard(record: Path) -> None:
    """Refuse connections and look-ups of names that are not of this machine, and write them down."""

    def checked(connect: Callable[..., Any]) -> Callable[..., Any]:
        def connecting(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
                refuse(address)
            return connect(self, address)

        return connecting

    def looking_up(host: Any, *rest: Any, **options: Any) -> Any:
        if host not in (None, "localhost", "127.0.0.1", "::1"):
            refuse(host)
        return look_up(host, *rest, **options)

    def refuse(what: Any) -> None:
        with record.open("a", encoding="utf-8") as file:
            file.write(f"{what}\n")
        raise OSError(f"{what} is not on this machine")

    look_up = socket.getaddrinfo
    plain: Any = socket.socket
    plain.connect, plain.connect_ex = checked(plain.connect), checked(plain.connect_ex)
    socket.getaddrinfo = looking_up


if __name__ == "__main__":
    guard(Path(sys.argv[1]))
    from balkansim.cli.show import dashboard as command

    command.main(sys.argv[2:], standalone_mode=False)
