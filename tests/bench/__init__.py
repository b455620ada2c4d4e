"""The build measured against other generators of static sites, on the same corpus, in the same run: `make bench`."""
