"""An Article as Markdown and as HTML: pure functions from value to text."""
