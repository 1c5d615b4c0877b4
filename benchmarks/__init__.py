"""Speed and quality of declutter beside other extractors, on annotated pages; see README.md."""
