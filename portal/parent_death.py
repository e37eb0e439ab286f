"""On Linux the kernel can end a process whose parent was killed; else a killed server's children hold the port."""

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def when_parent_dies(order: signal.Signals) -> Callable[[], None] | None:
    """A function that asks the kernel to send `order` to the process that calls it. None where no kernel does that.

    It makes one system call and nothing else, so that it may run between fork and exec.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, order)

    return ask_kernel
