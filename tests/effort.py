"""What work costs, whatever else this process and this machine do beside it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time


@contextmanager
def effort_below(seconds: float) -> Iterator[None]:
    """Fail where the work inside takes this thread as many seconds of a processor, or more.

    Other threads do not count, nor does the search for garbage among what other tests have left in this process.
    """
    gc.collect()
    gc.freeze()
    try:
        began = thread_time()
        yield
        took = thread_time() - began
    finally:
        gc.unfreeze()
    assert took < seconds, f"{took:.2f} s of a processor"
