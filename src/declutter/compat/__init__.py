"""The way over from other libraries: modules with their names and call patterns, and declutter inside.

Change the import and leave the code: `from declutter.compat import trafilatura`, `from declutter.compat.readability
import Document`, and so on. What cannot be had raises TypeError and says what to do instead; docs/migrating.md lists
what differs. Nothing of the other libraries is needed or contained.
"""
