#!/usr/bin/env python3
"""Between a client and PostgreSQL on a unix socket: loses the COMMIT, or the answer to it, and the connection with it.

Which commits it loses is told beforehand, by number over all connections together, from 1.
"""
import contextlib
import pathlib
import socket
import threading

COMMIT = b"; commit\0"   # the end of the statement that ends a partij


class Proxy:
    def __init__(self, folder: pathlib.Path, server: str, lost_on_the_way: set[int], lost_answers: set[int]):
        folder.mkdir()
        self.folder, self.server = folder, server
        self.lost_on_the_way, self.lost_answers = lost_on_the_way, lost_answers
        self.commits = 0
        self.lost = 0
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(folder / ".s.PGSQL.5432"))
        self.listener.listen()

    def __enter__(self) -> "Proxy":
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)   # wakes accept(), which close() alone does not
        self.listener.close()

    def accept(self) -> None:
        with contextlib.suppress(OSError):   # closed
            while True:
                client, _ = self.listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self.server}/.s.PGSQL.5432")
                answer_is_lost = threading.Event()
                for pump in (self.forth, self.back):
                    threading.Thread(target=pump, args=(client, server, answer_is_lost), daemon=True).start()

    def forth(self, client: socket.socket, server: socket.socket, answer_is_lost: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                if data.endswith(COMMIT):
                    self.commits += 1
                    if self.commits in self.lost_on_the_way:
                        self.lost += 1
                        break
                    if self.commits in self.lost_answers:
                        answer_is_lost.set()
                server.sendall(data)
        hang_up(client, server)

    def back(self, client: socket.socket, server: socket.socket, answer_is_lost: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(1 << 16):
                if answer_is_lost.is_set():   # what the server says now it says after the COMMIT
                    while b"COMMIT\0" not in data and (more := server.recv(1 << 16)):
                        data += more
                    self.lost += b"COMMIT\0" in data
                    break
                client.sendall(data)
        hang_up(client, server)


def hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
