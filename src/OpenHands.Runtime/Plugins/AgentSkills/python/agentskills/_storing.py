"""Replacing a file in one step."""

from __future__ import annotations

import errno
import os
import stat
import tempfile

# The directory takes no new file, but the old file may be writable.
_NO_PLACE_BESIDE = (errno.EACCES, errno.EPERM, errno.EROFS)


def store(path, content):
    """Gives an existing file new content: readers see the old or the new, never a mixture, and nothing else is left behind.

    Mode and owner stay, and so does a symbolic link, whose target is written. Where the file cannot be replaced, or would
    change its owner by it, it is overwritten in place instead, which is not atomic.
    """
    target = os.path.realpath(path)
    status = os.stat(target)

    # Replacing asks only the directory; a file that may not be written should not be replaced either.
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    try:
        handle, staged = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=os.path.dirname(target))
    except OSError as error:
        if error.errno not in _NO_PLACE_BESIDE:
            raise
        _overwrite(target, content)
        return

    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            kept = _keep_owner(handle, status)
            os.fchmod(handle, stat.S_IMODE(status.st_mode))
            os.fsync(handle)
        if kept and _replaced(staged, target):
            staged = None
        else:
            _overwrite(target, content)
    finally:
        if staged is not None:
            os.unlink(staged)


def _keep_owner(handle, status):
    mine = os.fstat(handle)
    if (mine.st_uid, mine.st_gid) == (status.st_uid, status.st_gid):
        return True
    try:
        os.fchown(handle, status.st_uid, status.st_gid)
    except PermissionError:
        return False
    return True


def _replaced(staged, target):
    try:
        os.replace(staged, target)
    except OSError as error:
        # A file that is mounted, as /etc/hosts is in containers, can be written but not replaced.
        if error.errno not in (errno.EBUSY, errno.EXDEV):
            raise
        return False
    return True


def _overwrite(target, content):
    with open(target, "r+b") as file:
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
