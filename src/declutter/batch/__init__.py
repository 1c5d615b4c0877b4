"""Many pages: worker processes, files in, files out, Arrow, other engines. Imports the library; nothing imports it."""
