"""Do one piece of work as nobody, in a child that cannot get its rights back.

Files of strangers are unpacked so when root installs a plugin. A person without root's
rights has nothing to give up, and does the work in the same process.
"""

import os
import pwd
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import PluginRefused

NOBODY = "nobody"
_MOST_SAID = 4096


def without_rights(name: str, folder: Path, work: Callable[[], None]) -> None:
    """Let nobody do the work on what has that name, who may write into the folder only.

    :raises PluginRefused: the work was refused, with its own words.
    """
    if os.geteuid() != 0:
        work()
        return
    account = pwd.getpwnam(NOBODY)
    os.chown(folder, account.pw_uid, account.pw_gid)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os._exit(_as(account, work, theirs))
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        said = pipe.read(_MOST_SAID).decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    if status:
        raise PluginRefused(name, said or "the process that unpacked it died")


def _as(account: pwd.struct_passwd, work: Callable[[], None], tell: int) -> int:
    """Give up all rights, do the work, tell what went wrong; return the exit status."""
    try:
        os.setgroups([])
        os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
        os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
        work()
    except BaseException as error:  # noqa: BLE001 -- the child's last words, whatever they are
        why = error.why if isinstance(error, PluginRefused) else str(error)
        os.write(tell, why.encode("utf-8", "replace")[:_MOST_SAID])
        return 1
    return 0
