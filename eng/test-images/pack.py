#!/usr/bin/env python3
"""Packs Debian packages that are installed on this machine, with what they depend on, into the root of a container image.

pack.py --describe PACKAGE...    the packages with their versions: changes when the image would
pack.py OUT.tar PACKAGE...       the tar, for `docker import`

Neither a registry nor the network is needed, and no root.
"""
import glob
import io
import os
import re
import subprocess
import sys
import tarfile

# Tools of the package manager itself, and big ones that nothing in a test calls.
NOT_NEEDED = {"debconf", "debconf-2.0", "dpkg", "perl", "git-man", "liberror-perl", "adduser", "init-system-helpers"}
LEFT_OUT = re.compile(r"/usr/share/(doc|man|info|locale|lintian|bash-completion|icons)/|/usr/include/|\.a$|/__pycache__/|^/etc/(passwd|group|shadow|gshadow)$")
MERGED = re.compile(r"^/(bin|sbin|lib|lib32|lib64|libx32)(?=/|$)")
PASSWD = "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
GROUP = "root:x:0:\ntty:x:5:\nsudo:x:27:\nnogroup:x:65534:\n"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Installed:
    """What dpkg knows."""

    def __init__(self):
        self.version, self.needs, self.provider = {}, {}, {}
        rows = run("dpkg-query", "-W", "-f=${db:Status-Abbrev}\t${Package}\t${Version}\t${Pre-Depends}\t${Depends}\t${Provides}\n")
        for row in rows.splitlines():
            status, name, version, before, needs, provides = row.split("\t")
            if not status.startswith("ii"):
                continue
            self.version[name] = version
            self.needs[name] = [[self.name(choice) for choice in group.split("|")] for group in f"{before},{needs}".split(",") if group.strip()]
            for virtual in provides.split(","):
                if virtual.strip():
                    self.provider.setdefault(self.name(virtual), name)

    @staticmethod
    def name(text):
        return re.split(r"[\s(:]", text.strip())[0]

    def find(self, name):
        return name if name in self.version else self.provider.get(name)

    def closure(self, names):
        missing = [name for name in names if not self.find(name)]
        if missing:
            sys.exit(f"Not installed on this machine: {' '.join(missing)}. Install them with apt-get and try again.")
        found, todo = set(), [self.find(name) for name in names]
        while todo:
            name = todo.pop()
            if name in found or name in NOT_NEEDED:
                continue
            found.add(name)
            for group in self.needs[name]:
                todo += [self.find(choice) for choice in group if self.find(choice)][:1]
        return sorted(found)


class Root:
    """The tar, in which every entry comes once and after its directory."""

    def __init__(self, path):
        self.tar, self.done = tarfile.open(path, "w", format=tarfile.GNU_FORMAT), {""}

    def directory(self, name, mode=0o755):
        if name not in self.done:
            self.directory(os.path.dirname(name))
            self.add(name, tarfile.DIRTYPE, mode)

    def add(self, name, kind, mode=0o777, target="", content=b""):
        self.directory(os.path.dirname(name))
        entry = tarfile.TarInfo(name)
        entry.type, entry.mode, entry.linkname, entry.size = kind, mode, target, len(content)
        self.tar.addfile(entry, io.BytesIO(content))
        self.done.add(name)

    def copy(self, path):
        name = MERGED.sub(r"/usr/\1", path).lstrip("/")
        source = f"/{name}"
        if name in self.done or not os.path.lexists(source):
            return
        if os.path.isdir(source) and not os.path.islink(source):
            self.directory(name, os.stat(source).st_mode & 0o7777)
            return
        self.directory(os.path.dirname(name))
        entry = self.tar.gettarinfo(source, name)
        if entry.islnk():
            entry.type, entry.size = tarfile.REGTYPE, os.stat(source).st_size
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ""
        if entry.isfile():
            with open(source, "rb") as content:
                self.tar.addfile(entry, content)
        else:
            self.tar.addfile(entry)
        self.done.add(name)
        if entry.issym():
            # Alternatives, such as awk, belong to no package.
            self.copy(os.path.normpath(os.path.join(os.path.dirname(source), entry.linkname)))


def alternatives():
    """Links that choose between packages, such as that of libblas.so.3; they belong to none."""
    folders = {"/usr/bin", *(os.path.dirname(path) for path in glob.glob("/usr/lib/*-linux-gnu*/libc.so.6"))}
    for folder in sorted(folders):
        for entry in os.scandir(folder):
            if entry.is_symlink() and os.readlink(entry.path).startswith("/etc/alternatives/"):
                yield entry.path


def pack(out, packages):
    root = Root(out)
    for name in ("bin", "sbin", "lib", "lib64"):
        root.directory(f"usr/{name}")
        root.add(name, tarfile.SYMTYPE, target=f"usr/{name}")
    for name in ("proc", "sys", "dev", "run", "home", "etc", "var/lib", "var/cache"):
        root.directory(name)
    root.directory("root", 0o700)
    root.directory("tmp", 0o1777)
    root.directory("var/tmp", 0o1777)
    root.add("etc/passwd", tarfile.REGTYPE, 0o644, content=PASSWD.encode())
    root.add("etc/group", tarfile.REGTYPE, 0o644, content=GROUP.encode())
    root.add("etc/nsswitch.conf", tarfile.REGTYPE, 0o644, content=b"passwd: files\ngroup: files\nhosts: files dns\n")
    files = run("dpkg", "-L", *packages).splitlines()
    for path in (*files, "/usr/bin/sh", "/usr/bin/awk", "/etc/ssl/certs/ca-certificates.crt", "/etc/ld.so.cache"):
        if path.startswith("/") and path != "/." and not LEFT_OUT.search(path):
            root.copy(path)
    for link in alternatives():
        if os.path.realpath(link).lstrip("/") in root.done:
            root.copy(link)
    root.tar.close()


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    installed = Installed()
    packages = installed.closure(sys.argv[2:])
    if sys.argv[1] == "--describe":
        print("\n".join(f"{name} {installed.version[name]}" for name in packages))
    else:
        pack(sys.argv[1], packages)


main()
