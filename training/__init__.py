"""From annotated pages to `src/declutter/data/model.npz`; not shipped."""
