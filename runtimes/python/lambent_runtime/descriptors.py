"""Reading and writing of whole byte strings."""
import os
import select

# How long a write may find its descriptor full, which only happens when a child process made a shared one non-blocking.
WRITE_TIMEOUT_S = 10


def write_fully(descriptor, *parts):
    """All bytes, in one system call where the system takes them at once."""
    views = [memoryview(part) for part in parts if len(part) > 0]
    while views:
        try:
            count = os.writev(descriptor, views)
        except BlockingIOError:
            if not select.select([], [descriptor], [], WRITE_TIMEOUT_S)[1]:
                raise
            continue
        while views and count >= len(views[0]):
            count -= len(views.pop(0))
        if count > 0:
            views[0] = views[0][count:]


def read_more(descriptor, buffer, start, until):
    """Reads into buffer from start until at least position `until`. Returns the position, or -1 at the stream's end."""
    view = memoryview(buffer)
    while start < until:
        count = os.readv(descriptor, [view[start:]])
        if count == 0:
            return -1
        start += count
    return start
