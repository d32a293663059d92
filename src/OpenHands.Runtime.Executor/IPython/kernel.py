"""Runs an IPython kernel whose output comes in order and complete, for the executor of OpenHands.Runtime.

Usage: python3 kernel.py CONNECTION_FILE, with the descriptors 1 and 2 on a pipe and these beside them:
3, the reading end of that pipe; 4, where the kernel says that its sockets are there; 5, a pipe that ends with the executor.
"""

import os
import sys

# A file of the workspace named random.py must not keep the kernel from starting, nor this one be imported by the user.
if sys.path and os.path.abspath(sys.path[0] or ".") in (os.path.dirname(os.path.abspath(__file__)), os.getcwd()):
    del sys.path[0]

import array
import codecs
import fcntl
import select
import signal
import termios
import threading

import zmq
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp

CAPTURED, READY, LIFELINE = 3, 4, 5

# Characters in one message at most, and bytes that a pipe can hold at most unless somebody enlarged it.
PIECE = 64 * 1024
PIPE = 1024 * 1024


class Captured:
    """What is written to the descriptors 1 and 2 themselves, by programs, C libraries and os.write: any bytes.

    It is taken from the pipe by a thread, but also whenever Python is about to print or to tell that its output is complete.
    So all output comes in the order of its making, and none after the end of its cell.
    """

    def __init__(self):
        self.lock = threading.RLock()
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.unread = array.array("i", [0])
        self.stream = None

    def begin(self, stream):
        self.stream = stream
        os.register_at_fork(after_in_child=self.leave)
        threading.Thread(target=self.watch, name="captured output", daemon=True).start()

    def leave(self):
        """A fork must not read what belongs to the kernel, and its copy of the lock may be held for ever."""
        self.lock = threading.RLock()
        self.stream = None

    def watch(self):
        poll = select.poll()
        poll.register(CAPTURED, select.POLLIN)
        while True:
            (_, events), *_ = poll.poll()
            if not events & select.POLLIN:
                return
            self.take()

    def take(self):
        if self.stream is None:
            return
        with self.lock:
            taken = 0
            while taken < PIPE:
                fcntl.ioctl(CAPTURED, termios.FIONREAD, self.unread, True)
                if self.unread[0] <= 0:
                    return
                data = os.read(CAPTURED, min(self.unread[0], PIECE))
                taken += len(data)
                self.stream.put(self.decoder.decode(data))


captured = Captured()


class Stream(OutStream):
    """Standard output or error of the kernel, in messages of bounded size."""

    unsent = 0
    written = flushed = None

    def fileno(self):
        return 2 if self.name == "stderr" else 1

    def write(self, text):
        captured.take()
        return self.put(text)

    def flush(self):
        captured.take()
        # Every cell flushes six times, and each would wait for the thread that sends.
        written = self.written
        if written is not self.flushed:
            self.unsent = 0
            super().flush()
            self.flushed = written

    def put(self, text):
        try:
            return self.put_pieces(text)
        finally:
            self.written = object()

    def put_pieces(self, text):
        if not isinstance(text, str) or (len(text) <= PIECE and text.isascii()):
            written = super().write(text)
            self.sent(len(text))
            return written
        for start in range(0, len(text), PIECE):
            piece = text[start : start + PIECE]
            super().write(encodable(piece))
            self.sent(len(piece))
        return len(text)

    def sent(self, count):
        # Waits for the thread that sends: who prints faster than it can send must not fill the memory.
        self.unsent += count
        if self.unsent >= PIECE:
            self.unsent = 0
            super().flush()


def encodable(text):
    """Lone surrogates stand for bytes that are no UTF-8; in a message they would lose all of it."""
    try:
        text.encode("utf-8")
        return text
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")


class App(IPKernelApp):
    def init_iopub(self, context):
        # Wait for a slow reader instead of dropping messages, the end of the cell among them.
        context.setsockopt(zmq.XPUB_NODROP, 1)
        super().init_iopub(context)

    def init_sockets(self):
        super().init_sockets()
        os.write(READY, sys.executable.encode("utf-8", "surrogateescape") + b"\n")
        os.close(READY)

    def init_io(self):
        super().init_io()
        captured.begin(sys.stdout)


def end_with_the_executor():
    os.read(LIFELINE, 1)
    os.killpg(0, signal.SIGKILL)


def main():
    for descriptor in (CAPTURED, READY, LIFELINE):
        os.set_inheritable(descriptor, False)
    threading.Thread(target=end_with_the_executor, name="executor", daemon=True).start()

    kernel = App.instance()
    kernel.initialize(
        [
            "-f",
            sys.argv[1],
            "--IPKernelApp.outstream_class=__main__.Stream",
            "--IPKernelApp.capture_fd_output=False",
            # Not waited for by asking every second, but by the thread above.
            "--IPKernelApp.parent_handle=1",
            "--InteractiveShell.colors=nocolor",
            "--HistoryManager.hist_file=:memory:",
            # Not handed to a thread after every cell: the history of a session is asked from memory.
            "--HistoryManager.db_cache_size=1000",
            # Output is on its way before the reply: flush waits for the thread that sends.
            "--IPythonKernel._execute_sleep=0",
        ]
    )
    kernel.start()


main()
