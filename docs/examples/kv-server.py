# A key-value store over lines. It has a bug: `harness verify docs/examples/kv.ts` finds it.
import socket, sys, threading

store = {}


def answer(line):
    word, _, rest = line.partition(b" ")
    key, _, value = rest.partition(b" ")
    if word == b"SET" and key and value:
        store[key] = value
        return b"OK\n"
    if word == b"GET" and key and not value:
        return b"VALUE " + store[key] + b"\n" if key in store else b"NONE\n"
    return b"ERROR\n"


def serve(connection):
    try:
        while data := connection.recv(4096):
            for line in data.splitlines():
                connection.sendall(answer(line))
    except ConnectionError:
        pass
    connection.close()


listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=128)
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
