"""The address the server listens on, taken before anything slow is loaded."""

from __future__ import annotations

import errno
import socket


class PortUnusable(RuntimeError):
    """The server cannot listen there; the message says what to do."""


def bound(host: str, port: int, command: str = "bot serve") -> socket.socket:
    """A socket that holds the address; nobody is answered until the server listens on it.

    ``command`` is what to type again with another port.

    Raises:
        PortUnusable: if the address is taken or not this machine's.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortUnusable(
                f"port {port} is in use. Stop the other program or choose another: "
                f"{command} --port {port + 1}"
            ) from None
        raise PortUnusable(f"cannot listen on {host} port {port}: {error.strerror}.") from None
    return listener
