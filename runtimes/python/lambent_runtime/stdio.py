"""`sys.stdout` and `sys.stderr` that write at once and count: what a handler printed is out before its response."""
import io
import sys

from . import written
from .descriptors import write_fully


class _CountingWriter(io.FileIO):
    def write(self, data):
        view = memoryview(data).cast("B")
        written.stdio_bytes += len(view)
        write_fully(self.fileno(), view)
        return len(view)


def patch_stdio():
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        former = getattr(sys, name)
        stream = io.TextIOWrapper(
            _CountingWriter(descriptor, "wb", closefd=False),
            encoding=former.encoding,
            errors=former.errors,
            newline="\n",
            write_through=True,
        )
        setattr(sys, name, stream)
        setattr(sys, "__{}__".format(name), stream)
