"""The shell for acceptance tests."""

from tests.acceptance.shell import shell

__all__ = ["shell"]
