"""Running flowrig for acceptance tests: as a process, and within this one."""

from tests.acceptance.inside import inside
from tests.acceptance.shell import shell

__all__ = ["inside", "shell"]
