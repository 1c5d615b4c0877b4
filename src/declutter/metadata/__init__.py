"""From a page to what it says about itself: title, lead and metadata, and the blocks that say so."""
