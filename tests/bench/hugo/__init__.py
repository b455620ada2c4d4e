"""The portal that Bygd makes of the corpus, as a site for Hugo: its own templates, the records as its content."""
