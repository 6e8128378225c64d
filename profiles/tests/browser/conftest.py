"""The browser for the tests of this folder."""

from profiles.tests.browser.chromium import browse, chromium, pytest_collection_modifyitems, pytest_runtest_setup

__all__ = ["browse", "chromium", "pytest_collection_modifyitems", "pytest_runtest_setup"]
